import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { NoticeActivities } from '../../workflows/steps/notices.js';
import type { Schedule } from '../amazon/limiter.js';
import type { Product } from '../amazon/user-agent.js';
import type { Clock } from '../clock.js';
import { createDirectoryOutbox } from './directory-outbox.js';
import { createNotify } from './notify.js';
import type { Postbox } from './notify.js';
import { createReceiver } from './receiver.js';
import type { Receiver } from './receiver.js';
import { createSender } from './sender.js';
import type { NotificationCounters, Sender } from './sender.js';
import { createPost } from './webhook.js';
import type { Post } from './webhook.js';

export interface NotificationsOptions {
  /** Where notices wait, on a local disk. The worker processes of one machine share it. */
  directory: string;
  /** Every message is signed with each. */
  keys: readonly Uint8Array[];
  /** By account; accounts without a URL send nothing. Secrets. */
  urls: Readonly<Record<string, string>>;
  logger: Logger;
  clock: Clock;
  /** Goes into the user agent. */
  product: Product;
  /** `onWaiting` gets the sum of all accounts. */
  counters?: NotificationCounters;
  /**
   * How long a notice waits for others of its type and reason, ms. Default: 5 s. Too short: an incident of thousands
   * begins with ten messages before its digest. Too long: everybody hears later.
   */
  gatherMs?: number;
  /** Default: a timer, which keeps no process alive. */
  schedule?: Schedule;
  /** Default: the platform's `fetch`, with a deadline of 10 s. */
  post?: Post;
}

/** Everything between a workflow's notice and the receivers. */
export interface Notifications {
  activities: NoticeActivities;
  /** Begins to send, also what waited when the last process ended. */
  start(): void;
  /** Finishes what is under way. Notices may still be added: they go after the next start. */
  stop(): Promise<void>;
}

const defaultGatherMs = 5_000;
const postTimeoutMs = 10_000;

/**
 * Composes outbox, sender and receiver for every account that has a URL.
 *
 * @throws TypeError when there is a URL without a key, or one that is neither `https:` nor `http:` to loopback.
 */
export function createNotifications({
  directory,
  keys,
  urls,
  logger,
  clock,
  product,
  counters = {},
  gatherMs = defaultGatherMs,
  schedule = timer,
  post = createPost(postTimeoutMs),
}: NotificationsOptions): Notifications {
  const entries = Object.entries(urls);
  if (entries.length > 0 && keys.length === 0) throw new TypeError('Expected a key to sign notices with, got none');
  const userAgent = `${product.name}/${product.version}`;
  const receivers = new Map<string, Receiver>();
  for (const url of Object.values(urls)) {
    if (!receivers.has(url)) receivers.set(url, createReceiver({ url, keys, userAgent, post, clock, logger }));
  }
  const waiting = new Map<string, number>();
  const countersOf = (account: string): NotificationCounters => ({
    ...counters,
    onWaiting: (count) => {
      waiting.set(account, count);
      counters.onWaiting?.([...waiting.values()].reduce((one, other) => one + other, 0));
    },
  });
  const accounts = new Map<string, Postbox & { sender: Sender }>(
    entries.flatMap(([account, url]) => {
      const receiver = receivers.get(url);
      if (!receiver) return [];
      const common = { clock, logger: logger.child({ account }) };
      const outbox = createDirectoryOutbox({ ...common, directory: directoryOf(directory, account) });
      return [
        [
          account,
          {
            outbox,
            sender: createSender({ ...common, outbox, receiver, schedule, counters: countersOf(account), gatherMs }),
          },
        ],
      ];
    }),
  );
  return {
    activities: { notify: createNotify(accounts) },
    start() {
      for (const { sender } of accounts.values()) sender.start();
    },
    async stop() {
      await Promise.all([...accounts.values()].map(({ sender }) => sender.stop()));
    },
  };
}

/** Names of accounts may differ in case only, or be dots. */
const directoryOf = (directory: string, account: string): string =>
  join(
    resolve(directory),
    `${account.toLowerCase().replace(/[^a-z0-9_-]/g, '_')}-${createHash('sha256').update(account).digest('hex').slice(0, 16)}`,
  );

const timer: Schedule = (run, delayMs) => {
  const timeout = setTimeout(run, delayMs);
  timeout.unref();
  return () => clearTimeout(timeout);
};
