import { CallFailed } from './amazon.js';
import type { Submission, SubmitResult, WriteOperation } from './amazon.js';
import { chooseBatch } from './choose-batch.js';
import type { Waiting as WaitingItem } from './choose-batch.js';
import type { MonotonicClock, Schedule } from './limiter.js';

/** How submissions of many orders become one call. */
export interface Batching {
  /** Orders in one call at most. Default: 25; Amazon names no limit. */
  size: number;
  /** How long an order waits for company while quota is scarce, ms. Default: 5 s for labels, 30 s otherwise. */
  windowMs: { labels: number; others: number };
  /** With less than this to its deadline an order goes alone, ms: a failed batch costs it rounds. Default: 90 min. */
  aloneBeforeDeadlineMs: number;
}

export const defaultBatching: Batching = {
  size: 25,
  windowMs: { labels: 5_000, others: 30_000 },
  aloneBeforeDeadlineMs: 90 * 60_000,
};

/** What a batch is for the one who sends it. */
export interface Lead {
  operation: WriteOperation;
  /** The nearest business deadline of those that wait, epoch ms. */
  deadline: number;
  /** Until when the call may wait for its permit, epoch ms of {@link Submission.attemptEndsAt}. */
  attemptEndsAt: number;
}

/**
 * Sends one array call.
 *
 * @param compose Chooses what goes, right before the intents are written: whoever has come in until then goes along.
 * @returns what became of each of the chosen ones, in their order.
 * @throws {CallFailed} when nothing was sent.
 */
export type SendBatch = (
  lead: Lead,
  compose: (limits: { atMost: number }) => Submission[],
) => Promise<readonly SubmitResult[]>;

export interface BatcherOptions {
  send: SendBatch;
  /** Whether the quota of an operation has room for calls of their own; then nobody waits for company. */
  isIdle: (operation: WriteOperation) => boolean;
  batching: Batching;
  /** What a call needs of its attempt, ms: who has less left is not taken along. */
  neededMs: number;
  /** Business time, epoch ms. */
  clock: () => number;
  monotonic: MonotonicClock;
  schedule: Schedule;
  stopping: AbortSignal;
}

export type Batcher = (submission: Submission) => Promise<SubmitResult>;

/** Orders whose steps were given out together come in within this time, ms: they share a call also when quota is idle. */
const TOGETHER_MS = 25;
/** A call that was too large may owe that to one large order: after this larger ones are tried again, ms. */
const SMALLER_FOR_MS = 10 * 60_000;
/** Who waits for company looks this often whether quota has become idle, ms. */
const LOOK_AGAIN_MS = 500;

interface Waiting extends WaitingItem {
  submission: Submission;
  /** Monotonic ms. */
  cameAt: number;
  /** When it has waited for company long enough, monotonic ms. */
  goAt: number;
  settle: (result: SubmitResult) => void;
  fail: (error: unknown) => void;
}

/**
 * Makes array calls of the submissions of many orders, each with its own result.
 *
 * An order waits for company only while quota is scarce, never longer than its window, and not at all near its deadline.
 * The nearest deadlines go first. While one call of an operation waits for its permit no other is begun: what comes in
 * meanwhile goes along, so that calls are the fuller the scarcer quota is.
 */
export function createBatcher(options: BatcherOptions): Batcher {
  const queues = new Map<WriteOperation, Queue>();
  options.stopping.addEventListener('abort', () => {
    for (const queue of queues.values()) queue.dismiss();
  });
  return (submission) => {
    if (options.stopping.aborted) return Promise.reject(stoppingFailure(submission.operation));
    const { operation } = submission;
    const queue = queues.get(operation) ?? new Queue(operation, options);
    queues.set(operation, queue);
    return queue.add(submission);
  };
}

class Queue {
  /** Nearest deadline first. */
  #waiting: Waiting[] = [];
  #callOff: (() => void) | undefined;
  /** A call is waiting for its permit. */
  #isAsking = false;
  /** Amazon found calls of more orders too large; counts until then, monotonic ms. */
  #tooLarge = { orders: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };
  /** No permit before, monotonic ms. */
  #notBefore = 0;

  constructor(
    private readonly operation: WriteOperation,
    private readonly options: BatcherOptions,
  ) {}

  add(submission: Submission): Promise<SubmitResult> {
    return new Promise((settle, fail) => {
      const { deadline } = submission;
      const at = this.#waiting.findIndex((other) => other.submission.deadline > deadline);
      const atMost = this.#limitOf(submission);
      const cameAt = this.options.monotonic();
      const { businessId } = submission.intent.key;
      const entry = {
        submission,
        businessId,
        atMost,
        cameAt,
        goAt: cameAt + this.#patience(submission, atMost),
        settle,
        fail,
      };
      this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, entry);
      this.#plan();
    });
  }

  dismiss(): void {
    this.#callOff?.();
    for (const { fail } of this.#waiting.splice(0)) fail(stoppingFailure(this.operation));
  }

  #sizeLimit(): number {
    const { orders, until } = this.#tooLarge;
    return this.options.monotonic() < until ? orders : Number.POSITIVE_INFINITY;
  }

  #limitOf({ deadline, maxBatch }: Submission): number {
    const { batching, clock } = this.options;
    if (deadline - clock() < batching.aloneBeforeDeadlineMs) return 1;
    return Math.max(1, Math.min(batching.size, maxBatch ?? batching.size));
  }

  /** How long it waits for company, ms. */
  #patience(submission: Submission, atMost: number): number {
    const { batching, neededMs, clock } = this.options;
    if (atMost === 1) return 0;
    const { labels, others } = batching.windowMs;
    const windowMs = this.operation === 'submitShippingLabelRequest' ? labels : others;
    // Half of what the attempt can spare is for the permit.
    const spareMs = (submission.attemptEndsAt - clock() - neededMs) / 2;
    return Math.max(0, Math.min(windowMs, spareMs));
  }

  /** Comes back when the first of those that wait is to go. */
  #plan(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    if (this.#isAsking || this.#waiting.length === 0) return;
    const now = this.options.monotonic();
    const dueInMs = Math.max(this.#dueAt(now), this.#notBefore) - now;
    if (dueInMs <= 0) {
      this.#ask();
      return;
    }
    this.#callOff = this.options.schedule(() => this.#plan(), Math.max(1, Math.ceil(Math.min(dueInMs, LOOK_AGAIN_MS))));
  }

  #dueAt(now: number): number {
    const { batching, isIdle } = this.options;
    if (chooseBatch(this.#waiting, Math.min(batching.size, this.#sizeLimit())).isFull) return now;
    const first = Math.min(...this.#waiting.map(({ goAt }) => goAt));
    if (first <= now || !isIdle(this.operation)) return first;
    return Math.min(first, ...this.#waiting.map(({ cameAt }) => cameAt + TOGETHER_MS));
  }

  #ask(): void {
    this.#dismissLate();
    const [lead] = this.#waiting;
    if (lead === undefined) return;
    this.#isAsking = true;
    let taken: Waiting[] | undefined;
    const goOn = (): void => {
      this.#isAsking = false;
      this.#plan();
    };
    const compose = ({ atMost }: { atMost: number }): Submission[] => {
      taken = this.#take(Math.min(atMost, this.#sizeLimit()));
      // The next call need not wait for this one's answer.
      queueMicrotask(goOn);
      return taken.map(({ submission }) => submission);
    };
    const { deadline, attemptEndsAt } = lead.submission;
    this.options.send({ operation: this.operation, deadline, attemptEndsAt }, compose).then(
      (results) => {
        this.#settle(taken ?? [], results);
      },
      (error: unknown) => {
        if (taken !== undefined) {
          for (const { fail } of taken) fail(error);
          return;
        }
        this.#refuse(lead, error);
        goOn();
      },
    );
  }

  /** Takes out those that go. */
  #take(atMost: number): Waiting[] {
    this.#dismissLate();
    const { taken, staying } = chooseBatch(this.#waiting, Math.min(atMost, this.options.batching.size));
    this.#waiting = staying;
    return taken;
  }

  /** Who has too little left of its attempt comes back with a new one. */
  #dismissLate(): void {
    const { clock, neededMs } = this.options;
    this.#waiting = this.#waiting.filter(({ submission, fail }) => {
      if (submission.attemptEndsAt - clock() >= neededMs) return true;
      fail(tooLate(this.operation));
      return false;
    });
  }

  #settle(taken: readonly Waiting[], results: readonly SubmitResult[]): void {
    const size = taken.length;
    taken.forEach(({ settle }, index) => {
      const result = results[index];
      if (result === undefined) throw new Error('Expected a result for every submission');
      if (result.kind === 'not-sent' && result.refusedBatch?.isTooLarge === true) {
        const orders = Math.min(this.#sizeLimit(), Math.max(1, Math.floor(size / 2)));
        this.#tooLarge = { orders, until: this.options.monotonic() + SMALLER_FOR_MS };
      }
      settle(result);
    });
  }

  /** Nothing was sent. Whoever can wait for the next permit does so here; an outage is everybody's. */
  #refuse(lead: Waiting, error: unknown): void {
    const { clock, neededMs, monotonic } = this.options;
    const kind = error instanceof CallFailed ? error.kind : undefined;
    const waitMs = error instanceof CallFailed ? (error.facts.retryAfterMs ?? 0) : 0;
    const isNobodys = kind === 'Unavailable' || kind === 'NotPermitted';
    const now = monotonic();
    if (kind === 'Throttled') this.#notBefore = Math.max(this.#notBefore, now + waitMs);
    this.#waiting = this.#waiting.filter((entry) => {
      const canWait = kind === 'Throttled' && entry.submission.attemptEndsAt - clock() - neededMs > waitMs;
      const isConcerned = entry === lead || isNobodys || kind === 'Throttled';
      if (!isConcerned || canWait) return true;
      entry.fail(error);
      return false;
    });
  }
}

const tooLate = (operation: string): CallFailed =>
  new CallFailed('Throttled', `${operation} was not sent: too little of the attempt was left.`, {
    retryAfterMs: 1_000,
  });

const stoppingFailure = (operation: string): CallFailed =>
  new CallFailed('Throttled', `The worker is stopping; ${operation} was not sent.`, { retryAfterMs: 1_000 });
