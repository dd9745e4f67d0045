/** How many items of an operation come in per second, on the average of the last seconds. */
export interface Demand {
  /** One more has come in. */
  count(): void;
  perSecond(): number;
}

/**
 * A short memory: five seconds of a rush are enough to gather, and after as many quiet ones nothing waits for company.
 *
 * @param monotonic ms.
 */
export function createDemand(monotonic: () => number): Demand {
  let rate = 0;
  let at = monotonic();
  const decayed = (): number => rate * Math.exp((at - monotonic()) / MEMORY_MS);
  return {
    count: () => {
      rate = decayed() + 1_000 / MEMORY_MS;
      at = monotonic();
    },
    perSecond: decayed,
  };
}

const MEMORY_MS = 5_000;
