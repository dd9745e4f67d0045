import { createHmac, timingSafeEqual } from 'node:crypto';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Notifications, NotificationsOptions } from '../../../activities/notifications/create-notifications.js';
import { createNotifications } from '../../../activities/notifications/create-notifications.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import type { WireRequest } from '../amazon/http-server.js';

export const startMs = Date.UTC(2026, 0, 5, 9);
export const testKey = Buffer.alloc(32, 7);

/** An item of order `PO{number}`. */
export const noticeOf = (number: number, changes: Partial<Notice> = {}): Notice => ({
  id: `po/acme/PO${number}#acknowledge-1`,
  type: 'attention.raised',
  account: 'acme',
  workflowId: `po/acme/PO${number}`,
  businessId: `PO${number}`,
  warehouse: 'WH01',
  reason: 'Rejected',
  happened: 'Amazon refused what was sent: 03.',
  nextStep: 'Correct what the codes name, then answer retry.',
  attentionId: 'acknowledge-1',
  answers: ['retry', 'done-elsewhere', 'abort'],
  at: new Date(startMs - 60_000 + number).toISOString(),
  dueAt: new Date(startMs + 3_600_000).toISOString(),
  ...changes,
});

export const notices = (count: number, first = 1, changes: Partial<Notice> = {}): Notice[] =>
  Array.from({ length: count }, (_, index) => noticeOf(first + index, changes));

/** One log line. */
export type Line = Record<string, unknown> & { msg: string };

export function logTo(lines: Line[]): Logger {
  return pino({ level: 'debug', base: null }, { write: (text) => void lines.push(JSON.parse(text) as Line) });
}

/** What a receiver finds in a request whose signature it has checked. */
export interface Received {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/**
 * Checks a request as the text of Standard Webhooks 1.0.0 says, sharing nothing with the code under test.
 *
 * @throws when it would be refused.
 */
export function verified({ method, headers, body }: WireRequest, key: Uint8Array, nowMs: number): Received {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': list } = headers;
  if (method !== 'POST' || headers['content-type'] !== 'application/json') throw new Error('No JSON was posted.');
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof list !== 'string')
    throw new Error('No header.');
  if (id.includes('.') || !/^\d+$/.test(timestamp)) throw new Error('A header could move the dots.');
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > 300) throw new Error('Too old, or too new.');
  const mine = createHmac('sha256', key).update(id).update('.').update(timestamp).update('.').update(body).digest();
  const isMine = list.split(' ').some((entry) => {
    const theirs = Buffer.from(/^v1,(.+)$/.exec(entry)?.[1] ?? '', 'base64');
    return theirs.length === mine.length && timingSafeEqual(theirs, mine);
  });
  if (!isMine) throw new Error('The signature is not of this key.');
  return { id, ...(JSON.parse(body) as Omit<Received, 'id'>) };
}

/** A clock that moves from round to round of senders, which read and write real files in between. */
export interface RoundTime {
  now: () => number;
  schedule: NonNullable<NotificationsOptions['schedule']>;
  /** Moves on, running every round that is due at its own time, and waits for its end. */
  advance(ms: number): Promise<void>;
  /** When the next round is due, ms from now. */
  nextIn(): Promise<number>;
}

/** @param senders - How many have been started. */
export function roundTime(senders = 1): RoundTime {
  let now = startMs;
  let timers: { at: number; run: () => void }[] = [];
  let onArmed = (): void => undefined;
  /** Every sender has ended its round and waits for the next. */
  const armed = async (): Promise<void> => {
    while (timers.length < senders) await new Promise<void>((resolve) => (onArmed = resolve));
  };
  return {
    now: () => now,
    schedule: (run, delayMs) => {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      onArmed();
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        await armed();
        const next = Math.min(...timers.map(({ at }) => at));
        if (next > end) break;
        now = Math.max(now, next);
        const due = timers.filter(({ at }) => at <= now);
        timers = timers.filter(({ at }) => at > now);
        for (const { run } of due) run();
      }
      now = end;
    },
    async nextIn() {
      await armed();
      return Math.min(...timers.map(({ at }) => at)) - now;
    },
  };
}

/** Notifications of the account `acme` and others, with the values of these tests. */
export const notificationsOf = (
  options: Pick<NotificationsOptions, 'directory' | 'urls' | 'clock'> & Partial<NotificationsOptions>,
): Notifications =>
  createNotifications({
    keys: [testKey],
    logger: pino({ level: 'silent' }),
    product: { name: 'amazon-fulfillment-worker', version: '1.2.3' },
    ...options,
  });
