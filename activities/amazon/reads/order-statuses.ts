import type { Clock } from '../../clock.js';

/** The last status of each order that was read, alone or in a list. */
export interface OrderStatuses {
  /** @param at - From when on the status may have changed, epoch ms. What is known from later stays. */
  remember(purchaseOrderNumber: string, status: string | undefined, at: number): void;
  /** The last status, unless it is `maxAgeMs` old. */
  fresh(purchaseOrderNumber: string, maxAgeMs: number): { status: string | undefined } | undefined;
  /** The last status, however old. */
  last(purchaseOrderNumber: string): string | undefined;
}

/** Orders whose last status is remembered, more than are usually open; the oldest go first. */
const remembered = 20_000;

export function createOrderStatuses(clock: Clock): OrderStatuses {
  const statuses = new Map<string, { status: string | undefined; at: number }>();
  return {
    remember: (number, status, at) => {
      const known = statuses.get(number);
      // What a clock that was set back since calls the future is not later.
      if (known !== undefined && known.at > at && known.at <= clock()) return;
      statuses.delete(number);
      statuses.set(number, { status, at });
      const oldest = statuses.keys().next();
      if (statuses.size > remembered && !oldest.done) statuses.delete(oldest.value);
    },
    fresh: (number, maxAgeMs) => {
      const known = statuses.get(number);
      if (known === undefined) return undefined;
      const age = clock() - known.at;
      // A clock that was set back makes nothing fresh.
      return age >= 0 && age < maxAgeMs ? { status: known.status } : undefined;
    },
    last: (number) => statuses.get(number)?.status,
  };
}
