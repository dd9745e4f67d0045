import type { ApprovedOffer, ObtainRatesInput, RateQuestion } from '../../workflows/shipment/activities.js';
import type { DocumentSpecification, Money } from '../../workflows/shipment/offer.js';
import type { PriceGuard, RatePolicy } from '../../workflows/shipment/policy.js';
import type { Rate } from '../amazon/shipping/schemas/index.js';
import { chooseRate } from './choose-rate.js';
import type { RateChoice } from './choose-rate.js';
import { specifyDocuments } from './document-specification.js';
import { compareMoney } from './money.js';
import { guardRefusals } from './price-guard.js';
import { withoutLimits } from './rate-list.js';

/** A rate with what is bought along with it. */
export interface Picked {
  rate: Rate;
  valueAddedServices: string[];
  total: Money;
  specification: DocumentSpecification;
}

type PickInput = Pick<ObtainRatesInput, 'policy' | 'choice' | 'approved'>;

/**
 * Picks the rate that is bought, or says what a person has to decide. Pure.
 *
 * 1. What policy or a person has taken before is looked for again, and kept inside the price guard: whatever else is
 *    offered now does not count.
 * 2. Otherwise the policy chooses; `ask` leaves every choice to a person.
 *
 * @param now - When the rates were asked for, epoch ms.
 */
export function pickRate(
  rates: readonly Rate[],
  input: PickInput,
  now: number,
): { picked: Picked } | { question: RateQuestion } {
  if (rates.length === 0) return question('NoRates', 'Amazon offers no service.');
  const { policy, choice, approved } = input;
  const wanted = choice ?? approved;
  if (wanted === undefined && policy.rates === 'ask') {
    return question('RateChoiceNeeded', `${rates.length} offered; by policy a person chooses.`);
  }
  const found =
    wanted === undefined || approved === undefined
      ? chooseRate(rates, ratePolicyOf(policy.rates))
      : again(
          rates,
          { ...wanted, valueAddedServices: choice?.valueAddedServices ?? approved.valueAddedServices },
          input,
        );
  if (found.kind === 'open') {
    const groups = found.open.map(({ groupId }) => groupId).join(', ');
    return question('RateChoiceNeeded', `${nameOf(found.rate)} needs a service of ${groups}.`);
  }
  if (found.kind === 'none') {
    return approved === undefined
      ? question('RateChoiceNeeded', `${rates.length} offered, none inside the policy: ${reasonsOf(found)}.`)
      : question(
          'PriceGuardRefused',
          `Service ${approved.serviceId} of ${approved.carrierId} is not offered any more.`,
        );
  }
  const { rate, valueAddedServices, total } = found;
  const guarded =
    approved === undefined
      ? []
      : guardRefusals(approved, { ...rate, total }, guardFor(approved, policy.priceGuard, now));
  // The guard allows what was taken to become dearer, but never dearer than the policy buys anything.
  const refusals =
    choice === undefined && isAboveMaximum(total, policy.rates) ? [...new Set([...guarded, 'price'])] : guarded;
  if (approved !== undefined && refusals.length > 0) {
    const [before, now] = [approved.total, total].map(({ value, unit }) => `${value} ${unit}`);
    return question(
      'PriceGuardRefused',
      `${nameOf(rate)}: worse in ${refusals.join(', ')}; ${before} before, ${now} now.`,
    );
  }
  const specification = specifyDocuments(
    rate.supportedDocumentSpecifications,
    choice?.format === undefined ? policy.documents : [{ format: choice.format }],
  );
  return specification === undefined
    ? question('RateChoiceNeeded', `${nameOf(rate)} prints none of the documents that are wanted.`)
    : { picked: { rate, valueAddedServices, total, specification } };
}

/** What a person chooses is not bound by the policy. */
function isAboveMaximum(total: Money, rates: RatePolicy | 'ask'): boolean {
  if (rates === 'ask' || rates.maximumPrice === undefined) return false;
  return total.unit !== rates.maximumPrice.unit || compareMoney(total, rates.maximumPrice) > 0;
}

/** Carriers promise by slots, mostly of a day, ms. */
const SLOT_MS = 24 * 60 * 60_000;

/** While a person thinks, every promise moves on: that alone is no reason to ask again, or the asking would never end. */
function guardFor({ seenAt }: ApprovedOffer, guard: PriceGuard, now: number): PriceGuard {
  if (seenAt === undefined) return guard;
  return { ...guard, laterByMs: (guard.laterByMs ?? 0) + Math.max(0, now - Date.parse(seenAt)) + SLOT_MS };
}

/** What fills required groups where a person chooses everything else. */
export const ratePolicyOf = (rates: RatePolicy | 'ask'): RatePolicy =>
  rates === 'ask' ? { prefer: { kind: 'cheapest' } } : rates;

/** The same service once more; a person's, or the earlier, choice of value-added services counts first. */
function again(
  rates: readonly Rate[],
  { carrierId, serviceId, valueAddedServices }: { carrierId: string; serviceId: string; valueAddedServices: string[] },
  { policy }: PickInput,
): RateChoice {
  const same = rates.filter((rate) => rate.carrierId === carrierId && rate.serviceId === serviceId);
  const limits = withoutLimits(ratePolicyOf(policy.rates));
  return chooseRate(same, {
    ...limits,
    valueAddedServices: [...valueAddedServices, ...(limits.valueAddedServices ?? [])],
  });
}

const nameOf = ({ carrierName, serviceName, serviceId }: Rate): string =>
  `${carrierName} ${serviceName} (${serviceId})`;

const reasonsOf = ({ refused }: Extract<RateChoice, { kind: 'none' }>): string =>
  [...new Set(refused.map(({ reason }) => reason))].join(', ');

const question = (kind: RateQuestion['kind'], message: string): { question: RateQuestion } => ({
  question: { kind, message },
});
