import type http from 'node:http';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { createAccessTokens } from '../../../../activities/amazon/access-token.js';
import { createBreaker } from '../../../../activities/amazon/breaker.js';
import type { Breaker } from '../../../../activities/amazon/breaker.js';
import { createCaller } from '../../../../activities/amazon/caller.js';
import { createLimiter } from '../../../../activities/amazon/limiter.js';
import type { Quotas } from '../../../../activities/amazon/limiter.js';
import { createShippingCalls } from '../../../../activities/amazon/shipping/shipping-calls.js';
import type { ShippingCalls } from '../../../../activities/amazon/shipping/shipping-calls.js';
import type { SendOptions } from '../../../../activities/amazon/shipping/send.js';
import { createTransport } from '../../../../activities/amazon/transport.js';
import { startHttpServer } from '../http-server.js';
import type { WireRequest } from '../http-server.js';

/** What the other side does with a request. */
export type Answer = { status: number; body: unknown; headers?: http.OutgoingHttpHeaders } | 'reset';

export interface Desk {
  calls: ShippingCalls;
  breaker: Breaker;
  clock: () => number;
  /** What reached the Selling Partner API; token requests are left out. */
  requests(): WireRequest[];
  /** Access tokens that were asked for. */
  grants(): number;
  log(): string;
  /** Enough time for anything; the intent is noted in `opened`. */
  options(changes?: Partial<SendOptions>): SendOptions;
  opened: { at: number; sendableUntil: number }[];
  skip(ms: number): void;
  close(): Promise<void>;
}

const unpaced = { ratePerSecond: 1_000, burst: 1_000 };
const quotas: Quotas = { getRates: unpaced, purchaseShipment: unpaced, cancelShipment: unpaced, getTracking: unpaced };

/** Shipping calls to a server on loopback; `answers` are given in turn, the last one for ever. */
export async function startDesk(answers: Answer[], { directPurchase = false } = {}): Promise<Desk> {
  let skipped = 0;
  let answered = 0;
  const clock = (): number => Date.now() + skipped;
  const server = await startHttpServer((response, { url }) => {
    if (url === '/auth/o2/token') {
      const grant = { access_token: `Atza|${Math.random()}`, token_type: 'bearer', expires_in: 3600 };
      response.end(JSON.stringify(grant));
      return;
    }
    const answer = answers[Math.min(answered, answers.length - 1)];
    answered += 1;
    if (answer === undefined || answer === 'reset') {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'x-amzn-RequestId': `r-${answered}`, ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  const transport = createTransport({
    endpoint: server.url,
    lwaEndpoint: `${server.url}/auth/o2/token`,
    userAgent: 'worker/1',
    timeoutMs: 2_000,
  });
  const limiter = createLimiter({ stopping: new AbortController().signal, quotas });
  const breaker = createBreaker({ clock, random: () => 0 });
  const lines: string[] = [];
  const logger = pino(
    { level: 'trace' },
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString('utf8'));
        done();
      },
    }),
  );
  const credentials = { clientId: 'id', clientSecret: 'secret', refreshToken: 'Atzr|token' };
  const opened: Desk['opened'] = [];
  const isGrant = ({ url }: WireRequest): boolean => url === '/auth/o2/token';
  return {
    calls: createShippingCalls({
      call: createCaller({ transport, limiter, logger }),
      limiter,
      breaker,
      accessTokens: createAccessTokens({ transport, ...credentials }),
      clock,
      httpTimeoutMs: 2_000,
      directPurchase,
    }),
    breaker,
    clock,
    requests: () => server.requests.filter((request) => !isGrant(request)),
    grants: () => server.requests.filter(isGrant).length,
    log: () => lines.join(''),
    options: (changes = {}) => ({
      shipmentReference: 'S-1',
      deadline: clock() + 600_000,
      attemptEndsAt: clock() + 45_000,
      open: async (times) => {
        opened.push(times);
        return true;
      },
      ...changes,
    }),
    opened,
    skip: (ms) => {
      skipped += ms;
    },
    close: () => server.close(),
  };
}
