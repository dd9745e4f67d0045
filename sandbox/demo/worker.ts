import type { DemoEnvironment } from './environment.js';
import { startProduct } from './product-process.js';
import type { ProductProcess } from './product-process.js';

/** The demo's worker: whenever a signal ends it, the next one is started, as any platform would do. */
export interface DemoWorker {
  /** Process id of the one that runs now. */
  pid(): number;
  /** How often it was started again. */
  restarts(): number;
  /** `kill -9`; resolves when the next worker runs. */
  kill(): Promise<void>;
  /** Rejects when a worker ends by itself, with what it wrote last. Never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Starts the worker and resolves when it runs. */
export async function startWorker(environment: DemoEnvironment, directory: string): Promise<DemoWorker> {
  let worker = await start();
  let restarts = 0;
  let isStopping = false;
  let running: Promise<void> = Promise.resolve();

  async function start(): Promise<ProductProcess> {
    const started = await startProduct(['worker'], environment, directory);
    await started.hasWritten('worker is running');
    return started;
  }

  async function again(): Promise<void> {
    worker = await start();
    restarts += 1;
    // What is stopped while it starts has nobody else to end it.
    if (isStopping) await worker.stop();
  }

  const failed = (async (): Promise<never> => {
    for (;;) {
      const { code, signal } = await worker.exited;
      if (isStopping) await new Promise<never>(() => undefined);
      if (signal === null) {
        throw new Error(`The worker has ended by itself with exit code ${String(code)}:\n${worker.lastLines()}`);
      }
      running = again();
      await running;
    }
  })();
  failed.catch(() => undefined);

  return {
    pid: () => worker.pid,
    restarts: () => restarts,
    failed,
    kill: async () => {
      const killed = worker;
      killed.kill();
      await killed.exited;
      while (worker === killed && !isStopping) await Promise.race([tick().then(() => running), failed]);
    },
    stop: async () => {
      isStopping = true;
      await worker.stop();
      await running.catch(() => undefined);
    },
  };
}

/** Lets the supervision see the end first. */
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
