import type { DeadlineName } from '../../workflows/purchase-order/deadlines.js';
import type { Job, StepName } from './backlog.js';
import { earliestFirst } from './earliest-first.js';
import type { Pace, Sharing } from './pace.js';
import { comingIn, submitted } from './submissions.js';
import type { Transaction } from './submissions.js';

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
 * 2. An order that was not read yet is read first, with a call of its own. That is the most it can take: lists may
 *    answer some.
 * 3. A call takes the nearest deadlines along, up to the size of a batch; an order near its own goes alone.
 * 4. Amazon takes its time over each transaction; then it is asked for, the nearest deadline first, by the one operation
 *    that all transactions share.
 * 5. An order is done when that is answered.
 *
 * Nothing else comes in meanwhile, no batch fails, and only the next deadline of each order counts.
 */
export function forecast(
  jobs: readonly Job[],
  { pace, sharing, now }: { pace: Pace; sharing: Sharing; now: number },
): DeadlineForecast[] {
  const coming = comingIn(jobs, { read: pace.read, now });
  const transactions = steps.flatMap((step) =>
    submitted(
      coming.filter(({ job }) => job.step === step),
      { pace: pace.steps[step], sharing, now },
    ),
  );
  const rows = new Map<DeadlineName, DeadlineForecast>();
  for (const done of answered(transactions, pace.status)) {
    for (const job of done.transaction.jobs) {
      const row = rows.get(job.deadline) ?? emptyRow(job.deadline);
      rows.set(job.deadline, row);
      add(row, job, { done, pace, now });
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

interface Done {
  transaction: Transaction;
  /** In the queue of those that ask for a transaction. */
  waitedMs: number;
  at: number;
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
  { step, dueAt }: Job,
  { done, pace, now }: { done: Done; pace: Pace; now: number },
): void {
  row.orders += 1;
  if (dueAt < now) row.overdue += 1;
  else if (done.at > dueAt) {
    row.wouldMiss += 1;
    row.firstMissed = Math.min(dueAt, row.firstMissed ?? Infinity);
  }
  if (done.at <= row.doneAt) return;
  row.doneAt = done.at;
  row.binds = longestOf(done, pace, pace.steps[step].latencyMs);
}

function longestOf({ transaction, waitedMs }: Done, { read, status }: Pace, latencyMs: number): string | null {
  const waits = [
    { on: null, ms: latencyMs },
    { on: status.operation, ms: waitedMs },
    { on: transaction.operation, ms: transaction.waitedMs },
    { on: read.operation, ms: transaction.readMs },
  ];
  return waits.reduce((longest, wait) => (wait.ms > longest.ms ? wait : longest)).on;
}
