import type { Alarm } from '../steps/watch.js';
import type { MissedPickup, MissedPickupsResult } from './activities.js';

/** The pickups of an account's warehouses, as far as they were looked at. Instants are epoch ms. */
export interface Pickups {
  /** Every look that was due until then is done. */
  until: number;
  /** When the next one is due; absent when no warehouse has pickups. */
  lookAt?: number;
  /** What the last look has found. */
  missed: ToldPickup[];
}

export interface ToldPickup extends MissedPickup {
  isTold: boolean;
}

/** Nothing that left before the account began is asked about. */
export const firstPickups = (now: number): Pickups => ({ until: now, lookAt: now, missed: [] });

/** Looks again at once: warehouses and pickups may be others now. */
export const withNewPickups = (pickups: Pickups, now: number): Pickups => ({ ...pickups, lookAt: now });

/** One look is not followed by the next within this time, ms: clocks may differ. */
const LEAST_WAIT_MS = 10_000;

/** What a look has found. A pickup that was found before is not told again. */
export function withLook(pickups: Pickups, { missed, until, nextAt }: MissedPickupsResult, now: number): Pickups {
  const untold = pickups.missed.filter(({ isTold }) => !isTold);
  const known = new Set(pickups.missed.map(idOf));
  const found = missed.filter((each) => !known.has(idOf(each)));
  return {
    until: Math.max(pickups.until, Date.parse(until)),
    ...(nextAt === undefined ? {} : { lookAt: Math.max(Date.parse(nextAt), now + LEAST_WAIT_MS) }),
    missed: [...untold, ...found.map((each) => ({ ...each, isTold: false }))],
  };
}

/** What was not told yet. */
export const pickupAlarms = (account: string, { missed }: Pickups): Alarm[] =>
  missed
    .filter(({ isTold }) => !isTold)
    .map((pickup) => ({
      id: idOf(pickup),
      at: Date.parse(pickup.pickupAt),
      notice: {
        type: 'pickup.missed',
        account,
        businessId: account,
        warehouse: pickup.warehouse,
        reason: 'pickup',
        happened: happened(pickup),
        nextStep:
          'Report those that have left (fulfillment orders manifest, or orders depart --at). The others are shown by ' +
          `fulfillment orders list --state READY_TO_SHIP --warehouse ${pickup.warehouse}.`,
        at: pickup.pickupAt,
      },
    }));

export const withPickupsTold = (pickups: Pickups, ids: readonly string[], isTold: boolean): Pickups => ({
  ...pickups,
  missed: pickups.missed.map((each) => (ids.includes(idOf(each)) ? { ...each, isTold } : each)),
});

const idOf = ({ warehouse, pickupAt }: MissedPickup): string => `pickup ${warehouse} ${pickupAt}`;

function happened({ ready, orders, local }: MissedPickup): string {
  const some = orders.length < ready ? `, for example ${orders.join(', ')}` : `: ${orders.join(', ')}`;
  return (
    `${ready} labelled, not departed, 30 min after the pickup of ${local}${some}. ` +
    'Those that were labelled after the pickup are among them.'
  );
}
