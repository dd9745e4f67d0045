import type { RateList } from '../../workflows/shipment/activities.js';
import type { ListedRate, Money, OfferFacts } from '../../workflows/shipment/offer.js';
import type { RatePolicy } from '../../workflows/shipment/policy.js';
import type { Rate } from '../amazon/shipping/schemas/index.js';
import type { Rates } from '../amazon/shipping/shipping-calls.js';
import { chooseRate } from './choose-rate.js';

/** What Amazon offered, for people to look at: history keeps it, so it has no more than they need. */
export function toRateList(
  { rates, ineligibleRates, unreadableRates }: Rates,
  policy: RatePolicy,
  at: number,
): RateList {
  return {
    at: new Date(at).toISOString(),
    rates: rates.map((rate) => listed(rate, policy)),
    ineligible: ineligibleRates.map(({ ineligibilityReasons, carrierId, carrierName, serviceId, serviceName }) => ({
      carrierId,
      carrierName,
      serviceId,
      serviceName,
      reasons: ineligibilityReasons,
    })),
    unreadable: unreadableRates,
  };
}

/** One rate, as if it were the only one: why the policy refuses it, what of it is open, what it costs at least. */
function listed(rate: Rate, policy: RatePolicy): ListedRate {
  const choice = chooseRate([rate], policy);
  const refused = choice.kind === 'none' ? choice.refused[0]?.reason : undefined;
  const unbound = choice.kind === 'none' ? chooseRate([rate], withoutLimits(policy)) : choice;
  return {
    ...factsOf(rate, unbound.kind === 'none' ? rate.totalCharge : unbound.total),
    rateId: rate.rateId,
    ...(refused === undefined ? {} : { refused }),
    ...(unbound.kind === 'open' ? { open: unbound.open } : {}),
    ...(rate.requiresAdditionalInputs ? { needsInputs: true } : {}),
    formats: [...new Set(rate.supportedDocumentSpecifications.map(({ format }) => format))],
  };
}

/** What people and the price guard compare. */
export const factsOf = (
  { carrierId, carrierName, serviceId, serviceName, promise }: Rate,
  total: Money,
): OfferFacts => ({ carrierId, carrierName, serviceId, serviceName, promise, total });

/** Only what says how required groups are filled. */
export const withoutLimits = ({ valueAddedServices }: RatePolicy): RatePolicy => ({
  prefer: { kind: 'cheapest' },
  ...(valueAddedServices === undefined ? {} : { valueAddedServices }),
});
