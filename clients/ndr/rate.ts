/** A token bucket. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** Whether something may pass now; what may not costs nothing. */
export type Limit = () => boolean;

/** @param monotonic ms, for the ages of permits. */
export function createLimit({ perSecond, burst }: Rate, monotonic: () => number): Limit {
  let [permits, at] = [burst, monotonic()];
  return () => {
    const now = monotonic();
    permits = Math.min(burst, permits + ((now - at) / 1_000) * perSecond);
    at = now;
    if (permits < 1) return false;
    permits -= 1;
    return true;
  };
}

/** More senders than Amazon has. Beyond them, all that are new share one bucket. */
const MAX_SENDERS = 10_000;

/** A bucket for each sender, for as many senders as fit. */
export function createLimits(rate: Rate, monotonic: () => number): (sender: string) => boolean {
  const senders = new Map<string, Limit>();
  const strangers = createLimit(rate, monotonic);
  return (sender) => {
    const known = senders.get(sender);
    if (known !== undefined) return known();
    if (senders.size >= MAX_SENDERS) return strangers();
    const limit = createLimit(rate, monotonic);
    senders.set(sender, limit);
    return limit();
  };
}
