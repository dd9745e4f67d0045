import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import { isMissing } from '../durable-files.js';
import type { Schedule } from './limiter.js';

/** What was learned of Amazon: numbers by name, each with the time at which it was learned. */
export interface Learned {
  /** A value that was learned within `maxAgeMs`. */
  get(name: string, maxAgeMs: number): number | undefined;
  /** Keeps a number. Names have letters, digits, `-` and `/`; a value that is no finite number is not kept. */
  set(name: string, value: number): void;
}

/** What was learned, with a file that outlives the process. */
export interface LearnedFile extends Learned {
  /** Takes in what another process has learned since: before calls are made, and when the account changes hands. */
  load(): Promise<void>;
  /** Writes what is not written yet: at an orderly stop. */
  save(): Promise<void>;
}

/** Values kept; the oldest go first. */
const mostValues = 500;
/** A write in this time at most: what a crash loses is learned again. */
const writeEveryMs = 60_000;

const name = z.string().regex(/^[\w/-]{1,100}$/);
const contents = z.object({
  values: z.record(name, z.object({ value: z.number(), at: z.number() })),
});
type Value = z.output<typeof contents>['values'][string];

/** What is learned and forgotten with the process. */
export function createLearned(clock: Clock): Learned {
  return createValues(clock);
}

/** The file of one account's values: beside the ledger, because that is where a worker may write. */
export const learnedFileIn = (ledgerDirectory: string, account: string): string =>
  join(ledgerDirectory, `learned-${createHash('sha256').update(account).digest('hex').slice(0, 16)}.json`);

export interface LearnedFileOptions {
  file: string;
  clock: Clock;
  /** Told that the file is damaged, cannot be read or cannot be written, by the error's code: nothing depends on it. */
  failed: (code: string) => void;
  /** Default: a timer that keeps no process alive. */
  schedule?: Schedule;
}

/** What is learned by one account's process and those after it. */
export function createLearnedFile({ file, clock, failed, schedule = quietTimer }: LearnedFileOptions): LearnedFile {
  const values = createValues(clock);
  let isChanged = false;
  let isPlanned = false;
  let writing = Promise.resolve();

  const write = async (): Promise<void> => {
    if (!isChanged) return;
    // What another process has learned in the meantime is not lost.
    await load();
    isChanged = false;
    const draft = `${file}.${randomUUID()}`;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(draft, JSON.stringify({ values: values.all() }), { mode: 0o600 });
      await rename(draft, file);
    } catch (error) {
      isChanged = true;
      await rm(draft, { force: true }).catch(() => undefined);
      failed(codeOf(error));
    }
  };
  const save = (): Promise<void> => (writing = writing.then(write));
  const load = async (): Promise<void> => {
    try {
      for (const [known, value] of Object.entries(parsed(await readFile(file, 'utf8')))) values.take(known, value);
    } catch (error) {
      if (!isMissing(error)) failed(codeOf(error));
    }
  };
  return {
    get: (known, maxAgeMs) => values.get(known, maxAgeMs),
    set: (known, value) => {
      values.set(known, value);
      isChanged = true;
      if (isPlanned) return;
      isPlanned = true;
      schedule(() => {
        isPlanned = false;
        void save();
      }, writeEveryMs);
    },
    load,
    save,
  };
}

function createValues(clock: Clock) {
  const values = new Map<string, Value>();
  const keep = (known: string, value: Value): void => {
    values.delete(known);
    values.set(known, value);
    const oldest = values.keys().next();
    if (values.size > mostValues && !oldest.done) values.delete(oldest.value);
  };
  return {
    get: (known: string, maxAgeMs: number): number | undefined => {
      const found = values.get(known);
      if (found === undefined) return undefined;
      const age = clock() - found.at;
      // A clock that was set back makes nothing young.
      return age >= 0 && age < maxAgeMs ? found.value : undefined;
    },
    set: (known: string, value: number): void => {
      if (name.safeParse(known).success && Number.isFinite(value)) keep(known, { value, at: clock() });
    },
    /** Takes a value in, unless what is known was learned later. */
    take: (known: string, value: Value): void => {
      // One from the future would keep out, for as long, whatever is learned after a clock was set right.
      if (value.at > clock()) return;
      if ((values.get(known)?.at ?? Number.NEGATIVE_INFINITY) < value.at) keep(known, value);
    },
    all: (): Record<string, Value> => Object.fromEntries(values),
  };
}

/** @throws when it is damaged. */
function parsed(text: string): Record<string, Value> {
  try {
    return contents.parse(JSON.parse(text)).values;
  } catch {
    throw Object.assign(new Error('What was learned cannot be read.'), { code: 'DAMAGED' });
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}

const quietTimer: Schedule = (run, delayMs) => {
  const handle = setTimeout(run, delayMs).unref();
  return () => clearTimeout(handle);
};
