import { createExchange, secureUrl } from './exchange.js';
import type { Reply } from './exchange.js';
import type { Operation } from './operations.js';

export type { Reply } from './exchange.js';

/** One call of an operation. */
export interface ApiRequest {
  operation: Operation;
  /** Values of the path's parameters. */
  params?: Record<string, string>;
  /** Query parameters, unencoded: `nextToken` exactly as it was received. */
  query?: Record<string, string>;
  /** Headers of the operation's own. */
  headers?: Record<string, string>;
  /** JSON text. */
  body?: string;
  /** Access token or restricted data token. */
  token: string;
  /** Deadline of the whole request, ms; never above the transport's own. */
  timeoutMs?: number;
  /** Writes only: whether the request may still leave; asked right before it does. Default: yes. */
  mayStillSend?: () => boolean;
}

/** HTTP to Amazon for one account. It never retries, follows no redirect and throws for nothing the network does. */
export interface Transport {
  call(request: ApiRequest): Promise<Reply>;
  /** Asks Login with Amazon for a token, with a form. */
  grant(form: Record<string, string>): Promise<Reply>;
}

export interface TransportOptions {
  /** Base URL of the Selling Partner API. */
  endpoint: string;
  /** Full URL of Login with Amazon's token endpoint. */
  lwaEndpoint: string;
  userAgent: string;
  /** Deadline of a whole request, ms. Too low loses replies of writes, too high keeps a dead call's order waiting. */
  timeoutMs: number;
}

/**
 * HTTP to the Selling Partner API and to Login with Amazon.
 *
 * @throws TypeError when an endpoint is neither `https:` nor `http:` to loopback: tokens would travel in clear.
 */
export function createTransport({ endpoint, lwaEndpoint, userAgent, timeoutMs }: TransportOptions): Transport {
  const base = secureUrl('endpoint', endpoint);
  const lwa = secureUrl('lwaEndpoint', lwaEndpoint);
  const exchange = createExchange({ userAgent });

  return {
    call: ({ operation, params = {}, query = {}, headers, body, token, mayStillSend = always, ...request }) =>
      exchange(resourceUrl(base, operation.path, params, query), {
        method: operation.method,
        headers: {
          ...headers,
          'x-amz-access-token': token,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
        timeoutMs: Math.min(request.timeoutMs ?? timeoutMs, timeoutMs),
        ...(operation.write && { mayStillSend }),
      }),
    grant: (form) =>
      exchange(lwa, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
        body: new URLSearchParams(form).toString(),
        timeoutMs,
      }),
  };
}

const always = (): boolean => true;

function resourceUrl(base: URL, template: string, params: Record<string, string>, query: Record<string, string>): URL {
  const path = template.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const value = params[name] ?? '';
    // Dot segments would be resolved away and reach another resource.
    if (/^\.{0,2}$/.test(value)) throw new TypeError(`Expected \`${name}\` to be a path segment`);
    return encodeURIComponent(value);
  });
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, '')}${path}`;
  url.search = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return url;
}
