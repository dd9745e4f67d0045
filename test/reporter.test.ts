import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lastLine } from './reporter.js';

const none = { passed: 0, failed: 0, skipped: 0 };

describe('the last line of a run', () => {
  it.each([
    [{ passed: 12 }, '12 passed, 0 failed'],
    [{ passed: 12, failed: 2 }, '12 passed, 2 failed'],
    [{ passed: 1, skipped: 4 }, '1 passed, 0 failed, 4 skipped'],
  ])('counts %j as "%s"', (counts, line) => {
    expect(lastLine({ ...none, ...counts })).toBe(line);
  });
});

describe('a run of Vitest', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'last-line-'));
    await symlink(dirname(vitest()), join(folder, 'node_modules'));
    await writeFile(
      join(folder, 'vitest.config.mjs'),
      `export default { test: { globals: true, reporters: ['default', ${JSON.stringify(reporter())}] } };`,
    );
    await writeFile(
      join(folder, 'good.test.js'),
      `it('holds', () => {}); it.skip('is not run', () => {}); it('does not', () => { throw new Error('no'); });`,
    );
    await writeFile(join(folder, 'broken.test.js'), `import './not-there.js';`);
    await writeFile(
      join(folder, 'hook.test.js'),
      `describe('a suite', () => { afterAll(() => { throw new Error('no'); }); it('holds', () => {}); });`,
    );
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('closes with the plain line, counting a file that cannot be loaded and a hook that fails as failed', async () => {
    const output = await runVitest(folder);

    expect(output.trimEnd().split('\n').at(-1)).toBe('2 passed, 3 failed, 1 skipped');
  });
});

const reporter = (): string => fileURLToPath(new URL('./reporter.js', import.meta.url));
const vitest = (): string => fileURLToPath(new URL('../../node_modules/vitest', import.meta.url));

/** Stdout and stderr in the order of writing, as in a terminal. */
async function runVitest(folder: string): Promise<string> {
  const args = ['-c', 'exec "$0" "$@" 2>&1', process.execPath, join(vitest(), 'vitest.mjs'), 'run', '--root', folder];
  // The run within the run is not to take itself for a worker of the outer one.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return await new Promise((resolve) => {
    // Vitest fails here, as it should: only what it writes counts.
    execFile('/bin/sh', args, { cwd: folder, env }, (_error, stdout) => resolve(stdout));
  });
}
