import { condition, workflowInfo } from '@temporalio/workflow';
import { stepAnswers } from '../failures.js';
import { ask, untilDone } from '../steps/until-done.js';
import { packingFrom } from './answers.js';
import { deadlineOf } from './deadlines.js';
import type { LabelFacts } from './order.js';
import { activities, asking, factsOf, leaveHistoryBehind, move, timestamp, waitWhile, who } from './running.js';
import type { Running } from './running.js';
import type { PurchaseOrderState } from './state.js';
import { missingPapers } from './papers.js';
import { chooseLabelMode } from './take-on.js';
import { write } from './write-step.js';

/**
 * Who labels it, no hold, and packed where the warehouse wants that: then vendor modes are ready. Amazon's label waits
 * for the ship day besides.
 */
export async function getReady(order: Running): Promise<void> {
  const isWaiting = (): boolean => order.state.state === 'ACKNOWLEDGED';
  if (!isWaiting()) return;
  await leaveHistoryBehind(order);
  // An earlier run has denied it.
  if (order.state.denial !== undefined) return move(order, 'CONFIRMING');
  await chooseLabelMode(order);
  for (;;) {
    await waitWhile(order, () => isWaiting() && isHeldUp(order.state));
    if (!isWaiting() || order.state.labelMode === undefined) return;
    if (order.state.wantedShipDay !== undefined) await planShipDay(order, order.state.wantedShipDay);
    else if (!isEarly(order.state)) break;
    else await awaitShipDay(order);
  }
  move(order, order.state.labelMode.mode === 'amazon' ? 'LABELLING' : 'READY_TO_SHIP');
}

/** Amazon wants a label requested on the day that its order ships. One that has left already waits for nothing. */
const isEarly = ({ labelMode, shipDay, departure }: PurchaseOrderState): boolean =>
  labelMode?.mode === 'amazon' &&
  departure === undefined &&
  shipDay !== undefined &&
  Date.parse(shipDay.labelFrom) > Date.now();

/** Until the label may be requested, or somebody changes that. The watch wakes the order at that instant (alarms.ts). */
async function awaitShipDay(order: Running): Promise<void> {
  await condition(
    () =>
      !isEarly(order.state) ||
      order.state.state !== 'ACKNOWLEDGED' ||
      isHeldUp(order.state) ||
      order.state.wantedShipDay !== undefined ||
      workflowInfo().continueAsNewSuggested,
  );
  await leaveHistoryBehind(order);
}

/** A person wants another day; only the warehouse's calendar says when its shift begins. */
async function planShipDay(order: Running, day: string): Promise<void> {
  const isOver = (): boolean => order.state.state !== 'ACKNOWLEDGED' || order.state.wantedShipDay !== day;
  const { name } = planShipDay;
  const planned = untilDone(asking(order), { name, without: ['done-elsewhere'], isOver }, () =>
    activities(order, deadlineOf(order.state, order.input.policy) ?? Date.now(), `Plan for ${day}`).planShipDay({
      ...who(order),
      order: factsOf(order),
      day,
    }),
  );
  const done = await Promise.race([planned, condition(isOver)]);
  if (done === undefined || !('result' in done)) return;
  const { shipDay: _before, wantedShipDay: _wanted, ...state } = order.state;
  order.state = { ...state, ...done.result };
}

/** An order of an earlier run that has left already waits for nothing. */
const isHeldUp = ({ hold, shipPlan, packing, departure }: PurchaseOrderState): boolean =>
  departure === undefined && (hold !== undefined || (shipPlan?.waitForPacking === true && packing === undefined));

/** Amazon's label is requested only after the acknowledgement is proven. */
export async function obtainLabel(order: Running): Promise<void> {
  if (order.state.state !== 'LABELLING') return;
  // The label's life counts from its request, which is never earlier than this.
  order.state = { ...order.state, labelRequestedAt: order.state.since ?? timestamp() };
  const isOver = (): boolean => order.state.state !== 'LABELLING';
  // A person may deny the order on the floor meanwhile; a label that comes after that is of no use.
  await Promise.race([requestLabel(order, isOver), condition(isOver)]);
}

/** What a second request may end with besides. */
const KEEPS_LABEL = {
  also: stepAnswers.relabel,
  alsoSays: 'Answer keep-label to go on with the label there was before.',
};

async function requestLabel(order: Running, isOver: () => boolean): Promise<void> {
  const correct = (data: Record<string, unknown>): void => {
    const packing = packingFrom(data);
    if (packing !== undefined) order.state = { ...order.state, packing };
  };
  const step = {
    asks: {
      name: 'obtainLabel',
      correct,
      isOver,
      ...(order.state.voidLabels.length > 0 ? KEEPS_LABEL : {}),
    },
    actor: order.state.voidLabels.at(-1)?.actor ?? 'policy',
    summary: 'Obtain the shipping label',
  };
  const done = await write(order, step, async (activity, input) => {
    const { joined, packing, labelOccurrence, voidLabels, labelMode } = order.state;
    const result = await activity.obtainLabel({
      ...input,
      order: factsOf(order),
      lookFirst: joined,
      occurrence: labelOccurrence,
      labelMode: labelMode ?? { mode: 'amazon' },
      ...(packing === undefined ? {} : { containers: packing }),
      papers: missingPapers(order),
      voidDocumentIds: voidLabels.flatMap((label) => label.packages.map(({ documentId }) => documentId)),
    });
    if (result.label !== undefined && !isOver()) {
      const papers = [...order.state.papers, ...(result.papers ?? [])];
      order.state = { ...order.state, label: result.label, papers };
    }
    return result;
  });
  if (isOver()) return;
  if (done.outcome === 'cancelled') return stopParcel(order, isOver);
  if (done.outcome === 'elsewhere' && done.answer === 'keep-label') order.state = withOldLabel(order.state);
  else await replaceLabel(order);
  if (!isOver()) move(order, 'READY_TO_SHIP');
}

/** Amazon has cancelled the order. A label that was printed before may be on a parcel. */
async function stopParcel(order: Running, isOver: () => boolean): Promise<void> {
  if (order.state.voidLabels.length > 0) {
    await ask(
      asking(order),
      { name: 'obtainLabel', without: ['left-anyway'] },
      { kind: 'CancelledByAmazon', message: 'A label was made before.', details: {} },
    );
  }
  if (!isOver()) move(order, 'CANCELLED');
}

/** The label that a relabel was to replace counts again. */
function withOldLabel(order: PurchaseOrderState): PurchaseOrderState {
  const old = order.voidLabels.at(-1);
  if (old === undefined) return order;
  const { format, packages, requestedAt } = old;
  return {
    ...order,
    label: { format, packages },
    ...(requestedAt === undefined ? {} : { labelRequestedAt: requestedAt }),
    voidLabels: order.voidLabels.slice(0, -1),
  };
}

/** Two prints with different tracking numbers must not be about. */
async function replaceLabel(order: Running): Promise<void> {
  const { label, labelOccurrence, voidLabels, departure } = order.state;
  const old = voidLabels.at(-1);
  const isFirst = labelOccurrence === 1 || departure !== undefined;
  if (label === undefined || isFirst || old?.isDestroyed === true) return;
  if (old !== undefined && numbersOf(label) === numbersOf(old)) return;
  // After a reset only the ledger's count of requests is left.
  const before = old === undefined ? 'not known any more' : numbersOf(old);
  const destroyed = await ask(
    asking(order),
    { name: 'replaceLabel' },
    { kind: 'LabelReplaced', message: `Old: ${before}. New: ${numbersOf(label)}.`, details: {} },
  );
  if (destroyed === undefined) return;
  order.state = {
    ...order.state,
    voidLabels: order.state.voidLabels.map((each) => (each === old ? { ...each, isDestroyed: true } : each)),
  };
}

const numbersOf = ({ packages }: LabelFacts): string => packages.map((each) => each.trackingNumber ?? '').join(', ');
