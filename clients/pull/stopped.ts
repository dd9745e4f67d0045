import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';

/** Why nothing of an order may be printed any more. */
export interface Stopped {
  reason: 'cancelled' | 'denied' | 'expired';
  /** What is said of the order, after its number. */
  says: string;
}

const DAY_MS = 24 * 3_600_000;

/** What is printed now would travel with a parcel that nobody wants any more. */
export function stoppedBecause({ state, attention, denial }: PurchaseOrderState): Stopped | undefined {
  const item = attention.items.find(({ reason }) => reason === 'CancelledByAmazon');
  if (item !== undefined) {
    return {
      reason: 'cancelled',
      says: `is cancelled by Amazon: stop the parcel, then answer ${item.attentionId} (stopped or left-anyway).`,
    };
  }
  if (state === 'CANCELLED') return { reason: 'cancelled', says: 'is cancelled; its label must not be used.' };
  if (denial !== undefined) return { reason: 'denied', says: 'is denied on the floor; its label must not be used.' };
  return undefined;
}

/**
 * Amazon's label is too old: a carrier may refuse the parcel.
 *
 * @param labelMs how long a label is valid, from its request.
 */
export function expiredBecause(
  { label, labelRequestedAt }: PurchaseOrderState,
  { now, labelMs }: { now: number; labelMs: number },
): Stopped | undefined {
  if (label === undefined || labelRequestedAt === undefined || now < Date.parse(labelRequestedAt) + labelMs) {
    return undefined;
  }
  const says = `has a label from ${labelRequestedAt.slice(0, 10)}, which is over ${Math.round(labelMs / DAY_MS)} days old; ask Amazon for another one (orders relabel).`;
  return { reason: 'expired', says };
}
