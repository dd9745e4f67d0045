import { activityInfo } from '@temporalio/activity';
import type { ObtainPaperInput, ObtainPaperResult } from '../../workflows/purchase-order/activities.js';
import type { PaperKind } from '../../workflows/purchase-order/order.js';
import { CallFailed } from '../amazon/amazon.js';
import { attempted, currentAttempt, isLastAttempt, StepNotDone } from '../attempt.js';
import { untilNextLook } from '../polling.js';
import type { StepDependencies } from './dependencies.js';
import { paperOf } from './paper.js';

/**
 * Waits until Amazon has made a paper, and puts it into the document store.
 *
 * @throws `NotReady` to be called again; `PaperLate` when the budget is over, or Amazon refuses to show it: a person may
 *   let the order ship without it.
 */
export const createObtainPaper =
  (dependencies: Pick<StepDependencies, 'amazon' | 'documents' | 'clock' | 'polling'>) =>
  async (input: ObtainPaperInput): Promise<ObtainPaperResult> => {
    const { clock, polling } = dependencies;
    const { kind } = input;
    const attempt = currentAttempt(clock);
    const isLast = (): boolean => isLastAttempt(attempt.budgetEndsAt - clock());
    return attempted(clock, attempt, async () => {
      const options = { deadline: input.deadline, attemptEndsAt: attempt.endsAt };
      const paper = await paperOf(dependencies, input, kind, options).catch((error: unknown) => {
        throw error instanceof CallFailed && (isLast() || isRefusal(error)) ? late(kind, error) : error;
      });
      if (paper !== undefined) return { paper };
      if (isLast()) throw late(kind);
      const retryAfterMs = untilNextLook(polling.paper, activityInfo().scheduledTimestampMs, clock());
      throw new StepNotDone('NotReady', `Amazon has no ${words[kind]} yet; attempt ${attempt.number}.`, {
        retryAfterMs,
      });
    });
  };

/** What does not change by asking again. */
const isRefusal = ({ kind }: CallFailed): boolean => kind === 'Rejected' || kind === 'NotFound';

function late(kind: PaperKind, cause?: CallFailed): StepNotDone {
  const { requestId, codes } = cause?.facts ?? {};
  const details = { ...(requestId === undefined ? {} : { requestIds: [requestId] }), ...(codes && { codes }) };
  const why = cause === undefined ? '' : ` ${cause.message}`;
  return new StepNotDone('PaperLate', `Amazon has not given out the ${words[kind]}.${why}`, { details });
}

const words: Record<PaperKind, string> = { 'packing-slip': 'packing slip', 'customer-invoice': "customer's invoice" };
