import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  currentUpdateInfo,
  isCancellation,
  proxyActivities,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { raise, takeResolution } from '../steps/attention.js';
import type { Resolution } from '../steps/attention.js';
import { brief } from '../steps/audit.js';
import type { Checked } from '../steps/checks.js';
import { breachOf, budgetUntil } from '../steps/deadlines.js';
import { failureOf } from '../steps/failure-of.js';
import type { StepFailure } from '../steps/failure-of.js';
import { failures } from '../failures.js';
import type { FailureKind } from '../failures.js';
import { keepVisible } from '../steps/visibility.js';
import type { PurchaseOrderActivities, SubmissionIds, WriteStepInput } from './activities.js';
import { correctDeparture } from './departure.js';
import {
  amazonTaskQueue,
  checkDepart,
  checkReject,
  checkResolve,
  departSignal,
  departUpdate,
  rejectUpdate,
  resolveSignal,
  resolveUpdate,
  viewQuery,
} from './messages.js';
import type {
  ActionResult,
  DepartInput,
  PurchaseOrderInput,
  PurchaseOrderResult,
  RejectInput,
  ResolveInput,
} from './messages.js';
import { decideAcknowledgement } from './policy.js';
import { deadlineOf, visibleOf } from './situation.js';
import { decideCode, enter, initialState, isEnd, labelModeFrom, reduce, rejectionFrom, withRefusal } from './state.js';
import type { OrderAction, PurchaseOrderState } from './state.js';

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

  // Updates: the operator waits for the answer, and what is not allowed is refused with the reason.
  const update = <I>(check: (payload: unknown) => Checked<I>, toAction: (payload: I) => OrderAction) => ({
    validator: (payload: I): void => {
      act(order, check(payload), toAction);
    },
    handler: (payload: I): ActionResult => {
      order.state = act(order, check(payload), toAction);
      return { state: order.state.state };
    },
  });
  const depart = update(checkDepart, departAction);
  const reject = update(checkReject, rejectAction);
  const resolve = update(checkResolve, resolveAction);
  setHandler(departUpdate, depart.handler, { validator: depart.validator, description: 'The truck has left.' });
  setHandler(rejectUpdate, reject.handler, {
    validator: reject.validator,
    description: 'Reject the order with a code.',
  });
  setHandler(resolveUpdate, resolve.handler, { validator: resolve.validator, description: 'Answer an item.' });

  // Signals: the same for many orders at once. Nobody waits, so a refusal goes to the audit list; never a throw, which
  // would fail the workflow.
  setHandler(departSignal, (payload) => tell(order, 'depart', checkDepart(payload), departAction));
  setHandler(resolveSignal, (payload) => tell(order, 'resolve', checkResolve(payload), resolveAction));
  setHandler(viewQuery, () => order.state, { description: 'State, items, departures, audit list.' });

  cancelRequested.catch(() => {
    tell(order, 'cancel-request', { value: undefined }, () => ({
      action: 'cancel-request',
      origin: { actor: 'temporal', requestId: `cancel-${workflowInfo().runId}` },
    }));
  });
  order.showAll = keepVisible(() => visibleOf(order.state, input.policy));
  return order;
}

const departAction = (input: DepartInput): OrderAction => {
  const { requestId, actor, reason, ...departure } = input;
  return { action: 'depart', departure, origin: input };
};

const rejectAction = (input: RejectInput): OrderAction => {
  const { requestId, actor, reason, ...code } = input;
  return { action: 'reject', code, origin: input };
};

const resolveAction = (input: ResolveInput): OrderAction => {
  const { attentionId, match, requestId, actor, reason, ...resolution } = input;
  const target = match === undefined ? { attentionId: attentionId ?? '' } : { match };
  return { action: 'resolve', target, resolution, origin: input };
};

/** Applies an update. @throws ApplicationFailure `Refused`: in the validator it refuses, nothing enters history. */
function act<I>(order: Running, payload: Checked<I>, toAction: (payload: I) => OrderAction): PurchaseOrderState {
  const refuse = (message: string): never => {
    throw ApplicationFailure.create({ type: 'Refused', message: brief(message), nonRetryable: true });
  };
  if ('faults' in payload) return refuse(payload.faults.join('; '));
  const reduced = reduce(order.state, toAction(payload.value), Date.now(), currentUpdateInfo()?.id ?? 'update');
  return 'refusal' in reduced ? refuse(reduced.refusal) : reduced.state;
}

/** Applies a signal. Never throws. */
function tell<I>(order: Running, action: string, payload: Checked<I>, toAction: (payload: I) => OrderAction): void {
  const now = Date.now();
  const fallbackId = `signal-${uuid4()}`;
  if ('faults' in payload) {
    order.state = withRefusal(order.state, action, {}, payload.faults.join('; '), now, fallbackId);
    return;
  }
  const event = toAction(payload.value);
  const reduced = reduce(order.state, event, now, fallbackId);
  order.state =
    'refusal' in reduced
      ? withRefusal(order.state, action, event.origin, reduced.refusal, now, fallbackId)
      : reduced.state;
}

async function readOrder(order: Running): Promise<void> {
  if (order.state.order !== undefined) return;
  const read = await untilDone(order, 'readOrder', () =>
    activities(order, timeToRead(order), 'Read the order').readOrder(who(order)),
  );
  if (!('result' in read)) return;
  const { status, order: facts, labelMode, documentId, prior } = read.result;
  order.state = {
    ...order.state,
    order: facts,
    orderDocumentId: documentId,
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
  while (order.state.labelMode === undefined && !isEnd(order.state.state) && order.state.state !== 'ACKNOWLEDGING') {
    const { shipFromParty, shipMethod } = factsOf(order);
    const answer = await ask(order, 'chooseLabelMode', {
      kind: 'LabelModeMissing',
      message: `Warehouse ${shipFromParty}, ship method ${shipMethod}.`,
      details: {},
    });
    if (answer === undefined) return;
    const given = answer.data === undefined ? undefined : labelModeFrom(answer.data);
    if (given !== undefined) order.state = { ...order.state, labelMode: given };
    else await readLabelModeAgain(order);
  }
}

async function readLabelModeAgain(order: Running): Promise<void> {
  const read = await untilDone(order, 'readOrder', () =>
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
  const { acknowledgeAfterMs } = policy.acknowledgement;
  if (acknowledgeAfterMs > 0) {
    const wait = Math.max(
      0,
      Math.min(Date.now() + acknowledgeAfterMs, deadlineOf(order.state, policy) ?? 0) - Date.now(),
    );
    if (await condition(() => order.state.state !== 'RECEIVED', wait, { summary: 'acknowledgeAfter' })) return;
  }
  order.state = decideCode(order.state, codeOf(decision), new Date().toISOString(), 'policy');
}

async function decideByPerson(order: Running, kind: 'OrderTooOld' | 'DecisionNeeded', message: string): Promise<void> {
  const answer = await ask(order, 'decide', { kind, message, details: {} });
  // Somebody may have rejected the order in the same moment: then that stands.
  if (answer === undefined || order.state.state !== 'RECEIVED') return;
  const code = answer.answer === 'accept' ? { code: '00' } : rejectionFrom(answer.data);
  if (code !== undefined) order.state = decideCode(order.state, code, answer.at, answer.actor);
}

const codeOf = (decision: { decide: 'accept' } | { decide: 'reject'; code: string; description?: string }) =>
  decision.decide === 'accept'
    ? { code: '00' }
    : { code: decision.code, ...(decision.description === undefined ? {} : { description: decision.description }) };

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
  const { code, description, decidedAt, actor } = acknowledgement;
  const done = await write(order, 'acknowledge', actor, `Acknowledge with ${code}`, (step, input) =>
    step.acknowledge({
      ...input,
      order: factsOf(order),
      code: { code, ...(description === undefined ? {} : { description }) },
      decidedAt,
      lookFirst: Date.now() - Date.parse(order.state.readAt ?? decidedAt) > STALE_AFTER_MS,
    }),
  );
  if (done === 'cancelled') return;
  if (done === 'elsewhere') order.state = { ...order.state, joined: true };
  order.state = enter(order.state, code === '00' ? 'ACKNOWLEDGED' : 'REJECTED');
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
  const done = await untilDone(order, step, (answered) => {
    const deadline = deadlineOf(order.state, order.input.policy) ?? Date.now();
    return run(activities(order, deadline, summary), { ...who(order), deadline, actor, ...answered });
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

/** What a person's answer changes in the next attempt of a step. */
type Answered = Pick<WriteStepInput, 'overrule' | 'waitUntil'>;

/**
 * The one wrapper of every step: whatever a step cannot do becomes an item, and the step goes on from its answer.
 *
 * 1. Cancellation passes through.
 * 2. `retry` after a failure about a send allows one send more; without one it is just a new budget.
 * 3. `wait` goes on looking for another proof window and never sends.
 * 4. `done-elsewhere` ends the step without a result.
 */
async function untilDone<T>(
  order: Running,
  step: string,
  run: (answered: Answered) => Promise<T>,
): Promise<{ result: T } | { doneElsewhere: Resolution }> {
  let answered: Answered = {};
  for (;;) {
    try {
      return { result: await run(answered) };
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = failureOf(error);
      const answer = await ask(order, step, failure, answersOf(step, failure.kind));
      // Only its end makes the question of a step pointless: nothing may follow, and the step is dropped with the order.
      if (answer === undefined || isEnd(order.state.state)) return new Promise(() => undefined);
      if (answer.answer === 'done-elsewhere') return { doneElsewhere: answer };
      answered = answeredBy(order, answer, failure);
    }
  }
}

/** An order that nobody has read cannot have been done elsewhere: not even its lines are known. */
const answersOf = (step: string, kind: FailureKind): readonly string[] =>
  step === 'readOrder'
    ? failures[kind].answers.filter((answer) => answer !== 'done-elsewhere')
    : failures[kind].answers;

/** Kinds that ask whether to send again; after any other one, a send is still under way or never left. */
const ASKS_TO_SEND_AGAIN: ReadonlySet<FailureKind> = new Set(['Unproven', 'Rejected', 'Conflict']);

function answeredBy(
  order: Running,
  { answer, data, actor, requestId }: Resolution,
  { kind, details }: StepFailure,
): Answered {
  if (answer === 'wait') return { waitUntil: Date.now() + order.input.policy.deadlines.evidenceMs };
  if (data !== undefined) {
    const corrected = correctDeparture(order.state.departure, data);
    if ('value' in corrected) order.state = { ...order.state, departure: corrected.value };
  }
  return details.send === undefined || !ASKS_TO_SEND_AGAIN.has(kind)
    ? {}
    : { overrule: { send: details.send, actor, requestId } };
}

/** Opens an item and waits for its answer; `undefined` when an event has made the question pointless. */
async function ask(
  order: Running,
  step: string,
  { kind, message, details }: StepFailure,
  answers: readonly string[] = failures[kind].answers,
): Promise<Resolution | undefined> {
  const dueAt = deadlineOf(order.state, order.input.policy);
  const { desk, attentionId } = raise(order.state.attention, {
    step,
    reason: kind,
    message,
    raisedAt: new Date().toISOString(),
    ...(dueAt === undefined ? {} : { dueAt: new Date(dueAt).toISOString() }),
    answers,
    details,
  });
  order.state = { ...order.state, attention: desk };
  const isOpen = (): boolean => order.state.attention.items.some((item) => item.attentionId === attentionId);
  while (isOpen()) {
    await condition(() => !isOpen() || workflowInfo().continueAsNewSuggested);
    // An item raised again after the hop has a new id; answers to the old one are refused as stale.
    if (isOpen()) await leaveHistoryBehind(order);
  }
  const { desk: left, resolution } = takeResolution(order.state.attention, attentionId);
  order.state = { ...order.state, attention: left };
  return resolution;
}

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
