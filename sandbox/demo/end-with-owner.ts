/**
 * Loaded into the demo's child processes with `--import`: ends the process when the demo is gone, however that ended.
 *
 * The demo holds the other end of stdin and never writes. Nothing of the product knows about this.
 */
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

// Threads load this, too, and their stdin has ended from the start.
if (isMainThread) {
  process.stdin.on('end', () => process.exit(1));
  process.stdin.on('error', () => process.exit(1));
  process.stdin.resume();
  // Waiting for the owner's end does not keep alive a command that is done.
  if ('unref' in process.stdin) process.stdin.unref();
}
