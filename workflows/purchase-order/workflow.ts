import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import { breachOf, budgetUntil } from '../steps/deadlines.js';
import { ask, untilDone } from '../steps/until-done.js';
import type { Asking, AskingStep } from '../steps/until-done.js';
import { keepVisible } from '../steps/visibility.js';
import type { PurchaseOrderActivities, SubmissionIds, WriteStepInput } from './activities.js';
import { correctDeparture } from './departure.js';
import { handleActions } from './handlers.js';
import { amazonTaskQueue } from './messages.js';
import type { PurchaseOrderInput, PurchaseOrderResult } from './messages.js';
import type { AcknowledgementCode } from './order.js';
import { decideAcknowledgement } from './policy.js';
import type { AcknowledgementDecision } from './policy.js';
import { deadlineOf, visibleOf } from './situation.js';
import { decideCode, enter, initialState, isEnd, labelModeFrom, rejectionFrom } from './state.js';
import type { PurchaseOrderState } from './state.js';

/**
 * One Direct Fulfillment purchase order, from its first event to the proven confirmation.
 *
 * It never ends as a failed workflow: what a step cannot do waits for a person, and the order stays alive.
 */
export async function purchaseOrder(input: PurchaseOrderInput): Promise<PurchaseOrderResult> {
  const { cancelRequested } = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const order = setUp(input, cancelRequested);
    // A person may close the order during any step; what that step was doing is then dropped by the server.
    await Promise.race([carry(order), condition(() => isEnd(order.state.state))]);
    return end(order);
  });
}

async function carry(order: Running): Promise<void> {
  await readOrder(order);
  await chooseLabelMode(order);
  await decide(order);
  await acknowledge(order);
  await obtainLabel(order);
  await awaitDeparture(order);
  await confirmShipment(order);
}

/** A running order: its state is replaced, never changed in place. */
interface Running {
  input: PurchaseOrderInput;
  state: PurchaseOrderState;
  showAll: () => void;
}

function setUp(input: PurchaseOrderInput, cancelRequested: Promise<never>): Running {
  const state = input.state ?? initialState(input.account, input.purchaseOrderNumber);
  const order: Running = { input, state, showAll: () => undefined };

  handleActions(order, cancelRequested);
  order.showAll = keepVisible(() => visibleOf(order.state, input.policy));
  return order;
}

/** An order that nobody has read cannot have been done elsewhere: not even its lines are known. */
const READ_ORDER: AskingStep = { name: 'readOrder', without: ['done-elsewhere'] };

async function readOrder(order: Running): Promise<void> {
  if (order.state.order !== undefined) return;
  const read = await untilDone(asking(order), READ_ORDER, () =>
    activities(order, timeToRead(order), 'Read the order').readOrder(who(order)),
  );
  if (!('result' in read)) return;
  const { status, order: facts, labelMode, documentId, ledgerId, prior } = read.result;
  order.state = {
    ...order.state,
    order: facts,
    orderDocumentId: documentId,
    ledgerId,
    orderStatus: status,
    readAt: new Date().toISOString(),
    ...(labelMode === undefined ? {} : { labelMode }),
    ...(prior.departure === undefined ? {} : { departure: prior.departure }),
  };
  if (status === 'CANCELLED') order.state = enter(order.state, 'CANCELLED');
  else if (status === 'SHIPPED') order.state = enter(order.state, 'COMPLETED');
  else if (status === 'ACCEPTED') order.state = { ...enter(order.state, 'ACKNOWLEDGED'), joined: true };
  else if (prior.acknowledgement !== undefined) {
    const { decidedAt, ...code } = prior.acknowledgement;
    order.state = decideCode(order.state, code, decidedAt, 'ledger');
  }
}

/** A quarter of the time for the acknowledgement: a person who is asked then can still keep it. */
const timeToRead = ({ input }: Running): number => Date.now() + input.policy.deadlines.acknowledgeMs / 4;

/** No match in the table is a person's decision, before anything is promised to Amazon; `reject` stays possible. */
async function chooseLabelMode(order: Running): Promise<void> {
  const isRejected = decideAcknowledgement(order.input.policy, factsOf(order)).decide === 'reject';
  if (order.state.state === 'RECEIVED' && isRejected) return;
  while (order.state.labelMode === undefined && !isEnd(order.state.state) && order.state.state !== 'ACKNOWLEDGING') {
    const { shipFromParty, shipMethod } = factsOf(order);
    const answer = await ask(
      asking(order),
      { name: 'chooseLabelMode' },
      {
        kind: 'LabelModeMissing',
        message: `Warehouse ${shipFromParty}, ship method ${shipMethod}.`,
        details: {},
      },
    );
    if (answer === undefined) return;
    const given = answer.data === undefined ? undefined : labelModeFrom(answer.data);
    if (given !== undefined) order.state = { ...order.state, labelMode: given };
    else await readLabelModeAgain(order);
  }
}

async function readLabelModeAgain(order: Running): Promise<void> {
  const read = await untilDone(asking(order), READ_ORDER, () =>
    activities(order, timeToRead(order), 'Read the label mode').readOrder(who(order)),
  );
  if ('result' in read && read.result.labelMode !== undefined) {
    order.state = { ...order.state, labelMode: read.result.labelMode };
  }
}

/** Accept or reject: by policy, by a person, or by an operator's `reject` while the order is still `RECEIVED`. */
async function decide(order: Running): Promise<void> {
  if (order.state.state !== 'RECEIVED') return;
  const { policy, adopted } = order.input;
  const facts = factsOf(order);
  const { orderStatus } = order.state;
  // Only NEW is acknowledged; a status that Amazon has added since may mean anything.
  if (orderStatus !== 'NEW') {
    return decideByPerson(
      order,
      'DecisionNeeded',
      `Amazon gives the order a status that is not known here: ${orderStatus}.`,
    );
  }
  const question = adopted === true ? undefined : tooOld(order);
  const decision = decideAcknowledgement(policy, facts);
  if (question !== undefined) return decideByPerson(order, 'OrderTooOld', question);
  if (decision.decide === 'ask') return decideByPerson(order, 'DecisionNeeded', 'The policy says ask.');
  // Early enough to be proven by the deadline.
  const latest = (deadlineOf(order.state, policy) ?? 0) - policy.attempts.minimumBudgetMs;
  const wait = Math.min(policy.acknowledgement.acknowledgeAfterMs, latest - Date.now());
  const isDecided = () => order.state.state !== 'RECEIVED';
  if (wait > 0 && (await condition(isDecided, wait, { summary: 'acknowledgeAfter' }))) return;
  order.state = decideCode(order.state, codeOf(decision), new Date().toISOString(), 'policy');
}

async function decideByPerson(order: Running, kind: 'OrderTooOld' | 'DecisionNeeded', message: string): Promise<void> {
  const answer = await ask(asking(order), { name: 'decide' }, { kind, message, details: {} });
  // Somebody may have rejected the order in the same moment: then that stands.
  if (answer === undefined || order.state.state !== 'RECEIVED') return;
  const code = answer.answer === 'accept' ? { code: '00' } : rejectionFrom(answer.data);
  if (code !== undefined) order.state = decideCode(order.state, code, answer.at, answer.actor);
}

/** `acknowledgementStatus` of a decision: `00` accepts. */
function codeOf(decision: Exclude<AcknowledgementDecision, { decide: 'ask' }>): AcknowledgementCode {
  if (decision.decide === 'accept') return { code: '00' };
  const { decide, ...code } = decision;
  return code;
}

/** Why a NEW order is too old to be acknowledged without asking. */
function tooOld(order: Running): string | undefined {
  const { orderDate, requiredShipDate } = factsOf(order);
  const now = Date.now();
  if (now > Date.parse(requiredShipDate)) return `Required ship date was ${requiredShipDate}.`;
  return now > Date.parse(orderDate) + order.input.policy.deadlines.acknowledgeMs
    ? `Order date was ${orderDate}.`
    : undefined;
}

/** A NEW that was read longer ago may have been accepted in Vendor Central since, ms. */
const STALE_AFTER_MS = 60_000;

async function acknowledge(order: Running): Promise<void> {
  const { acknowledgement } = order.state;
  if (order.state.state !== 'ACKNOWLEDGING' || acknowledgement === undefined) return;
  const { decidedAt, actor, ...code } = acknowledgement;
  const done = await write(order, 'acknowledge', actor, `Acknowledge with ${code.code}`, (step, input) =>
    step.acknowledge({
      ...input,
      order: factsOf(order),
      code,
      decidedAt,
      lookFirst: Date.now() - Date.parse(order.state.readAt ?? decidedAt) > STALE_AFTER_MS,
    }),
  );
  if (done === 'cancelled') return;
  if (done === 'elsewhere') order.state = { ...order.state, joined: true };
  order.state = enter(order.state, code.code === '00' ? 'ACKNOWLEDGED' : 'REJECTED');
}

/** Vendor modes have their own label; Amazon's is requested only after the acknowledgement is proven. */
async function obtainLabel(order: Running): Promise<void> {
  if (order.state.state === 'ACKNOWLEDGED') {
    await leaveHistoryBehind(order);
    await chooseLabelMode(order);
    if (order.state.labelMode === undefined) return;
    order.state = enter(order.state, order.state.labelMode.mode === 'amazon' ? 'LABELLING' : 'READY_TO_SHIP');
  }
  if (order.state.state !== 'LABELLING') return;
  const done = await write(order, 'obtainLabel', 'policy', 'Obtain the shipping label', async (step, input) => {
    const result = await step.obtainLabel({ ...input, order: factsOf(order), lookFirst: order.state.joined });
    if (result.label !== undefined) order.state = { ...order.state, label: result.label };
    return result;
  });
  if (done !== 'cancelled') order.state = enter(order.state, 'READY_TO_SHIP');
}

/** Departure is never inferred from a clock: the warehouse reports it, however long that takes. */
async function awaitDeparture(order: Running): Promise<void> {
  // An earlier run had the departure already, and its confirmation may be at Amazon.
  if (order.state.state === 'READY_TO_SHIP' && order.state.departure !== undefined) {
    order.state = enter(order.state, 'CONFIRMING');
  }
  while (order.state.state === 'READY_TO_SHIP') {
    await condition(() => order.state.state !== 'READY_TO_SHIP' || workflowInfo().continueAsNewSuggested);
    await leaveHistoryBehind(order);
  }
}

async function confirmShipment(order: Running): Promise<void> {
  const { labelMode, departedBy } = order.state;
  if (order.state.state !== 'CONFIRMING' || labelMode === undefined) return;
  const done = await write(order, 'confirmShipment', departedBy ?? 'ledger', 'Confirm the shipment', (step, input) => {
    const { label, departure } = order.state;
    if (departure === undefined) throw new RangeError('CONFIRMING without a departure');
    return step.confirmShipment({
      ...input,
      order: factsOf(order),
      labelMode,
      ...(label === undefined ? {} : { label }),
      departure,
    });
  });
  if (done === 'cancelled') return;
  const dueAt = deadlineOf(order.state, order.input.policy) ?? Date.now();
  const breach = breachOf('confirm', dueAt, Date.now());
  if (breach !== undefined) order.state = { ...order.state, breaches: [...order.state.breaches, breach] };
  order.state = enter(order.state, 'COMPLETED');
}

async function end(order: Running): Promise<PurchaseOrderResult> {
  await condition(allHandlersFinished);
  order.showAll();
  return { state: order.state.state, transactionIds: order.state.transactionIds };
}

/** A step that writes to Amazon, carried on until it is proven, done elsewhere, or pointless. */
async function write(
  order: Running,
  step: string,
  actor: string,
  summary: string,
  run: (
    step: PurchaseOrderActivities,
    input: WriteStepInput,
  ) => Promise<SubmissionIds & { outcome: 'proven' | 'cancelled' }>,
): Promise<'proven' | 'cancelled' | 'elsewhere'> {
  const correct = (data: Record<string, unknown>): void => {
    const corrected = correctDeparture(order.state.departure, data);
    if ('value' in corrected) order.state = { ...order.state, departure: corrected.value };
  };
  const done = await untilDone(asking(order), { name: step, correct }, (answered) => {
    const deadline = deadlineOf(order.state, order.input.policy) ?? Date.now();
    return run(activities(order, deadline, summary), {
      ...who(order),
      ledgerId: order.state.ledgerId ?? '',
      deadline,
      actor,
      ...answered,
    });
  });
  if (!('result' in done)) return 'elsewhere';
  const { outcome, transactionIds, requestIds } = done.result;
  order.state = {
    ...order.state,
    transactionIds: [...order.state.transactionIds, ...transactionIds],
    requestIds: [...order.state.requestIds, ...requestIds],
  };
  if (outcome === 'cancelled') order.state = enter(order.state, 'CANCELLED');
  return outcome;
}

/** How the steps of an order ask a person. */
const asking = (order: Running): Asking => ({
  desk: () => order.state.attention,
  keepDesk: (attention) => {
    order.state = { ...order.state, attention };
  },
  isOver: () => isEnd(order.state.state),
  dueAt: () => deadlineOf(order.state, order.input.policy),
  patienceMs: order.input.policy.deadlines.evidenceMs,
  leaveHistoryBehind: () => leaveHistoryBehind(order),
});

/** Continues as new when the server suggests it. Open questions are asked anew by the next run. */
async function leaveHistoryBehind(order: Running): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await condition(allHandlersFinished);
  order.showAll();
  const { raised } = order.state.attention;
  const cancelItems = order.state.attention.items.filter((item) => item.reason === 'CancelRequested');
  await continueAsNew({
    ...order.input,
    state: { ...order.state, attention: { raised, items: cancelItems, resolutions: {} } },
  });
}

/** The activities of this account's queue, with the budget that the deadline leaves. */
function activities(order: Running, deadline: number, summary: string): PurchaseOrderActivities {
  const { startToCloseMs, minimumBudgetMs } = order.input.policy.attempts;
  return proxyActivities<PurchaseOrderActivities>({
    taskQueue: amazonTaskQueue(order.input.account),
    startToCloseTimeout: startToCloseMs,
    scheduleToCloseTimeout: budgetUntil(deadline, Date.now(), minimumBudgetMs),
    // Attempts that fail name their own delay; this one is for those that are killed, however many looks came before.
    retry: { initialInterval: '2s', backoffCoefficient: 1 },
    summary,
  });
}

const who = (order: Running) => ({
  account: order.input.account,
  purchaseOrderNumber: order.input.purchaseOrderNumber,
});

function factsOf(order: Running) {
  if (order.state.order === undefined) throw new RangeError('The order was not read.');
  return order.state.order;
}
