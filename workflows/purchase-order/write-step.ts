import { untilDone } from '../steps/until-done.js';
import type { AskingStep } from '../steps/until-done.js';
import type { PurchaseOrderActivities, SubmissionIds, WriteStepInput } from './activities.js';
import { deadlineOf, evidenceDueOf, over } from './deadlines.js';
import { activities, asking, askingBeside, timestamp, who } from './running.js';
import type { Running } from './running.js';
import { referencesOf } from './situation.js';

/** A step that writes to Amazon. */
export interface WriteStep {
  asks: AskingStep;
  /** Who has caused it. */
  actor: string;
  /** What the Temporal UI shows. */
  summary: string;
  /** Epoch ms, asked at every begin. Default: the business deadline of the state that the order is in. */
  deadline?: () => number;
  /** It runs beside the main line. */
  isBeside?: true;
}

/** What became of a step that writes to Amazon. */
export type Written<Outcome> =
  | { outcome: Outcome; /** When it was sent, or else known, epoch ms. */ at: number }
  | { outcome: 'elsewhere'; /** The person's answer that has ended the step. */ answer: string; at: number };

type Done<Outcome> = SubmissionIds & { outcome: Outcome; sentAt?: string };

/** A step that writes to Amazon, carried on until it is proven, done elsewhere, or pointless. */
export async function write<Outcome extends string>(
  order: Running,
  step: WriteStep,
  run: (activities: PurchaseOrderActivities, input: WriteStepInput) => Promise<Done<Outcome>>,
): Promise<Written<Outcome>> {
  const evidence = evidenceDueOf(order.state);
  const asks = step.isBeside === true ? askingBeside(order) : asking(order);
  const done = await untilDone(asks, step.asks, (answered) => {
    const deadline = step.deadline?.() ?? deadlineOf(order.state, order.input.policy) ?? Date.now();
    return run(activities(order, deadline, step.summary), {
      ...who(order),
      ledgerId: order.state.ledgerId ?? '',
      ...(order.state.isDryRun === true ? { isDryRun: true } : {}),
      deadline,
      actor: step.actor,
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
