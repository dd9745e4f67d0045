import type { DeadlineName } from '../../workflows/purchase-order/deadlines.js';
import type { Job, StepName } from './backlog.js';
import { earliestFirst } from './earliest-first.js';

/** How fast Amazon takes what is submitted. */
export interface Pace {
  steps: Record<
    StepName,
    CallPace & { /** From the submission until it is known to have worked, ms. */ latencyMs: number }
  >;
  /** Every transaction is asked for there, whatever it is about. */
  status: CallPace & { pollsPerTransaction: number };
}

/** Calls of one operation. */
export interface CallPace {
  /** Amazon's name of it. */
  operation: string;
  ratePerSecond: number;
}

/** How orders share calls; see the policy's `batching`. */
export interface Sharing {
  size: number;
  /** With less than this to its deadline an order has a call of its own, ms. */
  aloneBeforeDeadlineMs: number;
}

/** How the orders with one kind of deadline fare. */
export interface DeadlineForecast {
  deadline: DeadlineName;
  orders: number;
  /** Their deadline is past already; they are done first. */
  overdue: number;
  /** The others that would be done after their deadline. */
  wouldMiss: number;
  /** The earliest deadline among those, epoch ms. */
  firstMissed: number | null;
  /** When the last of all is done, epoch ms. */
  doneAt: number;
  /** The operation that the last of them waits for longest; `null`: Amazon's own time is longer than any queue. */
  binds: string | null;
}

/**
 * Plays the backlog through, the earliest deadline first.
 *
 * 1. Each operation makes one call after the other, at its rate, and begins with an empty bucket.
 * 2. A call takes the nearest deadlines along, up to the size of a batch; an order near its own goes alone.
 * 3. Amazon takes its time over each transaction; then it is asked for, the nearest deadline first, by the one operation
 *    that all transactions share.
 * 4. An order is done when that is answered.
 *
 * Nothing else comes in meanwhile, no batch fails, and only the next deadline of each order counts.
 */
export function forecast(
  jobs: readonly Job[],
  { pace, sharing, now }: { pace: Pace; sharing: Sharing; now: number },
): DeadlineForecast[] {
  const transactions = steps.flatMap((step) =>
    submitted(
      jobs.filter((job) => job.step === step),
      { pace: pace.steps[step], sharing, now },
    ),
  );
  const rows = new Map<DeadlineName, DeadlineForecast>();
  for (const done of answered(transactions, pace.status)) {
    for (const job of done.transaction.jobs) {
      const row = rows.get(job.deadline) ?? emptyRow(job.deadline);
      rows.set(job.deadline, row);
      add(row, job, { done, latencyMs: pace.steps[job.step].latencyMs, status: pace.status, now });
    }
  }
  return deadlines.flatMap((deadline) => rows.get(deadline) ?? []);
}

const steps: readonly StepName[] = ['acknowledgement', 'label', 'confirmation'];

/** In the order of an order's life. */
const deadlines: readonly DeadlineName[] = [
  'acknowledge',
  'evidence of the acknowledgement',
  'ship',
  'evidence of the label',
  'confirm',
  'evidence of the confirmation',
];

/** A call that has gone out. Epoch ms. */
interface Transaction {
  operation: string;
  jobs: readonly Job[];
  dueAt: number;
  /** After the queue for its operation. */
  waitedMs: number;
  readyAt: number;
}

interface Done {
  transaction: Transaction;
  /** In the queue of those that ask for a transaction. */
  waitedMs: number;
  at: number;
}

/** The calls of one operation, in their order. */
function submitted(
  jobs: readonly Job[],
  { pace, sharing, now }: { pace: Pace['steps'][StepName]; sharing: Sharing; now: number },
): Transaction[] {
  const byDueAt = (a: Job, b: Job): number => (a.dueAt === b.dueAt ? 0 : a.dueAt - b.dueAt);
  const sorted = jobs.toSorted(byDueAt);
  const transactions: Transaction[] = [];
  for (let from = 0; from < sorted.length;) {
    const waitedMs = ((transactions.length + 1) * 1_000) / pace.ratePerSecond;
    const at = now + waitedMs;
    const goesAlone = ({ dueAt, alwaysShares }: Job): boolean =>
      !alwaysShares && dueAt - at < sharing.aloneBeforeDeadlineMs;
    const taken = takenBy(sorted, from, { size: sharing.size, goesAlone });
    const [lead] = taken;
    from += taken.length;
    transactions.push({
      operation: pace.operation,
      jobs: taken,
      dueAt: lead?.dueAt ?? Infinity,
      waitedMs,
      readyAt: at + pace.latencyMs,
    });
  }
  return transactions;
}

function takenBy(
  sorted: readonly Job[],
  from: number,
  { size, goesAlone }: { size: number; goesAlone: (job: Job) => boolean },
): readonly Job[] {
  const most = sorted.slice(from, from + size);
  const alone = most.findIndex(goesAlone);
  return alone < 0 ? most : most.slice(0, Math.max(1, alone));
}

/** Asks for each transaction as often as it takes on the average, one after the other. */
function answered(transactions: readonly Transaction[], status: Pace['status']): Done[] {
  const eachMs = (1_000 * status.pollsPerTransaction) / status.ratePerSecond;
  const coming = transactions.toSorted((a, b) => a.readyAt - b.readyAt);
  const ready = earliestFirst(({ dueAt }: Transaction) => dueAt);
  const done: Done[] = [];
  let at = 0;
  for (let next = 0; done.length < coming.length;) {
    for (let one = coming[next]; one !== undefined && one.readyAt <= at; one = coming[next]) {
      ready.add(one);
      next += 1;
    }
    const transaction = ready.take();
    if (transaction === undefined) {
      // Nobody is ready yet.
      at = coming[next]?.readyAt ?? at;
      continue;
    }
    const waitedMs = at - transaction.readyAt;
    at += eachMs;
    done.push({ transaction, waitedMs, at });
  }
  return done;
}

const emptyRow = (deadline: DeadlineName): DeadlineForecast => ({
  deadline,
  orders: 0,
  overdue: 0,
  wouldMiss: 0,
  firstMissed: null,
  doneAt: 0,
  binds: null,
});

function add(
  row: DeadlineForecast,
  { dueAt }: Job,
  { done, latencyMs, status, now }: { done: Done; latencyMs: number; status: CallPace; now: number },
): void {
  row.orders += 1;
  if (dueAt < now) row.overdue += 1;
  else if (done.at > dueAt) {
    row.wouldMiss += 1;
    row.firstMissed = Math.min(dueAt, row.firstMissed ?? Infinity);
  }
  if (done.at <= row.doneAt) return;
  row.doneAt = done.at;
  const { transaction, waitedMs } = done;
  const longestMs = Math.max(latencyMs, transaction.waitedMs, waitedMs);
  row.binds = longestMs === latencyMs ? null : longestMs === waitedMs ? status.operation : transaction.operation;
}
