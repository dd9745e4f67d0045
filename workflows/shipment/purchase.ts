import { isCancellation } from '@temporalio/workflow';
import { failureOf } from '../steps/failure-of.js';
import { untilDone } from '../steps/until-done.js';
import type { AskingStep } from '../steps/until-done.js';
import type { PurchaseInput, PurchaseResult } from './activities.js';
import { corrected, purchasedFrom } from './answers.js';
import { activities, asking, keepIds, move, requestOf, timestamp, writer } from './running.js';
import type { Running } from './running.js';
import { enter } from './state.js';
import { PURCHASE } from './steps.js';

/** `expired`: nothing was bought, and new rates are needed. */
type Bought = PurchaseResult | { outcome: 'expired' };

/**
 * Buys the parcel that is taken, once. The activity and the ledger see to that; here is what follows.
 *
 * 1. A rate that has expired leads back to new ones.
 * 2. What nobody knows is a person's: `bought` names what was found, `not-bought` allows one purchase more, with new
 *    rates.
 * 3. A shipment that was cancelled meanwhile is cancelled at Amazon as soon as it is known to be bought.
 */
export async function purchase(shipment: Running): Promise<void> {
  let found: PurchaseInput['found'];
  while (shipment.state.state === 'PURCHASING') {
    let send = 0;
    let wasAsked = false;
    const done = await untilDone(asking(shipment), stepOf(shipment), async (answered): Promise<Bought> => {
      const { overrule: allowed } = answered;
      shipment.state = {
        ...shipment.state,
        ...(wasAsked ? { newRates: 0 } : {}),
        ...(allowed === undefined ? {} : { overrule: allowed }),
      };
      wasAsked = true;
      const { offer, additionalInputs, overrule } = shipment.state;
      const input: PurchaseInput = {
        ...writer(shipment, shipment.state.approvedBy ?? 'policy'),
        request: requestOf(shipment),
        additionalInputs,
        windows: shipment.input.policy.windows,
        documents: shipment.input.policy.documents,
        ...(offer === undefined ? {} : { offer }),
        ...(overrule === undefined ? {} : { overrule }),
        ...(found === undefined ? {} : { found }),
      };
      try {
        return await activities(shipment, 'Purchase').purchase(input);
      } catch (error) {
        if (isCancellation(error)) throw error;
        const { kind, details } = failureOf(error);
        send = details.send ?? 0;
        // Later answers are given on what the account shows then.
        found = undefined;
        const isLeft = shipment.state.newRates < shipment.input.policy.windows.maxNewRates;
        if (kind === 'RateExpired' && (isLeft || offer === undefined)) return { outcome: 'expired' };
        throw error;
      }
    });
    if ('result' in done) {
      settle(shipment, done.result);
      continue;
    }
    const { answer, data, actor, requestId } = done.endedBy;
    const purchased = answer === 'bought' ? purchasedFrom(data) : undefined;
    if (purchased !== undefined) found = { ...purchased, send, actor, requestId };
    else rateAnew(shipment, { overrule: { send, actor, requestId }, newRates: 0 });
  }
}

const stepOf = (shipment: Running): AskingStep => ({
  name: PURCHASE,
  without: ['done-elsewhere'],
  also: ['bought', 'not-bought'],
  correct: (data) => {
    shipment.state = corrected(shipment.state, data);
  },
});

function settle(shipment: Running, result: Bought): void {
  switch (result.outcome) {
    case 'expired':
      return rateAnew(shipment, { newRates: shipment.state.newRates + 1 });
    case 'recorded':
      return move(shipment, 'RECORDED');
    case 'bought': {
      const { shipmentId, trackingId, boughtAt, bought, documents, requestIds } = result;
      const { offer, overrule, ...state } = shipment.state;
      shipment.state = {
        ...state,
        purchase: {
          shipmentId,
          ...(trackingId === undefined ? {} : { trackingId }),
          boughtAt,
          ...(bought === undefined ? {} : { bought }),
        },
        documents,
      };
      keepIds(shipment, requestIds);
      const isDirect = shipment.input.request.channel.type === 'DIRECT_FULFILLMENT';
      move(shipment, isDirect ? 'HANDED_TO_CARRIER' : 'PURCHASED');
      if (!isDirect && state.cancellation !== undefined) move(shipment, 'CANCELLING');
    }
  }
}

/** Back to the rates; a shipment that nobody wants any more ends, because nothing was bought. */
function rateAnew(shipment: Running, changes: Partial<Running['state']>): void {
  const { offer, ...state } = shipment.state;
  const next = state.cancellation === undefined ? 'RATING' : 'CANCELLED';
  shipment.state = enter({ ...state, ...changes }, next, timestamp());
}
