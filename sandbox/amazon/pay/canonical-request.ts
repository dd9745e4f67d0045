import { createHash } from 'node:crypto';
import { header } from '../wire.js';
import type { WireRequest } from '../wire.js';

/** The text that stands for a request when it is signed. Headers that were signed and not sent count as empty. */
export function canonicalRequest(
  { method, path, query, headers, body }: Pick<WireRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>,
  signedHeaders: readonly string[],
): string {
  return [
    method,
    path,
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${header(headers, name) ?? ''}`),
    '',
    signedHeaders.join(';'),
    sha256Hex(body ?? Buffer.alloc(0)),
  ].join('\n');
}

/** The text that is signed. */
export function stringToSign(algorithm: string, canonical: string): string {
  return `${algorithm}\n${sha256Hex(Buffer.from(canonical, 'utf8'))}`;
}

/** A SHA-256 in lower-case hexadecimal digits. */
export function sha256Hex(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function canonicalQuery(query: WireRequest['query']): string {
  return Object.entries(query)
    .flatMap(([name, values]) => [values].flat().map((value) => [name, value] as const))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
