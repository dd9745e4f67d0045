import { effectLimitMs, latencyMs } from './latency.js';
import { usualLatency } from './options.js';
import type { OperationName, Settings } from './options.js';
import { seededRandom } from './random.js';
import type { WireError } from './replies.js';
import { refuse } from './rules/refusal.js';
import type { RuleRefusal } from './rules/refusal.js';

/** One entry of a submitted array: how it is judged and what it does, both at the instant its transaction is processed. */
export interface SubmittedEntry {
  readonly purchaseOrderNumber: string;
  /** The package it is about; left out when it is about the whole order. */
  readonly trackingNumber?: string;
  judge(at: number): RuleRefusal | undefined;
  apply(processing: { readonly at: number; readonly transactionId: string; readonly labelDelayMs: number }): void;
}

/** What scripted faults do to a transaction. */
export interface ScriptedOutcome {
  /** The entries of these orders fail (of all orders when none is named) with this code. */
  readonly failure?: {
    readonly code: string;
    readonly message: string;
    readonly effect: boolean;
    readonly only?: string;
  };
  /** The status stays `Processing` for ever. */
  readonly neverSuccess?: { readonly effect: boolean };
  /** A label stays unreadable for this long after the outcome. */
  readonly labelDelayMs?: number;
}

/** How a transaction stands. */
export type TransactionState = 'Processing' | 'Success' | 'Failure';

/** A transaction as it can be read back. */
export interface TransactionView {
  readonly transactionId: string;
  readonly operation: OperationName;
  readonly receivedAt: number;
  readonly dueAt: number;
  readonly state: TransactionState;
  readonly errors: readonly WireError[];
  /** What became of each entry: the rule that refused it, whether it took effect. Empty while it is not due. */
  readonly entries: readonly {
    readonly purchaseOrderNumber: string;
    readonly trackingNumber?: string;
    readonly refusedBy?: string;
    readonly applied: boolean;
  }[];
  readonly purchaseOrderNumbers: readonly string[];
}

/** Something a correct client never does, such as a second accepted acknowledgement. */
export interface Violation {
  readonly rule: string;
  readonly purchaseOrderNumber: string;
  readonly operation: OperationName;
  readonly transactionId: string;
  readonly at: number;
}

/** All transactions. Nothing happens by itself: outcomes are worked out when something is asked. */
export interface Transactions {
  /** Opens a transaction and returns its id. */
  open(operation: OperationName, entries: readonly SubmittedEntry[], scripted: ScriptedOutcome): string;
  /** Processes every transaction that is due by now, in the order in which they fell due. */
  settle(): void;
  find(transactionId: string): TransactionView | undefined;
  all(): TransactionView[];
  violations(): readonly Violation[];
  size(): number;
  /** How many are not processed yet. */
  pending(): number;
}

interface Transaction {
  readonly id: string;
  readonly operation: OperationName;
  readonly receivedAt: number;
  readonly dueAt: number;
  readonly entries: readonly SubmittedEntry[];
  readonly scripted: ScriptedOutcome;
  outcome?: { state: TransactionState; errors: WireError[]; entries: TransactionView['entries'] };
}

/** Makes an empty store of transactions. */
export function createTransactions(settings: Settings): Transactions {
  const byId = new Map<string, Transaction>();
  const waiting: Transaction[] = []; // sorted by dueAt, the later opened one last among equals
  const violations: Violation[] = [];

  const process = (transaction: Transaction): void => {
    const { entries, scripted, dueAt: at } = transaction;
    const refusals = judgeAll(entries, scripted, at);
    for (const [i, refusal] of refusals.entries()) {
      const purchaseOrderNumber = entries[i]?.purchaseOrderNumber ?? '';
      if (refusal?.violation === true) {
        const { operation, id: transactionId } = transaction;
        violations.push({ rule: refusal.rule, purchaseOrderNumber, operation, transactionId, at });
      }
    }
    const failed = refusals.some((refusal) => refusal !== undefined);
    const applied = entries.map((entry, i) => {
      const refusal = refusals[i];
      const spared = refusal === undefined && !(failed && settings.batchFailure === 'atomic');
      const despite =
        refusal?.rule === 'scripted' && scripted.failure?.effect === true && entry.judge(at) === undefined;
      const takesEffect = (spared || despite) && scripted.neverSuccess?.effect !== false;
      if (takesEffect) entry.apply({ at, transactionId: transaction.id, labelDelayMs: scripted.labelDelayMs ?? 0 });
      return takesEffect;
    });
    transaction.outcome = {
      state: scripted.neverSuccess !== undefined ? 'Processing' : failed ? 'Failure' : 'Success',
      errors: wireErrors(refusals),
      entries: entries.map((entry, i) => {
        const refusedBy = refusals[i]?.rule;
        return {
          purchaseOrderNumber: entry.purchaseOrderNumber,
          ...(entry.trackingNumber === undefined ? {} : { trackingNumber: entry.trackingNumber }),
          applied: applied[i] ?? false,
          ...(refusedBy === undefined ? {} : { refusedBy }),
        };
      }),
    };
  };

  return {
    open(operation, entries, scripted) {
      const random = seededRandom(settings.seed, 'transaction', byId.size);
      const receivedAt = settings.clock();
      const distribution = settings.latency[operation] ?? settings.latency.default ?? usualLatency;
      const dueAt = receivedAt + Math.min(effectLimitMs, latencyMs(distribution, random.next()));
      const id = transactionId(settings, receivedAt, random.uuid(), random.next());
      const transaction: Transaction = { id, operation, receivedAt, dueAt, entries, scripted };
      byId.set(id, transaction);
      waiting.splice(upperBound(waiting, dueAt), 0, transaction);
      return id;
    },
    settle() {
      const now = settings.clock();
      while (waiting[0] !== undefined && waiting[0].dueAt <= now) {
        const transaction = waiting.shift();
        if (transaction !== undefined) process(transaction);
      }
    },
    find(id) {
      const transaction = byId.get(id);
      return transaction === undefined ? undefined : view(transaction);
    },
    all: () => [...byId.values()].map(view),
    violations: () => violations,
    size: () => byId.size,
    pending: () => waiting.length,
  };
}

function judgeAll(
  entries: readonly SubmittedEntry[],
  scripted: ScriptedOutcome,
  at: number,
): (RuleRefusal | undefined)[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    const { purchaseOrderNumber, trackingNumber } = entry;
    const subject = JSON.stringify([purchaseOrderNumber, trackingNumber]);
    const repeated = seen.has(subject);
    seen.add(subject);
    if (repeated) return refuse(trackingNumber === undefined ? 'order once in a call' : 'package once in a call');
    const { failure } = scripted;
    if (failure !== undefined && (failure.only === undefined || failure.only === purchaseOrderNumber)) {
      return { rule: 'scripted', code: failure.code, message: failure.message, violation: false };
    }
    return entry.judge(at);
  });
}

// A failure does not say which order of the call it is about: equal errors are given once.
function wireErrors(refusals: readonly (RuleRefusal | undefined)[]): WireError[] {
  const errors = new Map<string, WireError>();
  for (const refusal of refusals) {
    if (refusal !== undefined) errors.set(refusal.code, { code: refusal.code, message: refusal.message, details: '' });
  }
  return [...errors.values()];
}

function view(transaction: Transaction): TransactionView {
  const { id, operation, receivedAt, dueAt, entries, outcome } = transaction;
  return {
    transactionId: id,
    operation,
    receivedAt,
    dueAt,
    state: outcome?.state ?? 'Processing',
    errors: outcome?.state === 'Failure' ? outcome.errors : [],
    entries: outcome?.entries ?? [],
    purchaseOrderNumbers: entries.map((entry) => entry.purchaseOrderNumber),
  };
}

function transactionId(settings: Settings, at: number, uuid: string, draw: number): string {
  const time = new Date(at).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const shape = settings.transactionIdShape;
  const timeFirst = shape === 'time-first' || (shape === 'mixed' && draw < 0.5);
  return timeFirst ? `${time}-${uuid}` : `${uuid}-${time}`;
}

function upperBound(sorted: readonly Transaction[], dueAt: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.dueAt ?? Infinity) <= dueAt) low = middle + 1;
    else high = middle;
  }
  return low;
}
