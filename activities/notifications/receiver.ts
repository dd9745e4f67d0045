import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Message } from './message.js';
import type { Post } from './webhook.js';
import { noAnswerReason, signedRequest } from './webhook.js';

/**
 * What became of a message.
 *
 * `unknown`: there was no answer, so the receiver may have it. Sending the same message again is right, a message made
 * anew of the same notices is not.
 */
export type DeliveryOutcome = 'delivered' | 'refused' | 'unknown';

/** The URL that notices of one or more accounts go to, and whether it takes any. */
export interface Receiver {
  /** Sends a message once; throws for nothing the network does. */
  deliver(message: Message): Promise<DeliveryOutcome>;
  /** Nothing may be sent before, epoch ms. */
  readyAt(): number;
  /** All that was due has been delivered: an outage, if there was one, is over. */
  caughtUp(): void;
}

export interface ReceiverOptions {
  /** A secret: many receivers have a token in their URL. */
  url: string;
  keys: readonly Uint8Array[];
  userAgent: string;
  post: Post;
  clock: Clock;
  logger: Logger;
}

const firstRetryMs = 5_000;
const longestRetryMs = 5 * 60_000;

/** The pause after so many failures in a row, ms: 5 s, doubled up to 5 min. */
export const retryPauseMs = (failures: number): number =>
  Math.min(firstRetryMs * 2 ** Math.max(failures - 1, 0), longestRetryMs);

/** @throws TypeError when the URL is neither `https:` nor `http:` to loopback: order numbers would travel in clear. */
export function createReceiver({ url, keys, userAgent, post, clock, logger }: ReceiverOptions): Receiver {
  const { host } = secureUrl(url);
  let outage: { since: number; failures: number; lastAt: number } | undefined;

  function readyAt(): number {
    // A clock that was set back must not hold notices up.
    if (!outage || outage.lastAt > clock()) return 0;
    return outage.lastAt + retryPauseMs(outage.failures);
  }

  function failed(startedAt: number, facts: { status?: number; reason?: string }): void {
    // Accounts that share the receiver may have tried at the same time: one failure, not two.
    if (startedAt < readyAt()) return;
    if (!outage) logger.warn({ host, ...facts }, 'notices are not taken; they are kept and tried again');
    const lastAt = clock();
    outage = { since: outage?.since ?? lastAt, failures: (outage?.failures ?? 0) + 1, lastAt };
  }

  return {
    async deliver(message) {
      const startedAt = clock();
      const request = signedRequest({ url, message, keys, userAgent, now: startedAt });
      try {
        const status = await post(request);
        if (status >= 200 && status < 300) return 'delivered';
        failed(startedAt, { status });
        return 'refused';
      } catch (error) {
        failed(startedAt, { reason: noAnswerReason(error) });
        return 'unknown';
      }
    },

    readyAt,

    caughtUp() {
      if (!outage) return;
      logger.info({ host, outageMs: clock() - outage.since }, 'notices are taken again');
      outage = undefined;
    },
  };
}

function secureUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isLoopback = parsed !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname);
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback)) return parsed;
  throw new TypeError(
    `Expected an https: URL for notices (http: to loopback only), got ${parsed === undefined ? 'no URL' : parsed.origin}`,
  );
}
