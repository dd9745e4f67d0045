import type { MonotonicClock } from '../limiter.js';

/**
 * The documents that orders wait for, and what lists of them have shown. Pure: it makes no call.
 *
 * 1. Only what an order waits for is kept, until that order asks; what had to be dropped is read again, alone.
 * 2. A list says that a document is absent only for an order which was known before the list was begun, and whose
 *    absence it continues without a gap.
 */
export interface DocumentBoard<T> {
  /** An order waits. @param absentUntil Amazon had no document until then, epoch ms; one that waits already stays as it is. */
  await(number: string, absentUntil: number): void;
  /** Amazon had no document at this instant, epoch ms: it was read, alone. */
  sawAbsent(number: string, at: number): void;
  forget(number: string): void;
  /** How an order stands, for whoever asks now. What is found is handed over: it is not kept any longer. */
  ask(number: string): Standing<T>;
  /** Whether at least so many orders wait that a list would serve. */
  isAwaitedBy(orders: number): boolean;
  isAwaited(number: string): boolean;
  isFound(number: string): boolean;
  /** Begins to read a list up to an instant, epoch ms. @returns where the list has to begin. */
  begin(until: number): DocumentRound;
  /** @param value Absent when it cannot be understood: it is read alone, which says why. */
  show(number: string, value: T | undefined): void;
  /** The list was read to its end. */
  complete(round: DocumentRound): void;
}

export type Standing<T> =
  | { kind: 'unknown' }
  | { kind: 'found'; value: T }
  /** Amazon has one; it has to be read. */
  | { kind: 'dropped' }
  | {
      kind: 'absent';
      /** Epoch ms. */
      until: number;
      /** Since when it waits, epoch ms. */
      since: number;
      /** Age of the read that said so, ms; absent when nothing was read yet. */
      readAgoMs?: number;
      /** Since the order was asked for last, or since it waits, ms. */
      askedAgoMs: number;
    };

/** A list that is being read. */
export interface DocumentRound {
  readonly number: number;
  /** Passing ms. */
  readonly beganAt: number;
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
}

export interface DocumentBoardOptions<T> {
  /** Passing ms. */
  now: MonotonicClock;
  /** Memory that a document takes, bytes. */
  sizeOf: (value: T) => number;
  /** Of all documents that are kept, bytes. Default: 64 MiB. */
  mostBytes?: number;
}

/**
 * A list goes back no further than this, ms: an order that waits longer without a read is read alone. Twice the longest
 * pause of the usual poll plan.
 */
export const longestGapMs = 10 * 60_000;
/** A list begins this much before the absence that it continues, ms: clocks differ, and documents may appear late. */
const overlapMs = 30_000;
/** An order that nobody asks for any more is forgotten, ms: no poll plan pauses longer. */
const forgottenAfterMs = 15 * 60_000;
/** Orders; those that wait longest are forgotten first. */
const mostOrders = 20_000;
const usualMostBytes = 64 * 1024 * 1024;

interface Entry<T> {
  since: number;
  absentUntil: number;
  /** Passing ms. */
  readAt?: number;
  /** Passing ms. */
  askedAt: number;
  /** Lists up to this number know nothing of it. */
  joinedAfter: number;
  found?: { value: T; bytes: number } | 'dropped';
}

export function createDocumentBoard<T>({
  now,
  sizeOf,
  mostBytes = usualMostBytes,
}: DocumentBoardOptions<T>): DocumentBoard<T> {
  const entries = new Map<string, Entry<T>>();
  /** The numbers whose documents are kept, oldest first. */
  const kept = new Map<string, number>();
  let bytes = 0;
  let rounds = 0;

  const letGo = (number: string): void => {
    bytes -= kept.get(number) ?? 0;
    kept.delete(number);
  };
  const forget = (number: string): void => {
    letGo(number);
    entries.delete(number);
  };
  const add = (number: string, absentUntil: number): Entry<T> => {
    const entry = { since: absentUntil, absentUntil, askedAt: now(), joinedAfter: rounds };
    entries.set(number, entry);
    const oldest = entries.keys().next();
    if (entries.size > mostOrders && !oldest.done) forget(oldest.value);
    return entry;
  };

  return {
    await: (number, absentUntil) => {
      if (!entries.has(number)) add(number, absentUntil);
    },
    sawAbsent: (number, at) => {
      const entry = entries.get(number) ?? add(number, at);
      if (entry.found !== undefined || at < entry.absentUntil) return;
      entry.absentUntil = at;
      entry.readAt = now();
    },
    forget,
    ask: (number) => {
      const entry = entries.get(number);
      if (entry === undefined) return { kind: 'unknown' };
      const { found, since, absentUntil: until, readAt } = entry;
      if (found !== undefined) {
        forget(number);
        return found === 'dropped' ? { kind: 'dropped' } : { kind: 'found', value: found.value };
      }
      const askedAgoMs = now() - entry.askedAt;
      entry.askedAt = now();
      return {
        kind: 'absent',
        until,
        since,
        askedAgoMs,
        ...(readAt !== undefined && { readAgoMs: now() - readAt }),
      };
    },
    isAwaitedBy: (orders) => {
      let count = 0;
      for (const { found } of entries.values()) {
        if (found === undefined) count += 1;
        if (count >= orders) return true;
      }
      return false;
    },
    isAwaited: (number) => {
      const entry = entries.get(number);
      return entry !== undefined && entry.found === undefined;
    },
    isFound: (number) => entries.get(number)?.found !== undefined,
    begin: (until) => {
      for (const [number, { askedAt }] of entries) if (now() - askedAt >= forgottenAfterMs) forget(number);
      const gaps = [...entries.values()]
        .filter(({ found, absentUntil }) => found === undefined && absentUntil >= until - longestGapMs)
        .map(({ absentUntil }) => absentUntil);
      rounds += 1;
      return {
        number: rounds,
        beganAt: now(),
        from: gaps.reduce((least, each) => Math.min(least, each), until) - overlapMs,
        until,
      };
    },
    show: (number, value) => {
      const entry = entries.get(number);
      if (entry === undefined || entry.found !== undefined) return;
      if (value === undefined) {
        entry.found = 'dropped';
        return;
      }
      const size = sizeOf(value);
      entry.found = { value, bytes: size };
      kept.set(number, size);
      bytes += size;
      for (const oldest of kept.keys()) {
        if (bytes <= mostBytes) break;
        letGo(oldest);
        const dropped = entries.get(oldest);
        if (dropped) dropped.found = 'dropped';
      }
    },
    complete: ({ number, beganAt, from, until }) => {
      for (const entry of entries.values()) {
        if (entry.found !== undefined || entry.joinedAfter >= number) continue;
        if (entry.absentUntil < from + overlapMs || entry.absentUntil > until) continue;
        entry.absentUntil = until;
        entry.readAt = beganAt;
      }
    },
  };
}
