import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { VirtualTime } from './virtual-time.js';

/** How an activity is carried on: as Temporal's server and one worker do. */
export interface ActivityRun {
  startToCloseMs: number;
  /** Of the whole step, ms. */
  budgetMs: number;
  /** Pause before the next attempt where the failure names none, ms. */
  retryMs: (attempt: number) => number;
}

export interface VirtualServer {
  /** @throws what the workflow would see. */
  run<Input, Result>(activity: (input: Input) => Promise<Result>, input: Input, options: ActivityRun): Promise<Result>;
  /** Attempts so far: each costs an action. */
  attempts(): number;
}

/** @param slots Attempts that the worker runs at once; the others wait in the queue. */
export function createVirtualServer(time: VirtualTime, { slots }: { slots: number }): VirtualServer {
  const logger = new DefaultLogger('ERROR', () => undefined);
  const queue: (() => void)[] = [];
  let free = slots;
  let attempts = 0;
  const takeSlot = (): Promise<void> => {
    if (free === 0) return new Promise((go) => queue.push(go));
    free -= 1;
    return Promise.resolve();
  };
  const giveSlot = (): void => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  };
  /** One attempt in a slot of its own. */
  const attempted = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    await takeSlot();
    attempts += 1;
    return run().finally(giveSlot);
  };
  return {
    run: async (activity, input, { startToCloseMs, budgetMs, retryMs }) => {
      const scheduledTimestampMs = time.now();
      for (let attempt = 1; ; attempt += 1) {
        const environment = new MockActivityEnvironment(
          { attempt, scheduledTimestampMs, scheduleToCloseTimeoutMs: budgetMs, startToCloseTimeoutMs: startToCloseMs },
          { logger },
        );
        try {
          return await attempted(() => environment.run(activity, input));
        } catch (error) {
          const failure = error instanceof ApplicationFailure ? error : undefined;
          if (failure?.nonRetryable === true || time.now() - scheduledTimestampMs > budgetMs) throw error;
          const { nextRetryDelay } = failure ?? {};
          await time.sleep(nextRetryDelay == null ? retryMs(attempt) : Number(nextRetryDelay));
        }
      }
    },
    attempts: () => attempts,
  };
}
