import { createHash, randomUUID } from 'node:crypto';
import type { FailureDetails } from '../workflows/failures.js';
import { CallFailed } from './amazon/amazon.js';
import { checkItem } from './amazon/submit.js';
import type { Amazon, SubmitResult, TransactionAsk, TransactionOutcome, WriteOperation } from './amazon/amazon.js';
import { isLastAttempt, StepNotDone } from './attempt.js';
import type { Attempt } from './attempt.js';
import { isNamedIn, largestBatch } from './batch-limit.js';
import type { Clock } from './clock.js';
import type { Ledger, LedgerIntent, LedgerRecord, WriteKey } from './ledger/ledger.js';
import { liveSends, sendsOf } from './ledger/sends.js';
import type { Send } from './ledger/sends.js';
import { nextMove } from './next-move.js';
import type { Move, ProofRule, ProofWindows, Seen, Situation } from './next-move.js';
import { untilNextLook } from './polling.js';
import type { PollPlan } from './polling.js';

/** One write to Amazon and how it is proven. */
export interface Write {
  /** The ledger that the order began with. */
  ledgerId: string;
  key: WriteKey & { operation: WriteOperation };
  /**
   * The occurrence by what is on record, for a write of which an order has many. Asked at every read, so that two of them
   * that begin at once never go on under one number. Default: the key's own.
   */
  occurrenceIn?: (records: readonly LedgerRecord[]) => number;
  /** The order began in dry run: the write is put on record, and not sent. */
  isDryRun?: true;
  rule: ProofRule;
  /** The element of the operation's array, as it goes out. */
  item: unknown;
  /** What the item means, without the times we choose ourselves: equal for a repetition, different for a contradiction. */
  subject: unknown;
  actor: string;
  /** What the write can be found by later. */
  references?: string[];
  /** Business deadline, epoch ms. */
  deadline: number;
  overrule?: { send: number; actor: string; requestId: string };
  waitUntil?: number;
  lookFirst?: boolean;
  plan: PollPlan;
  /** Reads the evidence, fresh. */
  look: () => Promise<'present' | 'absent' | 'cancelled'>;
  /** Whether Amazon has cancelled the order, fresh: then nobody is asked about it. */
  isCancelled?: () => Promise<boolean>;
}

export interface WriteProtocol {
  ledger: Ledger;
  amazon: Amazon;
  clock: Clock;
  /** The account is in dry run: nothing is sent, for whatever order. */
  isDryRun: boolean;
  windows: ProofWindows;
}

export interface CarriedOut {
  /** `recorded`: in a dry run. */
  outcome: 'proven' | 'cancelled' | 'recorded';
  transactionIds: string[];
  requestIds: string[];
  /** When the send that is proven left, ISO 8601; absent when the effect was there without one. */
  sentAt?: string;
}

/** A write whose outcome is unknown has its evidence read right away, ms. */
const UNKNOWN_OUTCOME_LOOK_MS = 2_000;
/** A write that waits until dry run is switched off, which takes a new start of the worker, ms. */
const DRY_RUN_RETRY_MS = 5 * 60_000;
/** An attempt makes few moves; more would be a fault of ours, and must not become a loop of calls. */
const MAX_MOVES = 12;

/**
 * The one write protocol: carries a write to Amazon on by one attempt.
 *
 * Reads the ledger, asks {@link nextMove}, does that, until the write is proven, has to wait, or needs a person. The
 * server calls it again after the delay it names; whatever crashes in between, the ledger knows.
 *
 * A dry write is checked and recorded at once; Amazon is not asked about it. Of a live write whose account is in dry
 * run, only what was sent before is proven.
 *
 * @throws StepNotDone `NotReady` to be called again; `Paused` while the account is in dry run; `Unproven`, `Rejected` or
 * `Conflict` for a person.
 * @throws CallFailed `Rejected` for a body that Amazon would refuse.
 */
export async function carryOut(given: Write, protocol: WriteProtocol, attempt: Attempt): Promise<CarriedOut> {
  const { ledger, clock } = protocol;
  const { operation } = given.key;
  if (given.ledgerId !== (await ledger.identity())) throw otherLedger(operation);
  const subject = hashOf(given.subject);
  if (given.isDryRun === true) return recordDryRun(given, protocol, subject);
  const seen: Seen = {};
  let transaction: TransactionOutcome | undefined;

  for (let moves = 0; moves < MAX_MOVES; moves += 1) {
    const { write, sends: all } = await onRecord(given, ledger);
    const sends = liveSends(all);
    const now = clock();
    const move = nextMove({
      sends: all,
      rule: write.rule,
      windows: protocol.windows,
      subject,
      seen,
      attempt: attempt.number,
      lookFirst: write.lookFirst ?? false,
      allowedAfter: write.overrule?.send ?? 0,
      waitUntil: write.waitUntil ?? 0,
      now,
    } satisfies Situation);
    switch (move.move) {
      case 'done':
        return carriedOut('proven', sends);
      case 'cancelled':
        return carriedOut('cancelled', sends);
      case 'look':
        seen.evidence = await write.look();
        if (seen.evidence === 'absent' && sends.length > 0) await ledger.append([looked(write.key, sends, clock())]);
        break;
      case 'poll': {
        const options = {
          deadline: write.deadline,
          attemptEndsAt: attempt.endsAt,
          operation: write.key.operation,
          sentAt: sends.at(-1)?.openedAt,
        };
        transaction = await readTransaction(protocol.amazon, move.transactionId, options, write.rule);
        seen.transaction = transaction ?? 'unreadable';
        break;
      }
      case 'record':
        await ledger.append([recordOf(write, move, transaction, clock())]);
        break;
      case 'send':
        if (protocol.isDryRun) throw inDryRun(write.key);
        throwUnlessRefused(await submit(write, protocol, attempt, sends, subject, move), write, move.number, protocol);
        seen.hasSent = true;
        break;
      case 'wait':
        throw waiting(write, protocol, sends, move.because, attempt, now);
      case 'ask':
        if (await write.isCancelled?.()) return carriedOut('cancelled', sends);
        throw new StepNotDone(move.kind, questions[move.kind](write.key.operation, move), {
          details: detailsOf(sends, move),
        });
    }
  }
  throw new StepNotDone('Unexpected', `${operation} found no end within ${MAX_MOVES} moves.`);
}

/** The hash by which sends that mean the same are known. */
export const hashOf = (subject: unknown): string => createHash('sha256').update(JSON.stringify(subject)).digest('hex');

/** A write under its own key, and what was sent under that. */
async function onRecord(given: Write, ledger: Ledger): Promise<{ write: Write; sends: Send[] }> {
  const records = await ledger.read(given.key.account, given.key.businessId);
  const occurrence = given.occurrenceIn?.(records) ?? given.key.occurrence;
  const write = { ...given, key: { ...given.key, occurrence } };
  return { write, sends: sendsOf(records, write.key) };
}

/** What was sent is in the other ledger: this worker would send it again. One with the right ledger may come next. */
const otherLedger = (operation: string): StepNotDone =>
  new StepNotDone(
    'Paused',
    `${operation}: this worker has another ledger than the one that the order began with. Start it with that LEDGER_DIR.`,
    { retryAfterMs: 60_000 },
  );

/** The order began live, so somebody waits for what it does: it is not recorded as if it were done. */
const inDryRun = ({ account, operation }: WriteKey): StepNotDone =>
  new StepNotDone(
    'Paused',
    `${operation} is not sent: account ${account} is in dry run, and this order began live. It goes on once dry run is switched off (dryRun, DRY_RUN) and the worker started again.`,
    { retryAfterMs: DRY_RUN_RETRY_MS },
  );

/** Puts a dry write on record, once for each meaning. */
async function recordDryRun(given: Write, { ledger, clock }: WriteProtocol, subject: string): Promise<CarriedOut> {
  const { write, sends } = await onRecord(given, ledger);
  const { key, item, actor, references } = write;
  const last = sends.at(-1);
  if (last?.status !== 'dry-run' || last.subject !== subject) {
    // What Amazon would refuse is found out now, not on the first day.
    checkItem(key.operation, item);
    const at = clock();
    const line = { key, send: (last?.number ?? 0) + 1, at };
    const [isOwned] = await ledger.open([
      {
        ...line,
        type: 'intent',
        intentId: randomUUID(),
        // Nothing leaves at any time.
        sendableUntil: at,
        subject,
        body: JSON.stringify(item),
        actor,
        isDryRun: true,
        ...(references === undefined ? {} : { references }),
      },
    ]);
    if (isOwned !== true) {
      throw new StepNotDone('NotReady', `Another attempt has taken send ${line.send}.`, {
        retryAfterMs: UNKNOWN_OUTCOME_LOOK_MS,
      });
    }
    await ledger.append([{ ...line, type: 'verdict', verdict: { kind: 'dry-run' } }]);
  }
  return { outcome: 'recorded', transactionIds: [], requestIds: [] };
}

function carriedOut(outcome: CarriedOut['outcome'], sends: Send[]): CarriedOut {
  const proven = sends.findLast((send) => send.proven !== undefined && send.status !== 'overruled');
  return {
    outcome,
    transactionIds: sends.flatMap((send) => send.transactionIds),
    requestIds: sends.flatMap((send) => send.requestIds),
    ...(proven === undefined ? {} : { sentAt: new Date(proven.openedAt).toISOString() }),
  };
}

/**
 * The outcome of a transaction; `undefined` when it cannot be read and there is other evidence to look at: one missing
 * role must not hold up what the order itself shows.
 */
async function readTransaction(
  { reads }: Amazon,
  transactionId: string,
  options: TransactionAsk,
  rule: ProofRule,
): Promise<TransactionOutcome | undefined> {
  try {
    return await reads.transaction(transactionId, options);
  } catch (error) {
    const isReadable = !(error instanceof CallFailed) || error.kind === 'Throttled' || rule.evidence === 'none';
    if (isReadable) throw error;
    return undefined;
  }
}

function submit(
  write: Write,
  { amazon }: WriteProtocol,
  attempt: Attempt,
  sends: Send[],
  subject: string,
  move: Extract<Move, { move: 'send' }>,
): Promise<SubmitResult> {
  const body = sends.find((send) => send.number === move.repeats)?.body ?? JSON.stringify(write.item);
  const actor = write.overrule?.actor ?? write.actor;
  const intent: Pick<LedgerIntent, 'key' | 'send' | 'subject' | 'body' | 'actor' | 'references'> = {
    key: write.key,
    send: move.number,
    subject,
    body,
    actor,
    ...(write.references === undefined ? {} : { references: write.references }),
  };
  return amazon.submit({
    operation: write.key.operation,
    item: JSON.parse(body) as unknown,
    intent,
    deadline: write.deadline,
    attemptEndsAt: attempt.endsAt,
    maxBatch: largestBatch(sends, write.rule),
  });
}

/** A refusal is looked into at once; everything else waits for its time. */
function throwUnlessRefused(result: SubmitResult, write: Write, send: number, { amazon }: WriteProtocol): void {
  const { operation } = write.key;
  switch (result.kind) {
    case 'refused':
      if (result.failure === 'Rejected') return;
      throw new StepNotDone(
        'Paused',
        `${operation} is not permitted (HTTP ${result.status}); tried again after the probe.`,
        {
          retryAfterMs: amazon.permissionRetryMs,
          details: { send, codes: result.codes },
        },
      );
    case 'accepted':
      throw new StepNotDone(
        'NotReady',
        `Sent (send ${send}); transaction ${result.transactionId ?? 'without id'} is Processing.`,
        {
          retryAfterMs: amazon.firstPollMs(operation, write.plan, write.deadline),
          details: { send },
        },
      );
    case 'not-sent':
      throw new StepNotDone('Throttled', `${operation} was not sent: ${result.reason}.`, {
        ...(result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs }),
        details: { send },
      });
    case 'taken':
      throw new StepNotDone('NotReady', `Another attempt is sending (send ${send}).`, {
        retryAfterMs: UNKNOWN_OUTCOME_LOOK_MS,
        details: { send },
      });
    case 'lost':
      throw new StepNotDone(
        'NotReady',
        `Sent (send ${send}), but the answer is missing: ${result.reason}. Looking for evidence.`,
        {
          retryAfterMs: UNKNOWN_OUTCOME_LOOK_MS,
          details: { send },
        },
      );
  }
}

function waiting(
  write: Write,
  { amazon, windows }: WriteProtocol,
  sends: Send[],
  because: string,
  attempt: Attempt,
  now: number,
): StepNotDone {
  const last = sends.at(-1);
  const details = detailsOf(sends, { send: last?.number ?? 0, codes: [] });
  if (isLastAttempt(attempt.budgetEndsAt - now)) {
    return new StepNotDone(
      'Unproven',
      `${write.key.operation}: ${because}, and the deadline comes first. Sending again may make it happen twice; waiting may miss the deadline.`,
      { details },
    );
  }
  const since = last?.openedAt ?? now;
  const windowEnd = (last?.lostAt ?? last?.sendableUntil ?? now) + windows.windowMs;
  const firstMs = amazon.firstPollMs(write.key.operation, write.plan, write.deadline);
  const plan = { ...write.plan, firstMs, maxMs: Math.max(write.plan.maxMs, firstMs) };
  const untilPlanned = untilNextLook(plan, since, now);
  const retryAfterMs = windowEnd > now ? Math.min(untilPlanned, windowEnd - now) : untilPlanned;
  const id = last?.transactionIds.at(-1);
  return new StepNotDone(
    'NotReady',
    `${id === undefined ? `Send ${last?.number ?? 0}` : `Transaction ${id}`}: ${because}; attempt ${attempt.number}, next at ${new Date(now + retryAfterMs).toISOString()}.`,
    { retryAfterMs, details },
  );
}

const questions = {
  Unproven: (operation: string, { send }: { send: number }) =>
    `${operation}: no evidence of send ${send} after its proof window.`,
  Rejected: (operation: string, { codes }: { codes: string[] }) =>
    `${operation} was refused: ${codes.join(', ') || 'no code given'}.`,
  Conflict: (operation: string, { send }: { send: number }) =>
    `${operation}: send ${send} said something else, and Amazon may have taken it.`,
};

const detailsOf = (sends: Send[], { send, codes }: { send: number; codes: string[] }): FailureDetails => ({
  send,
  transactionIds: sends.flatMap((each) => each.transactionIds),
  requestIds: sends.flatMap((each) => each.requestIds),
  codes,
});

type Appended = Exclude<LedgerRecord, LedgerIntent>;

const looked = (key: WriteKey, sends: Send[], at: number): Appended => ({
  key,
  send: sends.at(-1)?.number ?? 0,
  at,
  type: 'looked',
});

function recordOf(
  write: Write,
  { send, as }: Extract<Move, { move: 'record' }>,
  transaction: TransactionOutcome | undefined,
  at: number,
): Appended {
  const line = { key: write.key, send, at };
  switch (as) {
    case 'proven-by-transaction':
      return { ...line, type: 'proven', by: 'transaction' };
    case 'proven-by-evidence':
      return { ...line, type: 'proven', by: 'evidence' };
    case 'no-evidence':
      return { ...line, type: 'disproved', by: 'no-evidence', codes: [] };
    case 'failed':
      return {
        ...line,
        type: 'disproved',
        by: 'transaction',
        codes: transaction?.codes ?? [],
        ...(transaction?.errors === undefined ? {} : { errors: transaction.errors }),
        ...(isNamedIn(transaction?.errors ?? '', write.key.businessId) ? { isNamed: true } : {}),
      };
    case 'overruled':
      return {
        ...line,
        type: 'overruled',
        actor: write.overrule?.actor ?? write.actor,
        requestId: write.overrule?.requestId ?? '',
      };
  }
}
