import { readFileSync } from 'node:fs';

/** Clock ticks a second, in which Linux counts the time of processes. */
const TICKS = 100;

/** CPU time that a process has used so far, ms; `undefined` where the system does not tell as Linux does. */
export function cpuMsOf(pid: number): number | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : cpuMsIn(stat);
}

/** From a line of `/proc/<pid>/stat`: the name of the program is in brackets and may hold anything. */
export function cpuMsIn(stat: string): number {
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return ((Number(user) + Number(system)) * 1_000) / TICKS;
}

/** The most memory that a process has had resident so far, bytes; `undefined` where the system does not tell. */
export function peakMemoryOf(pid: number): number | undefined {
  const status = textOf(`/proc/${pid}/status`);
  return status === undefined ? undefined : peakMemoryIn(status);
}

export function peakMemoryIn(status: string): number | undefined {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
