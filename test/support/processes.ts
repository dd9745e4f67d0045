import { readFileSync } from 'node:fs';

import { isRunning } from '../../sandbox/temporal/processes.js';

/** Whether a process does anything. One that has ended but that nobody has asked for its exit code counts as gone. */
export function isAlive(pid: number): boolean {
  return isRunning(pid) && stateOnLinux(pid) !== 'Z';
}

function stateOnLinux(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.charAt(0);
  } catch {
    return undefined;
  }
}
