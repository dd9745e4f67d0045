import { CallFailed } from './amazon.js';
import type { Learned } from './learned.js';
import type { Operation } from './operations.js';

/** The monotonic time in milliseconds; only differences have a meaning. */
export type MonotonicClock = () => number;

/** Runs something later; returns what calls it off. */
export type Schedule = (run: () => void, delayMs: number) => () => void;

/** What an operation's plan allows. */
export type Plan = Pick<Operation, 'name' | 'ratePerSecond' | 'burst'>;

/** Paces the calls of one account, operation by operation. */
export interface Limiter {
  /**
   * Resolves when the call may go.
   *
   * Among those that wait, the nearest deadline goes first; whoever cannot go within its time is told at once.
   *
   * @throws {CallFailed} `Throttled` with the time at which to ask again, or when the worker is stopping.
   */
  permit(plan: Plan, ask: PermitAsk): Promise<void>;
  /** Learns from an answer. */
  learn(plan: Plan, answer: { status: number; ratePerSecond?: number; retryAfterMs?: number }): void;
  /** When a call that was refused with 429 makes sense again, ms from now. */
  retryAfterMs(plan: Plan): number;
  /** The calls that go now, by plan, header and 429s. */
  ratePerSecond(plan: Plan): number;
}

/** An operation's rate and bucket, by its name, where they differ from the table's. */
export type Quotas = Readonly<Partial<Record<string, Pick<Plan, 'ratePerSecond' | 'burst'>>>>;

export interface PermitAsk {
  /** Business deadline, epoch ms. */
  deadline: number;
  /** How long the caller can wait, ms; at most 2 s. Default: 2 s. */
  maxWaitMs?: number;
}

export interface LimiterOptions {
  /** Ends all waiting. */
  stopping: AbortSignal;
  /** Default: the operations table's plans. */
  quotas?: Quotas;
  /** What an earlier process has learned of rates, and where this one keeps it. Default: nothing, and nowhere. */
  learned?: Learned;
  /** Default: the process's. */
  monotonic?: MonotonicClock;
  /** Default: a timer. */
  schedule?: Schedule;
}

/**
 * Waiting longer than this belongs to the server: a waiting attempt holds a slot. Source: performance notes, 2 s for a
 * local permit against one action per retry.
 */
const longestWaitMs = 2_000;
/**
 * Share of the plan, or of the rate that Amazon's header announces, that is used. The burst that is held back stands
 * jitter; this share fills Amazon's bucket again after anything worse.
 */
const shareOfQuota = 0.98;
/** A header outside this range of the plan is not believed: it was once seen off by thirty. */
const believedHeader = { least: 0.2, most: 10 };
/** Factor on the rate after a 429, at most once a second. */
const decrease = 0.85;
const decreaseEveryMs = 1_000;
/** The least that 429s leave of the rate. */
const leastShare = 0.05;
/** Calls per second that one second of successes gives back. */
const increasePerSecond = 0.05;
/** What an earlier process has learned of a rate holds this long, ms. */
const believedForMs = 24 * 3_600_000;
/** `Retry-After` above this is not believed. */
const longestRetryAfterMs = 60_000;
/** Below this, two instants are the same: sums of fractions of a millisecond. */
const roundingMs = 0.001;
/** Who is refused for longer than this comes back early, ms: see {@link Bucket.appointment}. */
const exactAppointmentMs = 5_000;
/** Share of the time beyond that after which it comes back. */
const shareOfAppointment = 0.5;
/** A stopping worker's calls may go elsewhere after this. */
const stoppingRetryMs = 1_000;

/** A limiter that may know rates from before, but has no burst stored: an earlier process may have used it. */
export function createLimiter({
  stopping,
  quotas = {},
  learned = nothingLearned,
  monotonic = () => performance.now(),
  schedule = timer,
}: LimiterOptions): Limiter {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (plan: Plan): Bucket => {
    const known = buckets.get(plan.name);
    if (known) return known;
    const bucket = new Bucket({ ...plan, ...quotas[plan.name] }, learned, monotonic, schedule);
    buckets.set(plan.name, bucket);
    return bucket;
  };
  stopping.addEventListener('abort', () => {
    for (const bucket of buckets.values()) bucket.dismissAll();
  });

  return {
    permit: async (plan, ask) => {
      if (stopping.aborted) throw stoppingFailure(plan);
      await bucketOf(plan).permit(ask);
    },
    learn: (plan, answer) => {
      bucketOf(plan).learn(answer);
    },
    retryAfterMs: (plan) => Math.max(1_000, bucketOf(plan).appointment()),
    ratePerSecond: (plan) => bucketOf(plan).ratePerSecond,
  };
}

interface Waiter {
  deadline: number;
  until: number;
  go: () => void;
  refuse: (failure: CallFailed) => void;
}

/**
 * Generic cell rate algorithm: calls keep a distance of `interval`; the theoretical arrival time `tat` runs ahead of
 * the clock by at most `tolerance`, which is the burst. The burst is half the plan's bucket (half a second at 10/s with
 * 10), also when the rate was learned: jitter on the way would otherwise make Amazon's bucket overflow. A header tells of
 * a faster rate, and of no larger bucket; at a slower one half a second is enough.
 */
class Bucket {
  /** Theoretical arrival time of the next call. */
  #tat: number;
  /** The rate that plan or header allow, calls per second. */
  #ceiling: number;
  /** What 429s have left of it, (0, 1]. */
  #share: number;
  #lastDecrease = Number.NEGATIVE_INFINITY;
  /** When those who were refused come back, the earliest first. */
  #comingBack: number[] = [];
  /** Nearest deadline first. */
  #waiters: Waiter[] = [];
  #callOff: (() => void) | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly learned: Learned,
    private readonly now: MonotonicClock,
    private readonly schedule: Schedule,
  ) {
    const ceiling = learned.get(`limiter/${plan.name}/ceiling`, believedForMs);
    const isBelieved = ceiling !== undefined && this.#isBelieved(ceiling / shareOfQuota);
    this.#ceiling = isBelieved ? ceiling : plan.ratePerSecond * shareOfQuota;
    const share = learned.get(`limiter/${plan.name}/share`, believedForMs) ?? 1;
    this.#share = Math.min(1, Math.max(leastShare, share));
    this.#tat = this.now() + this.#tolerance;
  }

  permit({ deadline, maxWaitMs = longestWaitMs }: PermitAsk): Promise<void> {
    return new Promise((go, refuse) => {
      const until = this.now() + Math.min(Math.max(0, maxWaitMs), longestWaitMs);
      const at = this.#waiters.findIndex((waiter) => waiter.deadline > deadline);
      this.#waiters.splice(at < 0 ? this.#waiters.length : at, 0, { deadline, until, go, refuse });
      this.#serve();
    });
  }

  learn({
    status,
    ratePerSecond,
    retryAfterMs = 0,
  }: {
    status: number;
    ratePerSecond?: number;
    retryAfterMs?: number;
  }): void {
    const now = this.now();
    const shareBefore = this.#share;
    const toleranceBefore = this.#tolerance;
    if (ratePerSecond !== undefined && this.#isBelieved(ratePerSecond)) {
      this.#ceiling = ratePerSecond * shareOfQuota;
      this.learned.set(`limiter/${this.plan.name}/ceiling`, this.#ceiling);
    }
    // The next call is as free as before.
    this.#tat += this.#tolerance - toleranceBefore;
    if (status === 429) {
      if (now - this.#lastDecrease >= decreaseEveryMs) {
        this.#share = Math.max(leastShare, this.#share * decrease);
        this.#lastDecrease = now;
      }
      // Amazon's bucket is empty, so ours is.
      const pauseMs = Math.min(Math.max(0, retryAfterMs), longestRetryAfterMs);
      this.#tat = Math.max(this.#tat, now + this.#tolerance + Math.max(pauseMs, this.#interval));
    } else if (status >= 200 && status <= 299) {
      const rate = this.#ceiling * this.#share;
      this.#share = Math.min(1, (rate + increasePerSecond / rate) / this.#ceiling);
    }
    if (this.#share !== shareBefore) this.learned.set(`limiter/${this.plan.name}/share`, this.#share);
    this.#serve();
  }

  /**
   * When a refused caller is to come back, ms from now: at the next time that nobody else was promised, where that is
   * near.
   *
   * Where it is far the caller comes earlier, the earlier the more of the plan is missing: a promise cannot be taken
   * back, and when the rate rises those who wait elsewhere would leave the quota unused until then.
   */
  appointment(): number {
    const now = this.now();
    const ahead = this.#comingBack.filter((at) => at > now);
    const afterQueue = this.#waiters.reduce((tat) => this.#next(tat), this.#tat);
    const freeMs = Math.max(0, afterQueue - this.#tolerance - now);
    const turnMs = freeMs + ahead.length * this.#interval;
    const beyondMs = Math.max(0, turnMs - exactAppointmentMs);
    const early = shareOfAppointment * Math.min(1, this.ratePerSecond / this.plan.ratePerSecond);
    // Between two that come back there is never more time than the rate needs.
    const afterLastMs = Math.max(freeMs, (ahead.at(-1) ?? now) - now + this.#interval);
    const inMs = Math.max(1, Math.ceil(Math.min(turnMs - beyondMs + beyondMs * early, afterLastMs)));
    const at = ahead.findLastIndex((other) => other <= now + inMs);
    this.#comingBack = ahead.toSpliced(at + 1, 0, now + inMs);
    return inMs;
  }

  dismissAll(): void {
    this.#callOff?.();
    for (const waiter of this.#waiters.splice(0)) waiter.refuse(stoppingFailure(this.plan));
  }

  get ratePerSecond(): number {
    return this.#ceiling * this.#share;
  }

  get #interval(): number {
    return 1_000 / this.ratePerSecond;
  }

  get #tolerance(): number {
    return (1_000 * this.plan.burst) / 2 / Math.max(this.plan.ratePerSecond, this.ratePerSecond / shareOfQuota);
  }

  #isBelieved(ratePerSecond: number): boolean {
    const ratio = ratePerSecond / this.plan.ratePerSecond;
    return ratio >= believedHeader.least && ratio <= believedHeader.most;
  }

  /** The theoretical arrival time after one more call. */
  #next(tat: number): number {
    return Math.max(this.now(), tat) + this.#interval;
  }

  /** Lets go who may go, refuses who cannot go in time, and comes back for the first of the others. */
  #serve(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    const now = this.now();
    const staying: Waiter[] = [];
    const refused: Waiter[] = [];
    let tat = this.#tat;
    for (const waiter of this.#waiters) {
      const free = tat - this.#tolerance;
      const at = free <= now + roundingMs ? now : free;
      if (at > waiter.until) {
        refused.push(waiter);
        continue;
      }
      tat = Math.max(at, tat) + this.#interval;
      if (at <= now) {
        this.#tat = tat;
        waiter.go();
      } else {
        staying.push(waiter);
      }
    }
    this.#waiters = staying;
    for (const waiter of refused) {
      waiter.refuse(
        new CallFailed('Throttled', `No permit for ${this.plan.name} in time.`, { retryAfterMs: this.appointment() }),
      );
    }
    if (staying.length > 0) {
      this.#callOff = this.schedule(() => this.#serve(), Math.max(1, Math.ceil(this.#tat - this.#tolerance - now)));
    }
  }
}

const nothingLearned: Learned = { get: () => undefined, set: () => undefined };

const stoppingFailure = (plan: Plan): CallFailed =>
  new CallFailed('Throttled', `The worker is stopping; ${plan.name} was not sent.`, { retryAfterMs: stoppingRetryMs });

/** The process's timers. */
export const timer: Schedule = (run, delayMs) => {
  const handle = setTimeout(run, delayMs);
  return () => clearTimeout(handle);
};
