import { setMaxListeners } from 'node:events';
import type { Client } from '@temporalio/client';
import type { ResolveInput } from '../workflows/purchase-order/messages.js';
import type { ResolveTarget } from '../workflows/steps/attention.js';
import type { WaitingItem } from './attention.js';
import { concurrently } from './concurrently.js';
import { ClientError, explained } from './errors.js';
import type { Pace } from './pace.js';
import { resolve } from './purchase-orders.js';
import type { OrderName } from './purchase-orders.js';

/** One answer for many items. */
export interface ManyAnswers {
  /** The items, of one reason, as they were found. */
  items: readonly WaitingItem[];
  /** ISO 8601: what was raised at this instant or later is not meant. */
  raisedBefore: string;
  /** The items of one step are meant, not all of the reason. */
  isOneStep: boolean;
  resolution: Pick<ResolveInput, 'answer' | 'data' | 'reference' | 'actor' | 'reason'>;
  /** Makes a repeated run recognisable: every item is answered once for the same id. */
  requestId: string;
}

/** What became of one item. */
export interface AnswerOutcome extends OrderName {
  attentionId: string | null;
  outcome: AnswerOutcomeName;
  /** Why it was not answered; a refusal in the workflow's own words. */
  message: string | null;
}

/** `silent`: no worker answered in time, so it is not known. `failed`: Temporal did not take it. */
export type AnswerOutcomeName = 'answered' | 'refused' | 'silent' | 'failed' | 'not-sent';

export interface AnsweringOptions {
  pace: Pace;
  /** Stops after the updates under way. */
  stop: AbortSignal;
  onOutcome?: (outcome: AnswerOutcome) => void;
}

/** Updates under way at once: enough for 10 answers a second where one takes two seconds. */
const CONCURRENT_UPDATES = 20;

/**
 * Answers every item, each by an update of its own order; one that refuses does not hold up the others.
 *
 * What could not be sent because it was stopped, or because Temporal or every worker has gone, is `not-sent`.
 * The outcomes are in the order of the items.
 */
export async function answerMany(
  client: Client,
  many: ManyAnswers,
  { pace, stop, onOutcome = () => undefined }: AnsweringOptions,
): Promise<AnswerOutcome[]> {
  const gone = new AbortController();
  const signal = AbortSignal.any([stop, gone.signal]);
  setMaxListeners(CONCURRENT_UPDATES, signal);
  const targetOf = targetsOf(many);
  let hasAnswered = false;
  let unansweredInARow = 0;
  return concurrently(many.items, CONCURRENT_UPDATES, async (item) => {
    const outcome = (await pace.turn(signal))
      ? await answerOne(client, many, item, targetOf(item))
      : ({ outcome: 'not-sent', message: null } as const);
    const isUnanswered = outcome.outcome === 'silent' || outcome.outcome === 'failed';
    hasAnswered ||= outcome.outcome === 'answered' || outcome.outcome === 'refused';
    unansweredInARow = isUnanswered ? unansweredInARow + 1 : 0;
    // The others would wait just as long, one after another.
    if (isUnanswered && (!hasAnswered || unansweredInARow >= CONCURRENT_UPDATES)) gone.abort();
    const named = nameOf(item, outcome);
    onOutcome(named);
    return named;
  });
}

const nameOf = (
  { account, purchaseOrderNumber, attentionId }: WaitingItem,
  outcome: Pick<AnswerOutcome, 'outcome' | 'message'>,
): AnswerOutcome => ({ account, purchaseOrderNumber, attentionId, ...outcome });

/**
 * How each order is told what is meant: by reason and time, which its workflow checks itself, also where the list lagged.
 *
 * That does not tell apart two items of one order with the same reason, nor the steps: there it is the item's own id.
 */
function targetsOf({ items, raisedBefore, isOneStep }: ManyAnswers): (item: WaitingItem) => ResolveTarget {
  const orderOf = ({ account, purchaseOrderNumber }: WaitingItem): string => `${account}/${purchaseOrderNumber}`;
  const counts = new Map<string, number>();
  for (const item of items) counts.set(orderOf(item), (counts.get(orderOf(item)) ?? 0) + 1);
  return (item) =>
    item.attentionId !== null && (isOneStep || counts.get(orderOf(item)) !== 1)
      ? { attentionId: item.attentionId }
      : { match: { reason: item.reason, raisedBefore } };
}

async function answerOne(
  client: Client,
  { resolution, requestId }: ManyAnswers,
  item: WaitingItem,
  target: ResolveTarget,
): Promise<Pick<AnswerOutcome, 'outcome' | 'message'>> {
  try {
    await resolve(client, item, {
      ...resolution,
      ...target,
      requestId: `${requestId}/${item.attentionId ?? item.reason}`,
    });
    return { outcome: 'answered', message: null };
  } catch (error) {
    const expected = explained(error, 'Temporal');
    if (!(expected instanceof ClientError)) throw error;
    return { outcome: outcomeOf(expected), message: expected.kind === 'no-worker' ? NO_WORKER : expected.message };
  }
}

/** Without the hint to repeat one request: the whole command is repeated. */
const NO_WORKER = 'No worker answered in time; it may still do it. Check that a worker runs.';

function outcomeOf({ kind }: ClientError): AnswerOutcomeName {
  if (kind === 'no-worker') return 'silent';
  return kind === 'temporal' ? 'failed' : 'refused';
}

/** How many there were of each outcome. */
export function countOutcomes(outcomes: readonly AnswerOutcome[]): Record<AnswerOutcomeName, number> {
  const counts = { answered: 0, refused: 0, silent: 0, failed: 0, 'not-sent': 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  return counts;
}

/** Items that were not answered for the same reason. */
export interface Refusals {
  message: string;
  count: number;
  /** A few of their orders. */
  examples: string[];
}

const EXAMPLES = 5;

/** Why items were not answered, the most frequent reason first. */
export function groupRefusals(outcomes: readonly AnswerOutcome[]): Refusals[] {
  const groups = new Map<string, Refusals>();
  for (const { message, purchaseOrderNumber } of outcomes) {
    if (message === null) continue;
    const group = groups.get(message) ?? { message, count: 0, examples: [] };
    group.count += 1;
    if (group.examples.length < EXAMPLES) group.examples.push(purchaseOrderNumber);
    groups.set(message, group);
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count);
}
