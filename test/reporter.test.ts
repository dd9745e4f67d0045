import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { lastLine } from './reporter.js';

const none = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the last line of a run', () => {
  it.each([
    [{ numPassedTests: 12 }, '12 passed, 0 failed'],
    [{ numPassedTests: 12, numFailedTests: 2 }, '12 passed, 2 failed'],
    [{ numPassedTests: 1, numPendingTests: 3, numTodoTests: 1 }, '1 passed, 0 failed, 4 skipped'],
    [{ numRuntimeErrorTestSuites: 2 }, '0 passed, 2 failed'],
  ])('counts %j as "%s"', (counts, line) => {
    expect(lastLine({ ...none, ...counts })).toBe(line);
  });
});

describe('a run of Jest', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'last-line-'));
    const config = { rootDir: folder, transform: {}, reporters: ['default', reporter()] };
    await writeFile(join(folder, 'jest.config.json'), JSON.stringify(config));
    await writeFile(join(folder, 'good.test.js'), `it('holds', () => {}); it.skip('is not run', () => {});`);
    await writeFile(join(folder, 'broken.test.js'), `require('./not-there');`);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('closes with the plain line, counting a file that cannot be loaded as failed', async () => {
    const output = await runJest(folder);

    expect(output.trimEnd().split('\n').at(-1)).toBe('1 passed, 1 failed, 1 skipped');
  });
});

const reporter = (): string => fileURLToPath(new URL('./reporter.js', import.meta.url));

/** Stdout and stderr in the order of writing, as in a terminal. */
async function runJest(folder: string): Promise<string> {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const args = ['-c', 'exec "$0" "$@" 2>&1', process.execPath, jest, '--config', join(folder, 'jest.config.json')];
  return await new Promise((resolve) => {
    // Jest fails here, as it should: only what it writes counts.
    execFile('/bin/sh', args, { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
}
