import type { Control } from '../../amazon/control.js';
import type { Errands } from '../errands.js';
import type { ShipmentRow } from '../parcel-board.js';
import type { ParcelStep } from './shipments.js';

/** Acts as the carrier of the demo's shipments. */
export interface ParcelCarrier {
  /** Takes every parcel its next step on, and reports it. */
  carry(rows: readonly ShipmentRow[]): void;
}

/** What the carrier says of a parcel, as the intake takes it. */
export interface ParcelReport {
  shipmentReference: string;
  eventCode: string;
  /** ISO 8601. */
  eventTime: string;
  shipmentType: 'FORWARD' | 'RETURNS';
}

/**
 * What happens to a parcel is so at Amazon first, then it is reported: nobody waits here for the next look of a plan
 * that is made for days.
 *
 * A parcel stays where it is as long as a person is asked about it; what the last step has brought up has to show first.
 */
export function createParcelCarrier(options: {
  amazon: Pick<Control, 'moveTracking'>;
  /** Reports a step to the event intake. */
  send: (report: ParcelReport) => Promise<void>;
  /** Resolves when a worker has seen all that was reported of a shipment. */
  taken: (shipmentReference: string) => Promise<unknown>;
  errands: Errands;
  /** From one step of a parcel to the next, ms. */
  pauseMs: number;
  now: () => number;
}): ParcelCarrier {
  const { amazon, send, taken, errands, pauseMs, now } = options;
  const parcels = new Map<string, { reported: number; since: number; happenedAt?: number }>();
  return {
    carry: (rows) => {
      for (const { shipment, state, items, readAt } of rows) {
        if ((state !== 'PURCHASED' && state !== 'IN_TRANSIT') || items.length > 0) continue;
        const { shipmentReference, journey } = shipment;
        const parcel = parcels.get(shipmentReference) ?? { reported: 0, since: readAt };
        parcels.set(shipmentReference, parcel);
        const step = journey[parcel.reported];
        if (step === undefined || readAt < parcel.since + pauseMs) continue;
        if (parcel.happenedAt === undefined) {
          parcel.happenedAt = now();
          const { eventCode, leg } = step;
          const event = { eventCode, at: parcel.happenedAt, ...(leg === undefined ? {} : { leg }) };
          amazon.moveTracking({ parcel: shipmentReference, event });
        }
        const { happenedAt, reported } = parcel;
        errands.run(`${shipmentReference} step ${reported + 1}: ${step.eventCode}`, async () => {
          await send(reportOf(shipmentReference, step, happenedAt));
          await taken(shipmentReference);
          parcels.set(shipmentReference, { reported: reported + 1, since: now() });
        });
      }
    },
  };
}

const reportOf = (shipmentReference: string, { eventCode, leg }: ParcelStep, at: number): ParcelReport => ({
  shipmentReference,
  eventCode,
  eventTime: new Date(at).toISOString(),
  shipmentType: leg ?? 'FORWARD',
});
