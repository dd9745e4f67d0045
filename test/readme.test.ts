import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextStates } from '../workflows/purchase-order/state.js';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('README', () => {
  it("draws the life of an order exactly as the code's transition table has it", () => {
    const drawn = [...readme.matchAll(/^ {2}([A-Z_]+) --> ([A-Z_]+)$/gm)].map(([, from, to]) => `${from} --> ${to}`);
    const coded = Object.entries(nextStates).flatMap(([from, to]) => to.map((next) => `${from} --> ${next}`));
    expect(drawn).toEqual(coded);
  });

  it('names a dependency of package.json once in CONTRIBUTING, each', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const table = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    const isNamed = (name: string): boolean =>
      table.includes(`\`${name}\``) || table.includes(`\`${name.split('/')[0] ?? ''}/*\``);
    expect(Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !isNamed(name))).toEqual([]);
  });

  it('has all packages of Temporal at one exact version', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const versions = Object.entries({ ...dependencies, ...devDependencies })
      .filter(([name]) => name.startsWith('@temporalio/'))
      .map(([, version]) => version);
    expect(new Set(versions)).toEqual(new Set(['1.24.0']));
  });
});
