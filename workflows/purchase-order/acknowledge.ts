import { condition } from '@temporalio/workflow';
import { ask } from '../steps/until-done.js';
import { rejectionFrom } from './answers.js';
import { deadlineOf, met } from './deadlines.js';
import type { AcknowledgementCode } from './order.js';
import { decideAcknowledgement } from './policy.js';
import type { AcknowledgementDecision } from './policy.js';
import { asking, factsOf, move, timestamp } from './running.js';
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
  const decision = decideAcknowledgement(policy, facts);
  if (question !== undefined) return decideByPerson(order, 'OrderTooOld', question);
  if (decision.decide === 'ask') return decideByPerson(order, 'DecisionNeeded', 'The policy says ask.');
  // Early enough to be proven by the deadline.
  const latest = (deadlineOf(order.state, policy) ?? 0) - policy.attempts.minimumBudgetMs;
  const wait = Math.min(policy.acknowledgement.acknowledgeAfterMs, latest - Date.now());
  const isDecided = () => order.state.state !== 'RECEIVED';
  if (wait > 0 && (await condition(isDecided, wait, { summary: 'acknowledgeAfter' }))) return;
  const at = timestamp();
  order.state = decideCode(order.state, codeOf(decision), { decidedAt: at, actor: 'policy', at });
}

async function decideByPerson(order: Running, kind: 'OrderTooOld' | 'DecisionNeeded', message: string): Promise<void> {
  const answer = await ask(asking(order), { name: 'decide' }, { kind, message, details: {} });
  // Somebody may have rejected the order in the same moment: then that stands.
  if (answer === undefined || order.state.state !== 'RECEIVED') return;
  const code = answer.answer === 'accept' ? { code: '00' } : rejectionFrom(answer.data);
  if (code === undefined) return;
  order.state = decideCode(order.state, code, { decidedAt: answer.at, actor: answer.actor, at: timestamp() });
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

export async function acknowledge(order: Running): Promise<void> {
  const { acknowledgement } = order.state;
  if (order.state.state !== 'ACKNOWLEDGING' || acknowledgement === undefined) return;
  const { decidedAt, actor, ...code } = acknowledgement;
  const done = await write(order, { name: 'acknowledge' }, actor, `Acknowledge with ${code.code}`, (step, input) =>
    step.acknowledge({
      ...input,
      order: factsOf(order),
      code,
      decidedAt,
      lookFirst: Date.now() - Date.parse(order.state.readAt ?? decidedAt) > STALE_AFTER_MS,
    }),
  );
  if (done.outcome === 'cancelled') return move(order, 'CANCELLED');
  if (done.outcome === 'elsewhere') order.state = { ...order.state, joined: true };
  order.state = met(order.state, 'acknowledge', deadlineOf(order.state, order.input.policy) ?? done.at, done.at);
  move(order, code.code === '00' ? 'ACKNOWLEDGED' : 'REJECTED');
}
