import type { ObtainRatesInput, ObtainRatesResult } from '../../workflows/shipment/activities.js';
import { CallFailed } from '../amazon/amazon.js';
import type { CallOptions } from '../amazon/shipping/ask.js';
import type { GetRatesRequest } from '../amazon/shipping/schemas/index.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import { checkAdditionalInputs } from './additional-inputs.js';
import type { ShipmentDependencies } from './dependencies.js';
import { pickRate, ratePolicyOf } from './pick-rate.js';
import type { Picked } from './pick-rate.js';
import { isUnderway } from './purchase-move.js';
import { factsOf, toRateList } from './rate-list.js';
import { readDetails, readInputs, toRatesRequest } from './request-body.js';
import { purchaseKey, readSends, sameLedger } from './shipment-ledger.js';

/** A rate that expires between two calls is asked for again, ms. */
const EXPIRED_RETRY_MS = 1_000;

/**
 * Asks for rates and chooses one. Buys nothing.
 *
 * 1. While a purchase stands, or may stand, no rate is asked for: the step that buys carries it on.
 * 2. What Amazon offered is in the result whatever becomes of it; what only a person can decide is a question.
 * 3. A rate that wants additional inputs is chosen when they are complete.
 */
export const createObtainRates =
  (dependencies: ShipmentDependencies) =>
  async (input: ObtainRatesInput): Promise<ObtainRatesResult> => {
    const { ledger, clock, isDryRun, documents, shipping } = dependencies;
    const attempt = currentAttempt(clock);
    const { shipmentReference, businessId, deadline, request, policy } = input;
    const options: CallOptions = { shipmentReference, deadline, attemptEndsAt: attempt.endsAt };
    return attempted(clock, attempt, async () => {
      const begun = {
        ledgerId: await sameLedger(ledger, input.ledgerId),
        ...(isDryRun && input.ledgerId === undefined ? { isDryRun } : {}),
      };
      const sends = await readSends(ledger, purchaseKey(input, request.channel));
      if (isUnderway(sends, input.overrule?.send ?? 0)) return { ...begun, isUnderway: true };
      if (request.channel.type === 'DIRECT_FULFILLMENT') return begun;

      const details = await readDetails(documents, request.detailsDocumentId);
      // Their ten minutes begin with the carrier, which is no earlier than the call.
      const ratedAt = clock();
      const rates = await shipping.getRates(
        { businessId, request: toRatesRequest(request, details, shipmentReference) as unknown as GetRatesRequest },
        options,
      );
      const list = toRateList(rates, ratePolicyOf(policy.rates), ratedAt);
      const found = pickRate(rates.rates, input, ratedAt);
      if ('question' in found) return { ...begun, list, ...found };
      const { rate } = found.picked;
      if (rate.requiresAdditionalInputs) {
        const question = await inputsQuestion(dependencies, input, options, {
          requestToken: rates.requestToken,
          rateId: rate.rateId,
        });
        if (question !== undefined) return { ...begun, list, question };
      }
      return { ...begun, list, offer: offerOf(found.picked, rates.requestToken, ratedAt) };
    });
  };

const offerOf = (
  { rate, valueAddedServices, total, specification }: Picked,
  requestToken: string,
  ratedAt: number,
): NonNullable<ObtainRatesResult['offer']> => ({
  ...factsOf(rate, total),
  requestToken,
  rateId: rate.rateId,
  ratedAt: new Date(ratedAt).toISOString(),
  valueAddedServices,
  specification,
  hasInputs: rate.requiresAdditionalInputs,
});

/** What is missing of the additional inputs of a rate; `undefined` when they are complete. */
async function inputsQuestion(
  { shipping, documents }: ShipmentDependencies,
  { businessId, request, additionalInputs }: ObtainRatesInput,
  options: CallOptions,
  ids: { requestToken: string; rateId: string },
): Promise<ObtainRatesResult['question']> {
  const schema = await additionalInputsSchema(() => shipping.getAdditionalInputs({ businessId, ...ids }, options));
  const details = await readDetails(documents, request.detailsDocumentId);
  const checked = checkAdditionalInputs(schema, await readInputs(documents, details, additionalInputs));
  switch (checked.kind) {
    case 'complete':
      return undefined;
    case 'unusable':
      return { kind: 'InputsNeeded', message: `What the carrier wants to know cannot be read: ${checked.reason}.` };
    case 'incomplete': {
      const fields = [...checked.missing, ...checked.invalid];
      const names = fields.slice(0, NAMED).map(({ path }) => path.join('.'));
      const more = fields.length > NAMED ? ` and ${fields.length - NAMED} more` : '';
      return { kind: 'InputsNeeded', message: `Missing or wrong: ${names.join(', ')}${more}.`, fields };
    }
  }
}

/** Fields that an item's text names; the view has all. */
const NAMED = 10;

async function additionalInputsSchema(call: () => Promise<Record<string, unknown>>): Promise<Record<string, unknown>> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CallFailed) || error.kind !== 'RateExpired') throw error;
    throw new StepNotDone('NotReady', 'The rate has expired meanwhile; new rates are asked for.', {
      retryAfterMs: EXPIRED_RETRY_MS,
    });
  }
}
