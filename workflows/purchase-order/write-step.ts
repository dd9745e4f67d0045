import { untilDone } from '../steps/until-done.js';
import type { AskingStep } from '../steps/until-done.js';
import type { PurchaseOrderActivities, WriteStepInput, WriteStepResult } from './activities.js';
import { deadlineOf, evidenceDueOf, over } from './deadlines.js';
import { activities, asking, timestamp, who } from './running.js';
import type { Running } from './running.js';
import { referencesOf } from './situation.js';

/** What became of a step that writes to Amazon. */
export interface Written {
  outcome: 'proven' | 'cancelled' | 'elsewhere';
  /** The person's answer that has ended the step. */
  answer?: string;
  /** When it was sent, or else known, epoch ms. */
  at: number;
}

/** A step that writes to Amazon, carried on until it is proven, done elsewhere, or pointless. */
export async function write(
  order: Running,
  asks: AskingStep,
  actor: string,
  summary: string,
  run: (step: PurchaseOrderActivities, input: WriteStepInput) => Promise<WriteStepResult>,
): Promise<Written> {
  const evidence = evidenceDueOf(order.state);
  const done = await untilDone(asking(order), asks, (answered) => {
    const deadline = deadlineOf(order.state, order.input.policy) ?? Date.now();
    return run(activities(order, deadline, summary), {
      ...who(order),
      ledgerId: order.state.ledgerId ?? '',
      deadline,
      actor,
      references: referencesOf(order.state),
      ...answered,
    });
  });
  const isCancelled = 'result' in done && done.result.outcome === 'cancelled';
  if (evidence !== undefined && !isCancelled) order.state = over(order.state, evidence, timestamp());
  if (!('result' in done)) return { outcome: 'elsewhere', answer: done.endedBy.answer, at: Date.now() };
  const { outcome, transactionIds, requestIds, sentAt } = done.result;
  order.state = {
    ...order.state,
    // A step that is carried on in the next run tells all of its ids again.
    transactionIds: [...new Set([...order.state.transactionIds, ...transactionIds])],
    requestIds: [...new Set([...order.state.requestIds, ...requestIds])],
  };
  return { outcome, at: sentAt === undefined ? Date.now() : Date.parse(sentAt) };
}
