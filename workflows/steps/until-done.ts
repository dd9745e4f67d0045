import { condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import { failures } from '../failures.js';
import type { FailureKind } from '../failures.js';
import { dropItems, raise, takeResolution } from './attention.js';
import type { AttentionDesk, Resolution } from './attention.js';
import { failureOf } from './failure-of.js';
import type { StepFailure } from './failure-of.js';

/** A running process whose steps may have to ask a person. */
export interface Asking {
  /** Its items and answers, as they are now. */
  desk: () => AttentionDesk;
  keepDesk: (desk: AttentionDesk) => void;
  /** Whether the process has ended: then nothing may follow. */
  isOver: () => boolean;
  /** The business deadline that a question holds up, epoch ms. */
  dueAt: () => number | undefined;
  /** How long `wait` goes on looking, ms. */
  patienceMs: number;
  /**
   * Continues as new when the server suggests it. Only the main line may: beside it nobody would take up what it throws.
   * What asks there waits until the main line leaves.
   */
  leaveHistoryBehind?: () => Promise<void>;
}

/** A step as people see it in its items. */
export interface AskingStep {
  name: string;
  /** Answers of the catalogue that make no sense here. */
  without?: readonly string[];
  /** Answers besides those of the catalogue; each ends the step, as `done-elsewhere` does. */
  also?: readonly string[];
  /** After which failures those can be given. Default: all. */
  alsoAfter?: (kind: FailureKind) => boolean;
  /** What those mean, for the item's text. */
  alsoSays?: string;
  /** Takes corrected data of a `retry`. */
  correct?: (data: Record<string, unknown>) => void;
  /** Whether the process has gone on without this step: then nobody is asked about it. */
  isOver?: () => boolean;
}

/** What a person's answer changes in the next attempt of a step. */
export interface Answered {
  overrule?: { send: number; actor: string; requestId: string };
  waitUntil?: number;
}

/**
 * The one wrapper of every step: whatever a step cannot do becomes an item, and the step goes on from its answer.
 *
 * 1. Cancellation passes through.
 * 2. `retry` after a failure about a send allows one send more; without one it is just a new budget.
 * 3. `wait` goes on looking for another proof window and never sends.
 * 4. `done-elsewhere`, `skip`, and an answer that only this step knows, end it without a result.
 * 5. When the process ends or goes on without it meanwhile, the step is over: it asks nobody and never returns.
 */
export async function untilDone<T>(
  process: Asking,
  step: AskingStep,
  run: (answered: Answered) => Promise<T>,
): Promise<{ result: T } | { endedBy: Resolution }> {
  let answered: Answered = {};
  const isOver = (): boolean => process.isOver() || step.isOver?.() === true;
  for (;;) {
    try {
      return { result: await run(answered) };
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = failureOf(error);
      const answer = isOver() ? undefined : await ask(process, step, failure);
      if (answer === undefined || isOver()) return new Promise(() => undefined);
      if (ENDS.has(answer.answer) || step.also?.includes(answer.answer) === true) return { endedBy: answer };
      if (answer.data !== undefined) step.correct?.(answer.data);
      answered = answeredBy(process, answer, failure);
    }
  }
}

/** Answers that end a step without a result. */
const ENDS: ReadonlySet<string> = new Set(['done-elsewhere', 'skip']);

/** Kinds that ask whether to send again; after any other one, a send is still under way or never left. */
const ASKS_TO_SEND_AGAIN: ReadonlySet<FailureKind> = new Set(['Unproven', 'Rejected', 'Conflict']);

function answeredBy(
  process: Asking,
  { answer, actor, requestId }: Resolution,
  { kind, details }: StepFailure,
): Answered {
  if (answer === 'wait') return { waitUntil: Date.now() + process.patienceMs };
  return details.send === undefined || !ASKS_TO_SEND_AGAIN.has(kind)
    ? {}
    : { overrule: { send: details.send, actor, requestId } };
}

/**
 * Opens an item and waits for its answer; `undefined` when an event has made the question pointless. The process going on
 * without the step closes it.
 */
export async function ask(
  process: Asking,
  { name, without = [], also: others = [], alsoAfter = () => true, alsoSays, isOver = () => false }: AskingStep,
  { kind, message, details }: StepFailure,
): Promise<Resolution | undefined> {
  const also = alsoAfter(kind) ? others : [];
  const dueAt = process.dueAt();
  const { desk, attentionId } = raise(process.desk(), {
    step: name,
    reason: kind,
    message: alsoSays === undefined || also.length < others.length ? message : `${message} ${alsoSays}`,
    raisedAt: new Date().toISOString(),
    ...(dueAt === undefined ? {} : { dueAt: new Date(dueAt).toISOString() }),
    answers: [...new Set([...failures[kind].answers.filter((answer) => !without.includes(answer)), ...also])],
    details,
  });
  process.keepDesk(desk);
  const isOpen = (): boolean => process.desk().items.some((item) => item.attentionId === attentionId);
  const { leaveHistoryBehind } = process;
  const mayLeave = (): boolean => leaveHistoryBehind !== undefined && workflowInfo().continueAsNewSuggested;
  while (isOpen()) {
    await condition(() => !isOpen() || isOver() || mayLeave());
    if (isOver()) process.keepDesk(dropItems(process.desk(), (item) => item.attentionId === attentionId));
    // An item raised again after the hop has a new id; answers to the old one are refused as stale.
    else if (isOpen()) await leaveHistoryBehind?.();
  }
  const { desk: left, resolution } = takeResolution(process.desk(), attentionId);
  process.keepDesk(left);
  return resolution;
}
