import type { Rate } from '../amazon/shipping/schemas/index.js';
import { compareMoney } from './money.js';
import type { Money } from '../../workflows/shipment/offer.js';
import type { PriceGuard } from '../../workflows/shipment/policy.js';

/** What was chosen, as far as the guard compares it; plain JSON. */
export interface GuardedOffer extends Pick<Rate, 'carrierId' | 'serviceId' | 'promise'> {
  /** With the cost of all services that are bought along with it. */
  total: Money;
}

export type GuardRefusal = 'service' | 'currency' | 'price' | 'delivery' | 'pickup';

/**
 * Why a new rate may not be bought in place of an expired one without asking; empty when it may.
 *
 * A promise that was made must be made again: one that is missing counts as worse.
 */
export function guardRefusals(
  expired: GuardedOffer,
  fresh: GuardedOffer,
  { increasePercent = 0, laterByMs = 0 }: PriceGuard = {},
): GuardRefusal[] {
  const refusals: GuardRefusal[] = [];
  if (fresh.carrierId !== expired.carrierId || fresh.serviceId !== expired.serviceId) refusals.push('service');
  const { value, unit } = expired.total;
  if (fresh.total.unit !== unit) refusals.push('currency');
  else if (compareMoney(fresh.total, { value: value * (1 + increasePercent / 100), unit }) > 0) refusals.push('price');

  const promised = { before: deliveryEnd(expired), now: deliveryEnd(fresh) };
  if (promised.before !== undefined && !(promised.now !== undefined && promised.now <= promised.before + laterByMs)) {
    refusals.push('delivery');
  }
  const pickup = { before: pickupStart(expired), now: pickupStart(fresh) };
  // The parcel may not be packed yet when the carrier comes earlier.
  if (pickup.before !== undefined && !(pickup.now !== undefined && pickup.now >= pickup.before))
    refusals.push('pickup');
  return refusals;
}

const deliveryEnd = ({ promise: { deliveryWindow: window } }: GuardedOffer): number | undefined =>
  instantOf(window?.end ?? window?.start);

const pickupStart = ({ promise: { pickupWindow: window } }: GuardedOffer): number | undefined =>
  instantOf(window?.start ?? window?.end);

const instantOf = (time: string | undefined): number | undefined => (time === undefined ? undefined : Date.parse(time));
