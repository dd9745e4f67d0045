import type { BoardRow } from './board.js';
import type { Errands } from './errands.js';
import { carrierCodes } from './settings.js';
import { trackingNumberOf } from './warehouse.js';

/** Acts as the vendor's own carrier. */
export interface Carrier {
  /** Reports what has become of every parcel on its way. */
  report(rows: readonly BoardRow[]): void;
}

/** What the carrier says of a parcel, in its own codes, and when, ISO 8601. */
export interface CarrierReport {
  purchaseOrderNumber: string;
  trackingNumber: string;
  code: string;
  occurredAt: string;
}

/** Reports to the event intake, as a carrier's system would. */
export function createCarrier(options: {
  send: (report: CarrierReport) => Promise<void>;
  errands: Errands;
  /** From one report of a parcel to the next, ms. */
  pauseMs: number;
  now: () => number;
}): Carrier {
  const { send, errands, pauseMs, now } = options;
  const onTheRoadSince = new Map<string, number>();
  return {
    report: (rows) => {
      for (const { order, state } of rows) {
        if (state !== 'IN_TRANSIT') continue;
        const { purchaseOrderNumber } = order;
        const since = onTheRoadSince.get(purchaseOrderNumber) ?? now();
        onTheRoadSince.set(purchaseOrderNumber, since);
        Object.keys(carrierCodes).forEach((code, index) => {
          const at = since + (index + 1) * pauseMs;
          if (now() < at) return;
          const occurredAt = new Date(at).toISOString();
          const trackingNumber = trackingNumberOf(order);
          errands.run(`${purchaseOrderNumber} ${code}`, () =>
            send({ purchaseOrderNumber, trackingNumber, code, occurredAt }),
          );
        });
      }
    },
  };
}
