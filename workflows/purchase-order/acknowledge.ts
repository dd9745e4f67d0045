import { condition } from '@temporalio/workflow';
import type { Resolution } from '../steps/attention.js';
import { ask, untilDone } from '../steps/until-done.js';
import { rejectionFrom } from './answers.js';
import { deadlineOf, met } from './deadlines.js';
import type { AcknowledgementCode } from './order.js';
import { codeFault, decideAcknowledgement, described } from './policy.js';
import type { AcknowledgementDecision } from './policy.js';
import { activities, asking, factsOf, move, timestamp, who } from './running.js';
import type { Running } from './running.js';
import { decideCode } from './state.js';
import { write } from './write-step.js';

/** Accept or reject: by policy, by a person, or by an operator's `reject` while the order is still `RECEIVED`. */
export async function decide(order: Running): Promise<void> {
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
  if (question !== undefined) return decideByPerson(order, 'OrderTooOld', question);
  const planned = decideAcknowledgement(policy, facts);
  if (planned.decide === 'hook') return Promise.race([decideByHook(order), condition(() => isDecided(order))]).then();
  if (planned.decide === 'ask') return decideByPerson(order, 'DecisionNeeded', 'The policy says ask.');
  await settle(order, planned, 'policy');
}

const isDecided = (order: Running): boolean => order.state.state !== 'RECEIVED';

/** Takes a decision over, after the time in which a person can still reject. */
async function settle(order: Running, decision: Decision, actor: string): Promise<void> {
  const { policy } = order.input;
  // Early enough to be proven by the deadline.
  const latest = (deadlineOf(order.state, policy) ?? 0) - policy.attempts.minimumBudgetMs;
  const wait = Math.min(policy.acknowledgement.acknowledgeAfterMs, latest - Date.now());
  if (wait > 0) await condition(() => isDecided(order), wait, { summary: 'acknowledgeAfter' });
  if (isDecided(order)) return;
  const at = timestamp();
  order.state = decideCode(order.state, codeOf(decision), { decidedAt: at, actor, at });
}

/** The vendor's own system decides; while it fails it is asked again, and in the end a person, never nobody. */
async function decideByHook(order: Running): Promise<void> {
  const { orderDate } = factsOf(order);
  const step = {
    name: 'askInventory',
    // Whatever kept it from deciding, a person can decide for it.
    without: ['done-elsewhere'],
    also: ['accept', 'reject'],
    isOver: () => isDecided(order),
  };
  const done = await untilDone(asking(order), step, () =>
    activities(
      order,
      Date.parse(orderDate) + order.input.policy.acknowledgement.hookGiveUpMs,
      'Ask the inventory',
    ).askInventory({ ...who(order), order: factsOf(order) }),
  );
  if (isDecided(order)) return;
  if ('endedBy' in done) return takeAnswer(order, done.endedBy);
  const { result } = done;
  if (result.decide === 'ask') {
    return decideByPerson(order, 'DecisionNeeded', result.because ?? 'The inventory hook says ask.');
  }
  // The worker's table may be a newer one than the order's.
  const fault = result.decide === 'reject' ? codeFault(order.input.policy, result.code) : undefined;
  if (fault !== undefined) return decideByPerson(order, 'DecisionNeeded', `The inventory hook rejects. ${fault}`);
  await settle(order, result, 'inventory hook');
}

async function decideByPerson(order: Running, kind: 'OrderTooOld' | 'DecisionNeeded', message: string): Promise<void> {
  const answer = await ask(asking(order), { name: 'decide' }, { kind, message, details: {} });
  // Somebody may have rejected the order in the same moment: then that stands.
  if (answer !== undefined && !isDecided(order)) takeAnswer(order, answer);
}

function takeAnswer(order: Running, answer: Resolution): void {
  const code = answer.answer === 'accept' ? { code: '00' } : rejectionFrom(answer.data);
  if (code === undefined) return;
  const said = described(order.input.policy, code);
  order.state = decideCode(order.state, said, { decidedAt: answer.at, actor: answer.actor, at: timestamp() });
}

/** `acknowledgementStatus` of a decision: `00` accepts. */
type Decision = Exclude<AcknowledgementDecision, { decide: 'ask' | 'hook' }>;

function codeOf(decision: Decision): AcknowledgementCode {
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

export async function acknowledge(order: Running): Promise<void> {
  const { acknowledgement } = order.state;
  if (order.state.state !== 'ACKNOWLEDGING' || acknowledgement === undefined) return;
  const { decidedAt, actor, ...code } = acknowledgement;
  const step = { asks: { name: 'acknowledge' }, actor, summary: `Acknowledge with ${code.code}` };
  const done = await write(order, step, async (activity, input) => {
    const result = await activity.acknowledge({
      ...input,
      order: factsOf(order),
      code,
      decidedAt,
      lookFirst: Date.now() - Date.parse(order.state.readAt ?? decidedAt) > STALE_AFTER_MS,
    });
    if (result.shipDay !== undefined) order.state = { ...order.state, shipDay: result.shipDay };
    return result;
  });
  if (done.outcome === 'cancelled') return move(order, 'CANCELLED');
  if (done.outcome === 'elsewhere') order.state = { ...order.state, joined: true };
  order.state = met(order.state, 'acknowledge', deadlineOf(order.state, order.input.policy) ?? done.at, done.at);
  move(order, code.code === '00' ? 'ACKNOWLEDGED' : 'REJECTED');
}
