import { seededRandom } from '../random.js';
import type { World } from '../world.js';
import { envelopeOf } from './envelope.js';
import { currentReport } from './ndr-book.js';
import type { NdrParcel } from './ndr-book.js';
import { push } from './push.js';
import type { PushTarget } from './push.js';

/** A delivery that fails. What is left out continues the parcel's last report, or is made up. */
export interface FailedDelivery {
  readonly trackingId: string;
  readonly shippingPartyAccountId?: string;
  readonly appId?: string;
  readonly shipmentStatus?: string;
  readonly reasonCode?: string;
  /** From now until it has to be answered, ms; below 0 it is past. Default 2 days. */
  readonly dueInMs?: number;
  /** Another version of the report about the same attempt. Default: the next attempt. */
  readonly isSameAttempt?: boolean;
}

/** Which reports of a parcel go out. */
export interface PushOrder extends PushTarget {
  readonly trackingId: string;
  /** Counts from 1 in the order in which they were made; default the newest. */
  readonly report?: number;
  /** How often it is sent, as a sender does that has missed the answer. Default 1. */
  readonly times?: number;
}

/** What the control can do to deliveries that fail. */
export interface NdrControl {
  /** Lets a delivery fail and returns the report's envelope, as it would be pushed. */
  readonly failDelivery: (failed: FailedDelivery) => object;
  /** Pushes a report; answers the statuses. */
  readonly pushReport: (order: PushOrder) => Promise<number[]>;
  /** Lets tracking tell something of the parcel now. */
  readonly moveNdrParcel: (move: {
    readonly trackingId: string;
    readonly eventCode: string;
    readonly leg?: 'FORWARD' | 'RETURNS';
  }) => boolean;
  /** Reports and answers, by tracking id. */
  readonly ndrParcel: (trackingId: string) => NdrParcel | undefined;
}

const dayMs = 24 * 60 * 60_000;

/** Makes this part of the control. */
export function createNdrControl(world: World): NdrControl {
  const { clock, seed } = world.settings;
  const random = seededRandom(seed, 'ndr');
  const { ndr: book } = world;
  return {
    failDelivery(failed) {
      const parcel = book.get(failed.trackingId) ?? newParcel(failed);
      book.set(failed.trackingId, parcel);
      const last = currentReport(parcel);
      const now = clock();
      const isSame = failed.isSameAttempt === true && last !== undefined;
      const attempt = isSame ? last.attempt : (last?.attempt ?? 0) + 1;
      const report = {
        id: random.uuid(),
        version: (last?.version ?? 0) + 1,
        attempt,
        shipmentStatus: failed.shipmentStatus ?? last?.shipmentStatus ?? 'Attempted',
        reasonCode: failed.reasonCode ?? last?.reasonCode ?? 'Customer unavailable',
        time: now,
        attemptedAt: isSame ? last.attemptedAt : now,
        dueAt: now + (failed.dueInMs ?? 2 * dayMs),
      };
      parcel.reports.push(report);
      if (!isSame) parcel.events.push({ eventCode: 'DeliveryAttempted', at: now, leg: 'FORWARD' });
      return envelopeOf(parcel, report);
    },
    async pushReport({ trackingId, report, times = 1, ...target }) {
      const parcel = book.get(trackingId);
      const found = report === undefined ? parcel?.reports.at(-1) : parcel?.reports[report - 1];
      if (parcel === undefined || found === undefined) throw new Error(`there is no such report of ${trackingId}`);
      const body = JSON.stringify(envelopeOf(parcel, found));
      return await Promise.all(Array.from({ length: times }, () => push(body, target)));
    },
    moveNdrParcel({ trackingId, eventCode, leg = 'FORWARD' }) {
      const parcel = book.get(trackingId);
      parcel?.events.push({ eventCode, at: clock(), leg });
      return parcel !== undefined;
    },
    ndrParcel: (trackingId) => structuredClone(book.get(trackingId)),
  };
}

const newParcel = ({ trackingId, shippingPartyAccountId, appId }: FailedDelivery): NdrParcel => ({
  trackingId,
  shippingPartyAccountId: shippingPartyAccountId ?? 'A109W4MEBU BWQI',
  appId: appId ?? 'amzn1.sp.solution.4622520d-ef11-4366-aa17-5ff8bb0b1010',
  referenceId: `R${trackingId}`,
  reports: [],
  answers: [],
  events: [{ eventCode: 'PickupDone', at: 0, leg: 'FORWARD' }],
});
