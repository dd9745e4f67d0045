/**
 * Runs one program and ends it when the process that asked for it is gone.
 *
 * Started by `startGuarded`. The channel to the owner closes however the owner ends, SIGKILL included, and that is the
 * only thing watched: no polling, no exit handlers in the owner.
 */
import { spawn } from 'node:child_process';
import process from 'node:process';

import type { GuardMessage, GuardOrder } from './guard-protocol.js';

const OUTPUT_LIMIT = 4_000;
const KILL_AFTER_MS = 10_000;

const order = JSON.parse(process.argv[2] ?? '{}') as GuardOrder;
const ownGroup = process.platform !== 'win32';

let output = '';
let stopping = false;

// Its own group, so that what the program itself has started (compilers, a shell's children) ends with it.
const child = spawn(order.program, order.args, { detached: ownGroup, stdio: ['ignore', 'pipe', 'pipe'] });

child.on('spawn', () => tell({ type: 'started', pid: child.pid ?? 0 }));
child.on('error', (error) => tell({ type: 'failed', message: error.message }, () => process.exit(1)));
child.on('exit', () => signalAll('SIGKILL'));
child.on('close', (code, signal) => tell({ type: 'exited', code, signal, output }, () => process.exit(0)));

for (const stream of [child.stdout, child.stderr]) {
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    output = (output + text).slice(-OUTPUT_LIMIT);
  });
}

process.on('disconnect', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
if (!process.connected) stop();

function stop(): void {
  if (stopping) return;
  stopping = true;
  signalAll(order.stopSignal);
  setTimeout(() => signalAll('SIGKILL'), KILL_AFTER_MS);
}

function signalAll(signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (ownGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // ESRCH: nothing of it is left.
  }
}

function tell(message: GuardMessage, then: () => void = () => undefined): void {
  if (process.connected && process.send) process.send(message, undefined, undefined, then);
  else then();
}
