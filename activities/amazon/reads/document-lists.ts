import { z } from 'zod';
import type { Clock } from '../../clock.js';
import { CallFailed } from '../amazon.js';
import type { DocumentAsk } from '../amazon.js';
import { failureOf } from '../failure.js';
import type { MonotonicClock, Schedule } from '../limiter.js';
import { largestPage } from '../schemas/index.js';
import { createDocumentBoard, longestGapMs } from './document-board.js';
import type { DocumentRound, Standing } from './document-board.js';
import { unexpected } from './read.js';
import type { Read, ReadOperation } from './read.js';

/** Documents of many orders, from lists where several wait, and alone where one does. */
export interface SharedDocuments<T> {
  read(purchaseOrderNumber: string, ask: DocumentAsk): Promise<T | undefined>;
  /** The order will ask: Amazon makes its document from this instant on, epoch ms. */
  expect(purchaseOrderNumber: string, from: number): void;
  /** What lists have shown of the order does not count any more. */
  forget(purchaseOrderNumber: string): void;
}

export interface SharedDocumentsOptions<T> {
  read: Read;
  operation: Extract<ReadOperation, { name: 'getShippingLabels' | 'getPackingSlips' }>;
  /** The list's name in the answer. */
  list: string;
  /** One read of one order; `undefined` while Amazon has none. */
  alone: (purchaseOrderNumber: string, ask: DocumentAsk) => Promise<T | undefined>;
  /** What an element of the list holds; `undefined` when it cannot be understood, or holds nothing. */
  understood: (element: unknown) => T | undefined;
  sizeOf: (value: T) => number;
  clock: Clock;
  /** Passing ms. */
  now: MonotonicClock;
  schedule: Schedule;
  /** Ends waiting for lists. */
  stopping: AbortSignal;
}

/** Fewer orders than these are read alone. */
const fewest = 3;
/**
 * Between the beginnings of two lists, ms. Amazon's own quota for them is 10/s: at 5 orders a second a list every 10 s is
 * two pages, 0.04 calls an order, and adds 10 s to a label at most. Reading takes a tenth of the time at most, so that
 * long lists, and permits that are scarce, make it the 60 s that the design allows.
 */
const pace = { leastMs: 10_000, mostMs: 60_000, shareOfReading: 0.1 };
/** Of the pause between two questions for the same order: who asks often does not wait for the usual pace. */
const shareOfPause = 0.25;
/** Orders that ask at about the same time share a list, ms. */
const gatherMs = 500;
/** An attempt waits for a list no longer than this, ms. */
const longestWaitMs = 10_000;
/** What is left of an attempt for a read of its own, ms. */
const aloneMs = 5_000;
/** Orders that linger at once: more would keep others from their attempts. */
const mostLingering = 500;
/** A page has this long, whoever waits for it, ms. */
const pageMs = 15_000;
/** Lists that fail are left alone, ms. */
const afterFailureMs = 60_000;
/** Of one list; more would not be one that several orders share. */
const mostPages = 50;
/** Amazon takes this long for a document. From then on its absence is evidence, which lists do not give. */
const certainAfterMs = 15 * 60_000;

const page = z.object({
  pagination: z.object({ nextToken: z.string().min(1).exactOptional() }).exactOptional(),
  elements: z.array(z.looseObject({ purchaseOrderNumber: z.string() })).default([]),
});

interface Asker {
  number: string;
  deadline: number;
  /** When it wants the next list to begin, passing ms. */
  at: number;
  settle: (isRead: boolean) => void;
}

/**
 * Reads documents from lists while several orders wait. On any doubt the order is read alone: it is unknown here, a list
 * failed, or would come too late for its attempt, and once its document is overdue.
 */
export function createSharedDocuments<T>(options: SharedDocumentsOptions<T>): SharedDocuments<T> {
  const { clock, now, schedule, stopping, sizeOf } = options;
  const board = createDocumentBoard({ now, sizeOf });
  let askers: Asker[] = [];
  /** Passing ms. */
  let lastBeganAt = Number.NEGATIVE_INFINITY;
  let lastTookMs = 0;
  let restUntil = Number.NEGATIVE_INFINITY;
  let isReading = false;
  let lingering = 0;
  let callOff: (() => void) | undefined;

  const alone = async (number: string, ask: DocumentAsk): Promise<T | undefined> => {
    const at = clock();
    const value = await options.alone(number, ask);
    if (value === undefined) board.sawAbsent(number, at);
    else board.forget(number);
    return value;
  };

  const readingPaceMs = (): number => Math.min(pace.mostMs, lastTookMs / pace.shareOfReading);
  const paceMs = (askedAgoMs: number): number =>
    Math.max(readingPaceMs(), Math.min(pace.leastMs, askedAgoMs * shareOfPause));

  const plan = (): void => {
    callOff?.();
    callOff = undefined;
    if (isReading || askers.length === 0) return;
    const at = Math.max(Math.min(...askers.map((asker) => asker.at)), lastBeganAt + readingPaceMs());
    callOff = schedule(() => void readList(), Math.max(1, Math.ceil(at - now())));
  };
  stopping.addEventListener('abort', () => {
    for (const { settle } of [...askers]) settle(false);
  });

  /** Waits for the next list. @returns whether it was read. */
  const nextList = (number: string, { deadline, attemptEndsAt }: DocumentAsk, everyMs: number): Promise<boolean> => {
    const at = Math.max(now() + Math.min(gatherMs, everyMs), lastBeganAt + everyMs);
    const patienceMs = Math.min(longestWaitMs, attemptEndsAt - clock() - aloneMs);
    if (at - now() > patienceMs || stopping.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const asker: Asker = {
        number,
        deadline,
        at,
        settle: (isRead) => {
          giveUp();
          askers = askers.filter((other) => other !== asker);
          resolve(isRead);
          plan();
        },
      };
      const leftMs = Math.min(longestWaitMs + pageMs, attemptEndsAt - clock() - aloneMs);
      const giveUp = schedule(() => asker.settle(false), Math.max(1, leftMs));
      askers.push(asker);
      plan();
    });
  };

  const readList = async (): Promise<void> => {
    isReading = true;
    const round = board.begin(clock());
    lastBeganAt = round.beganAt;
    const served = [...askers];
    let isRead = false;
    try {
      await readPages(round, served);
      board.complete(round);
      isRead = true;
    } catch (error) {
      // Whoever waits reads alone, and meets whatever is wrong there as well.
      restUntil = now() + restMs(error);
    }
    lastTookMs = now() - round.beganAt;
    isReading = false;
    for (const { settle } of served) settle(isRead);
    plan();
  };

  const readPages = async (round: DocumentRound, served: readonly Asker[]): Promise<void> => {
    const query = {
      createdAfter: new Date(round.from).toISOString(),
      createdBefore: new Date(round.until).toISOString(),
      sortOrder: 'ASC',
      limit: String(largestPage),
    };
    let deadline = Number.POSITIVE_INFINITY;
    let nextToken: string | undefined;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const waiting = askers.filter((asker) => served.includes(asker));
      deadline = waiting.reduce((nearest, asker) => Math.min(nearest, asker.deadline), deadline);
      const { elements, pagination } = await readPage(
        { ...query, ...(nextToken !== undefined && { nextToken }) },
        deadline,
      );
      for (const element of elements) {
        const number = element.purchaseOrderNumber;
        if (board.isAwaited(number)) board.show(number, options.understood(element));
      }
      for (const { number, settle } of waiting) if (board.isFound(number)) settle(true);
      nextToken = pagination?.nextToken;
      if (nextToken === undefined) return;
    }
    throw new CallFailed('Unavailable', `${options.operation.name}: the list has no end.`);
  };

  const readPage = async (query: Record<string, string>, deadline: number): Promise<z.output<typeof page>> => {
    const { operation, list } = options;
    const answer = await options.read(operation, { query }, { deadline, attemptEndsAt: clock() + pageMs });
    if (answer.classification !== 'ok') throw failureOf(answer.classification, operation, answer);
    if (!answer.envelope.readable) throw unexpected(operation, answer, 'unreadable answer');
    const { [list]: elements, pagination } = (answer.envelope.data ?? {}) as Record<string, unknown>;
    const parsed = page.safeParse({
      ...(elements !== undefined && { elements }),
      ...(pagination !== undefined && { pagination }),
    });
    if (!parsed.success) throw unexpected(operation, answer, 'unexpected answer');
    return parsed.data;
  };

  /** Whether what is known of an order is fresh enough for whoever asks now. */
  const isFresh = ({ readAgoMs, askedAgoMs }: Extract<Standing<T>, { kind: 'absent' }>): boolean =>
    readAgoMs !== undefined && readAgoMs < paceMs(askedAgoMs);

  const look = async (number: string, ask: DocumentAsk): Promise<T | undefined> => {
    const before = board.ask(number);
    if (before.kind === 'found') return before.value;
    const since = before.kind === 'absent' ? before.since : ask.requestedAt;
    const absentUntil = before.kind === 'absent' ? before.until : ask.requestedAt;
    const isKnown = absentUntil !== undefined && clock() - absentUntil <= longestGapMs && clock() >= absentUntil;
    const isOverdue = clock() - Math.min(since ?? clock(), ask.requestedAt ?? clock()) > certainAfterMs;
    if (before.kind === 'dropped' || !isKnown || isOverdue) return alone(number, ask);
    board.await(number, absentUntil);
    if (now() < restUntil || !board.isAwaitedBy(fewest)) return alone(number, ask);
    if (before.kind === 'absent' && isFresh(before)) return undefined;
    const askedAgoMs = before.kind === 'absent' ? before.askedAgoMs : clock() - absentUntil;
    const askedAt = now();
    if (!(await nextList(number, ask, paceMs(askedAgoMs)))) return alone(number, ask);
    const after = board.ask(number);
    if (after.kind === 'found') return after.value;
    const isRead = after.kind === 'absent' && now() - (after.readAgoMs ?? Number.POSITIVE_INFINITY) >= askedAt;
    return isRead ? undefined : alone(number, ask);
  };

  const isStopping = (): boolean => stopping.aborted;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        callOff();
        stopping.removeEventListener('abort', end);
        resolve();
      };
      const callOff = schedule(end, ms);
      stopping.addEventListener('abort', end);
    });

  /** Goes on looking: at each list while several orders wait, once more at the end while one does. */
  const linger = async (number: string, ask: DocumentAsk, lingerMs: number): Promise<T | undefined> => {
    const leftMs = Math.min(lingerMs, ask.attemptEndsAt - clock() - 2 * aloneMs);
    const endsAt = now() + leftMs;
    const everyMs = Math.max(readingPaceMs(), Math.min(pace.leastMs, lingerMs * shareOfPause));
    lingering += 1;
    try {
      while (board.isAwaitedBy(fewest) && now() >= restUntil && now() + everyMs <= endsAt && !isStopping()) {
        if (!(await nextList(number, ask, everyMs))) break;
        const after = board.ask(number);
        if (after.kind === 'found') return after.value;
        if (after.kind !== 'absent') return await alone(number, ask);
      }
      const restMs = endsAt - now();
      if (restMs < everyMs || isStopping()) return undefined;
      await pause(restMs);
      return isStopping() ? undefined : await look(number, ask);
    } finally {
      lingering -= 1;
    }
  };

  return {
    read: async (number, ask) => {
      const value = await look(number, ask);
      const { lingerMs = 0 } = ask;
      return value !== undefined || lingerMs <= 0 || lingering >= mostLingering ? value : linger(number, ask, lingerMs);
    },
    expect: (number, from) => {
      board.await(number, from);
    },
    forget: (number) => {
      board.forget(number);
    },
  };
}

/** How long lists are left alone after a failure, ms. */
const restMs = (error: unknown): number =>
  error instanceof CallFailed && error.kind === 'Throttled'
    ? (error.facts.retryAfterMs ?? afterFailureMs)
    : afterFailureMs;
