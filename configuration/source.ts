import { dirname, resolve } from 'node:path';

import type { z } from 'zod';

import type { Fault } from './faults.js';
import { explain, faultsInFile } from './issues.js';
import { readJson, readSecret } from './text-files.js';
import type { Environment, VariableName } from './variables.js';
import { isSecretVariable } from './variables.js';

/** Turns the reference to a secret into the secret. */
export type Resolve = (reference: string, context: z.RefinementCtx) => string;

/** Environment and files. Faults gather here, so that one run reports them all. */
export class Source {
  readonly faults: Fault[] = [];
  constructor(private readonly env: Environment) {}

  has(name: VariableName): boolean {
    return this.read(name) !== undefined || this.isFromFile(name);
  }

  /** The variables that a schema names, or `undefined` when any of them is faulty. */
  variables<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): z.output<z.ZodObject<Shape>> | undefined {
    const given: Record<string, string> = {};
    const faults = new Map<string, Fault>();
    for (const name of Object.keys(schema.shape)) {
      const secret = this.isFromFile(name) ? this.secretFile(name) : { text: this.read(name) };
      if ('fault' in secret) faults.set(name, { where: `${name}_FILE`, what: secret.fault });
      else if (secret.text !== undefined) given[name] = secret.text;
    }
    const parsed = schema.safeParse(given, { error: explain });
    for (const { path, message } of parsed.error?.issues ?? []) {
      const name = String(path[0]);
      const where = this.isFromFile(name) ? `${name}_FILE` : name;
      if (!faults.has(name)) faults.set(name, { where, what: message });
    }
    this.faults.push(...Object.keys(schema.shape).flatMap((name) => faults.get(name) ?? []));
    return faults.size === 0 ? parsed.data : undefined;
  }

  /** The content of a JSON file, or `undefined` when its variable is absent or anything in it is faulty. */
  file<Schema extends z.ZodType>(name: VariableName, schema: Schema): z.output<Schema> | undefined {
    const path = this.read(name);
    if (path === undefined) return undefined;
    const json = readJson(path);
    if ('fault' in json) {
      this.faults.push({ where: name, what: json.fault });
      return undefined;
    }
    const parsed = schema.safeParse(json.value, { error: explain });
    this.faults.push(...faultsInFile(name, json.value, parsed.error?.issues ?? []));
    return parsed.data;
  }

  /** Turns `env:NAME` and `file:PATH` (relative to the file that says so) into what they name. */
  resolver(file: VariableName): Resolve {
    const directory = dirname(resolve(this.read(file) ?? '.'));
    return (reference, context) => {
      const [kind, name] = [reference.slice(0, reference.indexOf(':')), reference.slice(reference.indexOf(':') + 1)];
      if (kind === 'env') {
        const value = this.read(name);
        if (value === undefined) {
          const variable = /^[A-Z_][A-Z0-9_]*$/.test(name) ? `the environment variable ${name}` : 'a variable';
          context.addIssue(`names ${variable}, which is not set. Set it.`);
        }
        return value ?? '';
      }
      const secret = readSecret(resolve(directory, name));
      if ('fault' in secret) context.addIssue(secret.fault);
      return 'fault' in secret ? '' : secret.text;
    };
  }

  private isFromFile(name: string): boolean {
    return isSecretVariable(name) && this.read(`${name}_FILE`) !== undefined;
  }

  private secretFile(name: string): { text: string } | { fault: string } {
    if (this.read(name) !== undefined) return { fault: `is set together with ${name}. Remove one of them.` };
    return readSecret(this.read(`${name}_FILE`) ?? '');
  }

  private read(name: string): string | undefined {
    // What every object inherits, such as `toString`, is no variable.
    const value = Object.hasOwn(this.env, name) ? this.env[name]?.trim() : undefined;
    return value === '' ? undefined : value;
  }
}
