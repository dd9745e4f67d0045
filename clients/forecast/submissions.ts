import type { Job } from './backlog.js';
import { earliestFirst } from './earliest-first.js';
import type { CallPace, Sharing } from './pace.js';

/** An order, and the instant from which on it is known, epoch ms. */
export interface Coming {
  job: Job;
  at: number;
}

/** A call that has gone out. Epoch ms. */
export interface Transaction {
  operation: string;
  jobs: readonly Job[];
  dueAt: number;
  /** Until the last of its orders was read. */
  readMs: number;
  /** After that, in the queue for its operation. */
  waitedMs: number;
  readyAt: number;
}

/** In the order of their coming: those that were not read yet one after the other, the nearest deadline first. */
export function comingIn(jobs: readonly Job[], { read, now }: { read: CallPace; now: number }): Coming[] {
  const byDueAt = (a: Job, b: Job): number => (a.dueAt === b.dueAt ? 0 : a.dueAt - b.dueAt);
  const unread = jobs.filter(({ isUnread }) => isUnread).toSorted(byDueAt);
  return [
    ...jobs.filter(({ isUnread }) => !isUnread).map((job) => ({ job, at: now })),
    ...unread.map((job, index) => ({ job, at: now + ((index + 1) * 1_000) / read.ratePerSecond })),
  ];
}

/** The calls of one operation, in their order. */
export function submitted(
  coming: readonly Coming[],
  { pace, sharing, now }: { pace: CallPace & { latencyMs: number }; sharing: Sharing; now: number },
): Transaction[] {
  const line = lineOf(coming);
  const transactions: Transaction[] = [];
  for (let at = now; ;) {
    const call = nextCall(line, { from: at + 1_000 / pace.ratePerSecond, sharing });
    if (call === undefined) return transactions;
    at = call.at;
    const readAt = call.taken.reduce((last, one) => Math.max(last, one.at), now);
    transactions.push({
      operation: pace.operation,
      jobs: call.taken.map(({ job }) => job),
      dueAt: call.taken.reduce((first, { job }) => Math.min(first, job.dueAt), Infinity),
      readMs: readAt - now,
      waitedMs: at - readAt,
      readyAt: at + pace.latencyMs,
    });
  }
}

/** Who waits for a call. */
interface Line {
  /** The nearest deadline of those that have come by then. */
  take(by: number): Coming | undefined;
  putBack(one: Coming): void;
  /** When the next one comes, after the last `take`. */
  nextAt(): number | undefined;
}

function lineOf(coming: readonly Coming[]): Line {
  const ready = earliestFirst(({ job }: Coming) => job.dueAt);
  let next = 0;
  return {
    take: (by) => {
      for (let one = coming[next]; one !== undefined && one.at <= by; one = coming[next]) {
        ready.add(one);
        next += 1;
      }
      return ready.take();
    },
    putBack: (one) => {
      ready.add(one);
    },
    nextAt: () => coming[next]?.at,
  };
}

/** Fills the next call; `undefined` when nobody is left. @param from It can go from then on, epoch ms. */
function nextCall(
  line: Line,
  { from, sharing }: { from: number; sharing: Sharing },
): { at: number; taken: Coming[] } | undefined {
  const taken: Coming[] = [];
  let at = from;
  let until = from + sharing.windowMs;
  for (;;) {
    const one = line.take(at);
    if (one === undefined) {
      // There is room for who comes soon. Who comes later than that leaves the quota idle, and nobody waits.
      const nextAt = line.nextAt();
      if (nextAt === undefined || (taken.length > 0 && nextAt > until)) break;
      if (taken.length === 0) until = nextAt + sharing.windowMs;
      at = nextAt;
      continue;
    }
    const goesAlone = !one.job.alwaysShares && one.job.dueAt - at < sharing.aloneBeforeDeadlineMs;
    if (goesAlone && taken.length > 0) {
      line.putBack(one);
      break;
    }
    taken.push(one);
    if (goesAlone || taken.length >= sharing.size) break;
  }
  return taken.length === 0 ? undefined : { at, taken };
}
