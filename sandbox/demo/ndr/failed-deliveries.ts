import type { Control } from '../../amazon/control.js';
import type { PushTarget } from '../../amazon/ndr/push.js';
import type { Errands } from '../errands.js';
import type { CaseRow } from '../parcel-board.js';
import type { DemoCase } from './cases.js';

/** Acts as Amazon's carrier in India: deliveries fail, are reported, and come to an end. */
export interface FailedDeliveries {
  /** Lets every delivery fail, now. */
  fail(): void;
  /** Pushes what is not taken in yet, and brings parcels to their end once it is known what shall become of them. */
  carry(rows: readonly CaseRow[]): void;
}

/** A sender that has missed the answer sends once more. */
const PUSHES = 2;

export function createFailedDeliveries(options: {
  amazon: Pick<Control, 'failDelivery' | 'pushReport' | 'moveNdrParcel' | 'ndrParcel'>;
  cases: readonly DemoCase[];
  shippingPartyAccountId: string;
  receiver: PushTarget;
  errands: Errands;
  /** From an answer to the parcel's end, ms. */
  pauseMs: number;
  now: () => number;
}): FailedDeliveries {
  const { amazon, cases, shippingPartyAccountId, receiver, errands, pauseMs, now } = options;
  const settledAt = new Map<string, number>();
  const arrived = new Set<string>();

  const push = (trackingId: string): void =>
    errands.run(`push of ${trackingId}`, async () => {
      const statuses = await amazon.pushReport({ trackingId, ...receiver, times: PUSHES });
      if (statuses.some((status) => status !== 200)) throw new Error(`answered with ${statuses.join(', ')}`);
    });

  /** Whether nothing is asked of the shipper any more. */
  const isSettled = ({ ndr, state }: CaseRow): boolean =>
    state === 'ANSWERED' || state === 'NOT_ANSWERED' || (amazon.ndrParcel(ndr.trackingId)?.answers.length ?? 0) > 0;

  return {
    fail: () => {
      for (const { trackingId, reasonCode, dueInMs } of cases) {
        amazon.failDelivery({ trackingId, shippingPartyAccountId, reasonCode, dueInMs });
      }
    },
    carry: (rows) => {
      for (const row of rows) {
        const { trackingId, arrival } = row.ndr;
        push(trackingId);
        if (arrived.has(trackingId) || !isSettled(row)) continue;
        const since = settledAt.get(trackingId) ?? now();
        settledAt.set(trackingId, since);
        if (now() < since + pauseMs) continue;
        arrived.add(trackingId);
        amazon.moveNdrParcel({
          trackingId,
          eventCode: 'Delivered',
          leg: arrival === 'returned' ? 'RETURNS' : 'FORWARD',
        });
      }
    },
  };
}
