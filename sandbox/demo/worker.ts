import { setTimeout as sleep } from 'node:timers/promises';

import type { DemoEnvironment } from './environment.js';
import { startProduct } from './product-process.js';
import type { ProductProcess } from './product-process.js';

/** The demo's worker: whenever a signal ends it, the next one is started, as any platform would do. */
export interface DemoWorker {
  /** Process id of the one that runs now, or that starts. */
  pid(): number;
  /** `kill -9`; resolves when the next worker runs. */
  kill(): Promise<void>;
  /** Rejects when a worker ends by itself, with what it wrote last. Never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 50;

/** Starts the worker and resolves when it runs. */
export async function startWorker(environment: DemoEnvironment, directory: string): Promise<DemoWorker> {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let runningPid: number | undefined;
  const start = async (): Promise<ProductProcess> => {
    const started = await startProduct(['worker'], environment, directory);
    started.hasWritten('worker is running').then(
      () => (runningPid = started.pid),
      // Whoever ended it, the supervision below sees it.
      () => undefined,
    );
    return started;
  };

  let worker = await start();
  const supervision = (async (): Promise<void> => {
    for (;;) {
      const { code, signal } = await worker.exited;
      if (isStopping()) return;
      if (signal === null) {
        throw new Error(`The worker has ended by itself with exit code ${String(code)}:\n${worker.lastLines()}`);
      }
      worker = await start();
      // Stopped just now: nobody else knows of this one yet.
      if (isStopping()) await worker.stop();
    }
  })();
  const failed = new Promise<never>((_, reject) => {
    supervision.catch(reject);
  });
  // Not every moment of the demo listens.
  failed.catch(() => undefined);
  const untilAnotherRunsThan = async (pid: number | undefined): Promise<void> => {
    while (runningPid === pid && !isStopping()) await Promise.race([sleep(LOOK_EVERY_MS), failed]);
  };
  await untilAnotherRunsThan(undefined);

  return {
    pid: () => worker.pid,
    failed,
    kill: async () => {
      const killed = worker.pid;
      worker.kill();
      await untilAnotherRunsThan(killed);
    },
    stop: async () => {
      stopping.abort();
      await worker.stop();
      await supervision.catch(() => undefined);
    },
  };
}
