import { condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import { failureOf } from '../steps/failure-of.js';
import { ask, untilDone } from '../steps/until-done.js';
import type { CancelShipmentResult, Overrule } from './activities.js';
import { advanced, isCarriedByAmazon, withEvents } from './parcel.js';
import { withRefund } from './reducer.js';
import { activities, asking, keepIds, leaveHistoryBehind, move, timestamp, writer } from './running.js';
import type { Running } from './running.js';
import { enter } from './state.js';
import { CANCEL_SHIPMENT, REFUND } from './steps.js';

/** Cancels the shipment at Amazon whenever somebody asks for it, and waits for the money. */
export async function cancelWhenAsked(shipment: Running): Promise<void> {
  for (;;) {
    await condition(() => isWanted(shipment) || workflowInfo().continueAsNewSuggested);
    await leaveHistoryBehind(shipment);
    if (shipment.state.state === 'CANCELLING') await cancelAtAmazon(shipment);
    else if (shipment.state.state === 'REFUND_EXPECTED') await awaitRefund(shipment);
  }
}

const isWanted = ({ state: { state } }: Running): boolean => state === 'CANCELLING' || state === 'REFUND_EXPECTED';

/** The carrier may be faster: then the shipment goes on where its parcel is. */
async function cancelAtAmazon(shipment: Running): Promise<void> {
  const { cancellation } = shipment.state;
  if (cancellation === undefined) throw new RangeError('Nobody has asked for a cancellation.');
  const done = await askAmazon(shipment, cancellation.actor);
  const at = timestamp();
  if ('result' in done) {
    keepIds(shipment, done.result.requestIds);
    shipment.state = withEvents(shipment.state, done.result.events, at);
  }
  const isCancelled = 'result' in done ? done.result.outcome === 'cancelled' : done.answer === 'done-elsewhere';
  const outcome = isCancelled ? 'cancelled' : 'too-late';
  shipment.state = { ...shipment.state, cancellation: { ...cancellation, outcome } };
  if (isCancelled) shipment.state = withRefund(shipment.state, at);
  else shipment.state = advanced(enter(shipment.state, 'PURCHASED', at), at);
}

/** `keep`: the shipment goes on. A person's `retry` of what nobody knows allows another call. */
async function askAmazon(
  shipment: Running,
  actor: string,
): Promise<{ result: CancelShipmentResult } | { answer: string }> {
  const { purchase } = shipment.state;
  if (purchase === undefined) throw new RangeError('There is nothing to cancel.');
  const { trackingId, bought, shipmentId } = purchase;
  const isTracked = trackingId !== undefined && bought !== undefined && isCarriedByAmazon(bought);
  let overrule: Overrule | undefined;
  for (;;) {
    let unknown: number | undefined;
    const done = await untilDone(asking(shipment), { name: CANCEL_SHIPMENT, also: ['keep', 'retry'] }, async () => {
      try {
        return await activities(shipment, 'Cancel').cancelShipment({
          ...writer(shipment, actor),
          shipmentId,
          ...(isTracked ? { tracked: { carrierId: bought.carrierId, trackingId } } : {}),
          ...(overrule === undefined ? {} : { overrule }),
        });
      } catch (error) {
        if (isCancellation(error)) throw error;
        const { kind, details } = failureOf(error);
        if (kind === 'CancellationUnknown') unknown = details.send;
        throw error;
      }
    });
    if ('result' in done) return done;
    const { answer, actor: by, requestId } = done.endedBy;
    if (answer !== 'retry') return { answer };
    if (unknown !== undefined) overrule = { send: unknown, actor: by, requestId };
  }
}

async function awaitRefund(shipment: Running): Promise<void> {
  const refund = shipment.state.refund ?? { since: timestamp() };
  const { amount } = refund;
  const dueAt = Date.parse(refund.since) + shipment.input.policy.windows.refundMs;
  const price = amount === undefined ? '' : `: ${amount.value} ${amount.unit}`;
  const answer = await ask(
    { ...asking(shipment), dueAt: () => dueAt },
    { name: REFUND },
    {
      kind: 'RefundExpected',
      message: `Shipment ${shipment.state.purchase?.shipmentId ?? '–'}${price}.`,
      details: {},
    },
  );
  if (answer === undefined) return;
  shipment.state = {
    ...shipment.state,
    refund: {
      ...refund,
      outcome: answer.answer === 'settled' ? 'settled' : 'written-off',
      ...(answer.reference === undefined ? {} : { reference: answer.reference }),
    },
  };
  move(shipment, 'CANCELLED');
}
