import type { Clock } from './clock.js';
import { noAnswerReason, signatures } from './notifications/webhook.js';

export interface SignedQuestion {
  /** A secret: it may carry a token in path or query. */
  url: string;
  /** Every question is signed with each of them, as Standard Webhooks 1.0.0 says. */
  keys: readonly Uint8Array[];
  userAgent: string;
  clock: Clock;
  /** What a person looks at when the other side refuses the signature, and when it is not found. */
  settings: { key: string; url: string };
}

/** Far more than an answer; what is longer is not read on. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Puts a question to a system of the shipper's own: a signed POST. Throws for nothing the network or the other side does.
 *
 * @param id `webhook-id`, the same for every repetition, without full stops.
 * @param withinMs deadline of the whole exchange.
 */
export async function askSigned(
  { url, keys, userAgent, clock, settings }: SignedQuestion,
  id: string,
  payload: object,
  withinMs: number,
): Promise<{ body: Uint8Array } | { problem: string }> {
  const body = JSON.stringify(payload);
  const timestamp = String(Math.floor(clock() / 1_000));
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': userAgent,
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signatures(keys, { id, timestamp, body }),
      },
      body,
      // Wherever it leads, nobody has agreed that questions go there.
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.max(1, Math.floor(withinMs))),
    });
    if (!response.ok) {
      // An unread body holds its connection.
      await response.body?.cancel();
      return { problem: refusal(response.status, settings) };
    }
    const answer = await readUpTo(MAX_ANSWER_BYTES, response.body);
    return answer === undefined ? { problem: 'its answer is longer than 64 kB' } : { body: answer };
  } catch (error) {
    return { problem: `no answer (${noAnswerReason(error)})` };
  }
}

/** All of a body, or `undefined` when there is more of it. */
async function readUpTo(maxBytes: number, body: ReadableStream<Uint8Array> | null): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body.
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a status means here, and what mends it; the question is put again by itself. */
function refusal(status: number, { key, url }: SignedQuestion['settings']): string {
  const remedy =
    status === 401 || status === 403
      ? `; check ${key} on both sides`
      : status === 404 || status === 410 || (status >= 300 && status < 400)
        ? `; check ${url}, redirects are not followed`
        : '';
  return `it answers with status ${status}${remedy}`;
}
