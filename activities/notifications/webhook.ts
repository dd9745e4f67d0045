import { createHmac } from 'node:crypto';
import type { Message } from './message.js';

/** One signed POST. */
export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  /** JSON text, exactly as it is signed. */
  body: string;
}

/** Sends a request once and resolves with the status of the answer. Rejects when there is none. Follows no redirect. */
export type Post = (request: WebhookRequest) => Promise<number>;

export interface SignedRequestInput {
  url: string;
  message: Message;
  /** Each gives one signature, so that a key can be replaced without a gap. */
  keys: readonly Uint8Array[];
  userAgent: string;
  /** Of this attempt, epoch ms. */
  now: number;
}

/** The POST of a message, signed as Standard Webhooks 1.0.0 says. Source: https://www.standardwebhooks.com */
export function signedRequest({ url, message, keys, userAgent, now }: SignedRequestInput): WebhookRequest {
  const { id, ...payload } = message;
  const body = JSON.stringify(payload);
  const timestamp = String(Math.floor(now / 1000));
  return {
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': userAgent,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures(keys, { id, timestamp, body }),
    },
    body,
  };
}

/** The value of `webhook-signature`: `v1,<base64>` for each key, separated by spaces. */
export const signatures = (
  keys: readonly Uint8Array[],
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
): string =>
  keys.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`).join(' ');

/** @param timeoutMs - Deadline of the whole request. */
export const createPost =
  (timeoutMs: number): Post =>
  async ({ url, headers, body }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Nothing in it concerns us, and an unread body holds its connection.
    await response.body?.cancel();
    return response.status;
  };

/** A name for why there was no answer. Never the error's own text: it may quote the URL. */
export function noAnswerReason(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'timeout';
  return typeof cause?.code === 'string' ? cause.code : 'no-connection';
}
