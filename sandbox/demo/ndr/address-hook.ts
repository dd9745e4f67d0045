import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the shipper's system knows of an address that was not found. */
export const ADDRESS_NOTES = 'Blue gate behind the temple, second floor';

/** The shipper's own system that knows addresses. */
export interface DemoAddressHook {
  readonly url: string;
  /** Tracking ids that it was asked about, with a good signature. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

/** A question is no older than this, ms. */
const TOLERANCE_MS = 5 * 60_000;
const MAX_BODY_BYTES = 64 * 1024;

/**
 * A small server as a shipper would write it: it checks the signature of every question, and answers with notes.
 *
 * @param key `whsec_<base64>`, as in the product's configuration.
 */
export async function startAddressHook(key: string, now: () => number): Promise<DemoAddressHook> {
  const secret = Buffer.from(key.replace(/^whsec_/, ''), 'base64');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void answerTo(request, secret, now()).then(({ status, trackingId, body }) => {
      if (trackingId !== undefined) asked.push(trackingId);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/address`,
    asked: () => [...asked],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Reply {
  status: number;
  trackingId?: string;
  body: object;
}

async function answerTo(request: IncomingMessage, secret: Uint8Array, now: number): Promise<Reply> {
  try {
    const body = await textOf(request);
    if (!isSigned(request, body, secret, now)) return { status: 401, body: {} };
    const { trackingId } = JSON.parse(body) as { trackingId: string };
    return { status: 200, trackingId, body: { decision: 'reattempt', addressNotes: ADDRESS_NOTES } };
  } catch {
    return { status: 400, body: {} };
  }
}

/** As Standard Webhooks 1.0.0 says: HMAC-SHA256 over id, time and the exact body. */
function isSigned({ headers }: IncomingMessage, body: string, secret: Uint8Array, now: number): boolean {
  const [id, time, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
  if (Math.abs(now - Number(time) * 1_000) > TOLERANCE_MS) return false;
  const wanted = createHmac('sha256', secret)
    .update(`${String(id)}.${String(time)}.${body}`)
    .digest();
  return String(given)
    .split(' ')
    .some((each) => {
      const signature = Buffer.from(each.replace(/^v1,/, ''), 'base64');
      return signature.length === wanted.length && timingSafeEqual(signature, wanted);
    });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new RangeError('The body is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
