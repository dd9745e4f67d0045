import type { Money, OpenGroup } from '../../workflows/shipment/offer.js';
import type { RatePolicy } from '../../workflows/shipment/policy.js';
import type { Rate } from '../amazon/shipping/schemas/index.js';
import { compareMoney, sumOf } from './money.js';
import { selectValueAddedServices } from './value-added-services.js';
import type { ServiceSelection } from './value-added-services.js';

export type RateChoice =
  | { kind: 'chosen'; rate: Rate; valueAddedServices: string[]; total: Money }
  /** The best rate has required groups that only a person can fill. `total` holds the least they can cost. */
  | { kind: 'open'; rate: Rate; open: OpenGroup[]; total: Money }
  /** None is allowed; why, by `rateId`. Empty when there was none at all. */
  | { kind: 'none'; refused: RefusedRate[] };

export interface RefusedRate {
  rateId: string;
  reason: 'carrier' | 'service' | 'price' | 'promise' | 'currency';
}

/** A rate with all that has to be bought along with it. */
interface Offer {
  rate: Rate;
  selection: ServiceSelection;
  total: Money;
  /** Epoch ms; infinite without a promise. */
  deliveredBy: number;
}

/**
 * Chooses by policy, the same way whatever order the rates come in.
 *
 * What a person has to choose counts with the least it can cost, so that a dearer rate is never bought only because
 * nobody had to be asked for it.
 */
export function chooseRate(rates: readonly Rate[], policy: RatePolicy): RateChoice {
  const offers: Offer[] = [];
  const refused: RefusedRate[] = [];
  for (const rate of rates) {
    const offer = offerOf(rate, policy);
    const reason = offer === undefined ? 'currency' : refusalOf(offer, policy);
    if (offer !== undefined && reason === undefined) offers.push(offer);
    else refused.push({ rateId: rate.rateId, reason: reason ?? 'currency' });
  }
  // Prices in several currencies cannot be compared.
  if (new Set(offers.map(({ total }) => total.unit)).size > 1) {
    const incomparable = offers.map(({ rate }): RefusedRate => ({ rateId: rate.rateId, reason: 'currency' }));
    return { kind: 'none', refused: [...refused, ...incomparable] };
  }
  const [best] = offers.sort(policy.prefer.kind === 'fastest' ? byTime : byPrice);
  if (best === undefined) return { kind: 'none', refused };
  const { rate, selection, total } = best;
  if (selection.open.length > 0) return { kind: 'open', rate, open: selection.open, total };
  return { kind: 'chosen', rate, valueAddedServices: selection.ids, total };
}

/** @returns `undefined` when its parts are priced in several currencies. */
function offerOf(rate: Rate, { valueAddedServices = [] }: RatePolicy): Offer | undefined {
  const selection = selectValueAddedServices(rate.availableValueAddedServiceGroups, valueAddedServices);
  const least = selection.open.flatMap(({ options }) => {
    const costs = options.map(({ cost }) => cost ?? { value: 0, unit: rate.totalCharge.unit });
    return costs.sort(compareMoney).slice(0, 1);
  });
  const total = sumOf(rate.totalCharge, ...selection.costs, ...least);
  const { end, start } = rate.promise.deliveryWindow ?? {};
  const deliveredBy = Date.parse(end ?? start ?? '');
  return total && { rate, selection, total, deliveredBy: Number.isNaN(deliveredBy) ? Infinity : deliveredBy };
}

function refusalOf({ rate, total, deliveredBy }: Offer, policy: RatePolicy): RefusedRate['reason'] | undefined {
  const { prefer, carriers, services, maximumPrice } = policy;
  if (carriers !== undefined && !carriers.includes(rate.carrierId)) return 'carrier';
  if (services !== undefined && !services.includes(rate.serviceId)) return 'service';
  if (maximumPrice !== undefined && total.unit !== maximumPrice.unit) return 'currency';
  if (maximumPrice !== undefined && compareMoney(total, maximumPrice) > 0) return 'price';
  if (prefer.kind === 'by-promise' && deliveredBy > Date.parse(prefer.deliverBy)) return 'promise';
  return undefined;
}

const byPrice = (a: Offer, b: Offer): number =>
  compareMoney(a.total, b.total) || earlier(a, b) || byName(a.rate, b.rate);

const byTime = (a: Offer, b: Offer): number =>
  earlier(a, b) || compareMoney(a.total, b.total) || byName(a.rate, b.rate);

/** Two without a promise are alike: infinity less infinity is no number. */
const earlier = (a: Offer, b: Offer): number =>
  a.deliveredBy === b.deliveredBy ? 0 : a.deliveredBy < b.deliveredBy ? -1 : 1;

/** By carrier and service first: a `rateId` is another one in every answer. */
function byName(a: Rate, b: Rate): number {
  const [left, right] = [a, b].map(({ carrierId, serviceId, rateId }) => [carrierId, serviceId, rateId].join('\n'));
  return left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1;
}
