/** Runs tasks of the same lane one after the other, and a bounded number of all lanes at once. */
export interface TaskLanes {
  /** Resolves or rejects as the task does; a task that fails does not hold up its lane. */
  run<Result>(lane: string, task: () => Promise<Result>): Promise<Result>;
}

/**
 * @param atOnce tasks of all lanes together. Too low: a slow disk idles. Too high: more open files than the operating
 * system allows one process (1,024 by default on most).
 */
export function createTaskLanes(atOnce: number): TaskLanes {
  const tails = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  let free = atOnce;

  async function withSlot<Result>(task: () => Promise<Result>): Promise<Result> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  }

  return {
    run(lane, task) {
      const result = (tails.get(lane) ?? Promise.resolve()).then(() => withSlot(task));
      const tail = result.then(
        () => undefined,
        () => undefined,
      );
      tails.set(lane, tail);
      void tail.then(() => {
        if (tails.get(lane) === tail) tails.delete(lane);
      });
      return result;
    },
  };
}
