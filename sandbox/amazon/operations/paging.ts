import { createHash } from 'node:crypto';

/** Where a page begins: after the element with this instant and number. */
interface Cursor {
  readonly at: number;
  readonly key: string;
}

/** An element of a list with its place in it. */
export interface Placed<T> {
  /** Epoch ms by which the list is sorted. */
  readonly at: number;
  /** Sorts elements of the same instant; unique. */
  readonly key: string;
  readonly value: T;
}

/** The largest page, and the page when no limit is given. */
export const pageLimit = 100;

/**
 * Cuts one page out of a list.
 *
 * The token names the last element and not its position, so that elements that join or leave the list do not shift the pages. A token
 * belongs to the query that gave it: `undefined` is returned for one of another query or of none.
 */
export function page<T>(
  elements: readonly Placed<T>[],
  query: {
    readonly limit?: number | undefined;
    readonly nextToken?: string | undefined;
    readonly sortOrder?: 'ASC' | 'DESC' | undefined;
  } & Readonly<Record<string, unknown>>,
): { readonly values: T[]; readonly nextToken?: string } | undefined {
  const direction = query.sortOrder === 'DESC' ? -1 : 1;
  const fingerprint = fingerprintOf(query);
  const sorted = [...elements].sort((a, b) => compare(a, b) * direction);
  let rest: Placed<T>[] = sorted;
  if (query.nextToken !== undefined) {
    const cursor = readToken(query.nextToken, fingerprint);
    if (cursor === undefined) return undefined;
    rest = sorted.filter((element) => compare(element, cursor) * direction > 0);
  }
  const cut = rest.slice(0, query.limit ?? pageLimit);
  const last = cut.at(-1);
  return {
    values: cut.map((element) => element.value),
    ...(last !== undefined && rest.length > cut.length ? { nextToken: writeToken(last, fingerprint) } : {}),
  };
}

function compare(a: Cursor, b: Cursor): number {
  return a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function fingerprintOf(query: Readonly<Record<string, unknown>>): string {
  const rest = Object.entries(query).filter(([name]) => name !== 'nextToken' && name !== 'limit');
  return createHash('sha256').update(JSON.stringify(rest.sort())).digest('base64url').slice(0, 8);
}

// Padded to end with `=`, which a client that does not encode its query would lose.
function writeToken({ at, key }: Cursor, fingerprint: string): string {
  const text = [fingerprint, at, key].join(':');
  return Buffer.from(text.padEnd(Math.ceil((text.length + 1) / 3) * 3 - 1)).toString('base64');
}

function readToken(token: string, fingerprint: string): Cursor | undefined {
  const [mark, at, key] = Buffer.from(token, 'base64').toString('utf8').trimEnd().split(':');
  return mark === fingerprint && key !== undefined ? { at: Number(at), key } : undefined;
}
