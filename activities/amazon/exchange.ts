import http from 'node:http';
import https from 'node:https';
import got, { RequestError } from 'got';
import { createWriteAgent } from './write-agent.js';
import type { WriteAgentOptions } from './write-agent.js';

/** What became of one HTTP request. */
export type Reply =
  | { kind: 'answered'; status: number; headers: ReplyHeaders; body: Uint8Array }
  /** The connection was never established: nothing reached the other side. */
  | { kind: 'not-sent'; reason: string }
  /** Sent, or possibly sent, and unanswered. */
  | { kind: 'lost'; reason: string };

/** The response headers of interest. */
export interface ReplyHeaders {
  /** `x-amzn-RequestId`, at Amazon Pay `x-amz-pay-request-id`: what Amazon's support asks for. */
  requestId?: string;
  /** `x-amzn-RateLimit-Limit`, calls per second; a hint, often absent. */
  ratePerSecond?: number;
  /** `Retry-After`, ms; undocumented, honoured when present. */
  retryAfterMs?: number;
}

/** One HTTP request. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT';
  headers: Record<string, string>;
  /** Sent byte for byte. */
  body?: string;
  /** Deadline of the whole request, ms. */
  timeoutMs: number;
  /** Writes only: whether the request may still leave; asked right before it does. Absent: a read. */
  mayStillSend?: () => boolean;
}

/** Makes one HTTP request. It never retries, follows no redirect and throws for nothing the network does. */
export type Exchange = (url: URL, request: HttpRequest) => Promise<Reply>;

/**
 * An idle connection goes before Amazon's load balancer closes it (60 s is customary), so that a read seldom meets one
 * that is just being closed.
 */
const idleMs = 20_000;

/**
 * One `got` instance.
 *
 * Reads keep connections alive. Writes do not: a connection that Amazon has just closed would make the outcome of a
 * write unknown for nothing.
 */
export function createExchange({ userAgent }: { userAgent: string }): Exchange {
  const kept = agents({ keepAlive: true, timeout: idleMs });
  const client = got.extend({
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
    responseType: 'buffer',
    headers: { 'user-agent': userAgent, accept: 'application/json' },
  });

  return async (url, request) => {
    const whole = Math.max(1, Math.floor(request.timeoutMs));
    // A third for each step of connecting: a host that cannot be reached is then known to be not sent, not lost.
    const step = Math.max(1, Math.floor(whole / 3));
    let isOver = false;
    const { mayStillSend } = request;
    const agent =
      mayStillSend === undefined
        ? kept
        : agentsOf(url, {
            connectTimeoutMs: step,
            mayStillSend: () => !isOver && mayStillSend(),
          });
    try {
      const response = await client(url, {
        method: request.method,
        headers: request.headers,
        ...(request.body !== undefined && { body: request.body }),
        agent,
        timeout: { lookup: step, connect: step, secureConnect: step, response: whole, request: whole },
      });
      return answered(response.statusCode, response.headers, response.rawBody);
    } catch (error) {
      if (error instanceof RequestError) return unanswered(error, url);
      throw error;
    } finally {
      isOver = true;
    }
  };
}

function agentsOf(url: URL, options: WriteAgentOptions): { http: http.Agent } | { https: https.Agent } {
  return url.protocol === 'https:'
    ? { https: createWriteAgent({ ...options, isSecure: true }) }
    : { http: createWriteAgent({ ...options, isSecure: false }) };
}

const agents = (options: http.AgentOptions): { http: http.Agent; https: https.Agent } => ({
  http: new http.Agent(options),
  https: new https.Agent(options),
});

/**
 * The URL, when what is sent there is safe on its way.
 *
 * @param name - What the URL is called where it is configured.
 * @throws TypeError when it is neither `https:` nor `http:` to loopback: tokens would travel in clear.
 */
export function secureUrl(name: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isLoopback = url !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return url;
  throw new TypeError(
    `Expected \`${name}\` to be an https: URL (http: to loopback only), got ${url?.origin ?? 'no URL'}`,
  );
}

function answered(status: number, headers: http.IncomingHttpHeaders, body: Uint8Array): Reply {
  const requestId = headers['x-amzn-requestid'] ?? headers['x-amz-pay-request-id'];
  const ratePerSecond = Number(headers['x-amzn-ratelimit-limit'] ?? Number.NaN);
  const retryAfterSeconds = Number(headers['retry-after'] ?? Number.NaN);
  return {
    kind: 'answered',
    status,
    headers: {
      ...(typeof requestId === 'string' && { requestId }),
      ...(Number.isFinite(ratePerSecond) && { ratePerSecond }),
      ...(Number.isFinite(retryAfterSeconds) && { retryAfterMs: retryAfterSeconds * 1000 }),
    },
    body,
  };
}

function unanswered(error: RequestError, url: URL): Reply {
  // The head arrived and the body did not: the status alone decides, as with an unreadable body.
  if (error.response !== undefined) {
    return answered(error.response.statusCode, error.response.headers, new Uint8Array());
  }
  const established = url.protocol === 'https:' ? error.timings?.secureConnect : error.timings?.connect;
  // got's message would name host and path; the code says enough.
  const reason = 'event' in error ? `time-out (${String(error.event)})` : error.code;
  // Nothing of a request leaves before its connection is established. Without timings nobody knows: lost.
  return error.timings !== undefined && established === undefined
    ? { kind: 'not-sent', reason }
    : { kind: 'lost', reason };
}
