import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { describe, expect, it } from 'vitest';

import { startGuarded } from '../../../sandbox/temporal/processes.js';
import { eventually } from '../../support/eventually.js';
import { isAlive } from '../../support/processes.js';

const forEver = ['-e', 'setInterval(() => undefined, 1_000)'];
const processes = new URL('../../../sandbox/temporal/processes.js', import.meta.url).href;

describe('a guarded program', () => {
  // how its owner ends | what the owner does after the start | signal sent to the owner
  it.each<[string, string, NodeJS.Signals | undefined]>([
    ['returns', '', undefined],
    ['calls process.exit', 'process.exit(3)', undefined],
    ['throws where nobody catches', 'setImmediate(() => { throw new Error() })', undefined],
    ['is stopped by Ctrl-C', 'setInterval(() => {}, 1_000)', 'SIGINT'],
    ['is stopped by SIGTERM', 'setInterval(() => {}, 1_000)', 'SIGTERM'],
    ['is killed by SIGKILL', 'setInterval(() => {}, 1_000)', 'SIGKILL'],
  ])('ends when its owner %s', async (_how, afterwards, signal) => {
    const owner = startOwner(afterwards);
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    if (signal) owner.kill(signal);

    await eventually('the program is gone', () => !isAlive(pid));
  });

  it('is gone when stop() returns, which may be called twice', async () => {
    const program = await startGuarded(process.execPath, forEver);
    await program.stop();
    await program.stop();

    expect(isAlive(program.pid)).toBe(false);
  });

  it('takes with it what it has started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guarded-'));
    const pidFile = join(folder, 'pid');
    const program = await startGuarded('/bin/sh', ['-c', `sleep 1000 & echo $! > '${pidFile}'; wait`]);
    await eventually('it has started another', async () =>
      /\d\n/.test(await readFile(pidFile, 'utf8').catch(() => '')),
    );
    const other = Number(await readFile(pidFile, 'utf8'));
    await program.stop();

    await eventually('the other is gone', () => !isAlive(other));
    await rm(folder, { recursive: true });
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('is ended by its owner when its guard is killed', async () => {
    const program = await startGuarded(process.execPath, forEver);
    process.kill(parentOf(program.pid), 'SIGKILL');
    await program.exited;

    await eventually('the program is gone', () => !isAlive(program.pid));
  });

  it('reports its exit code and the end of its output', async () => {
    const script = 'console.log("x".repeat(9_000)); console.error("the last words"); process.exitCode = 7';
    const program = await startGuarded(process.execPath, ['-e', script]);
    const exit = await program.exited;

    expect(exit).toMatchObject({ code: 7, signal: null });
    expect(exit.output).toHaveLength(4_000);
    expect(exit.output).toContain('the last words');
  });

  it('that does not exist is refused with the reason', async () => {
    await expect(startGuarded('/not/there', [])).rejects.toThrow('ENOENT');
  });
});

/** A process that starts a guarded program, prints its id and goes on as told. */
function startOwner(afterwards: string): ReturnType<typeof spawnOwner> {
  return spawnOwner(`
    const { startGuarded } = await import(${JSON.stringify(processes)});
    const program = await startGuarded(process.execPath, ${JSON.stringify(forEver)});
    process.stdout.write(program.pid + '\\n', () => { ${afterwards} });
  `);
}

function spawnOwner(script: string) {
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
