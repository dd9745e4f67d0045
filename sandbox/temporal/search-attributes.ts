import type { Connection } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';

/** Name and type of a search attribute; the SDK's `defineSearchAttributeKey` makes one. */
export interface SearchAttribute {
  readonly name: string;
  readonly type: SearchAttributeType;
}

/**
 * Adds the search attributes that a running server does not have yet.
 *
 * Rejects when one exists with another type, or when the server has no slot left for its type.
 */
export async function addMissingSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: readonly SearchAttribute[],
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = wanted.filter(({ name, type }) => {
    const existing = customAttributes[name];
    if (existing !== undefined && existing !== indexedType(type)) {
      throw new Error(`The search attribute ${name} exists on the server with another type than ${type}`);
    }
    return existing === undefined;
  });
  await addSearchAttributes(connection, namespace, missing);
}

/** Adds search attributes to a server that is known to have none of them. */
export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: readonly SearchAttribute[],
): Promise<void> {
  if (wanted.length === 0) return;
  const searchAttributes = Object.fromEntries(wanted.map(({ name, type }) => [name, indexedType(type)]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** What `temporal server start-dev` is given to have them from the start. */
export function searchAttributeFlags(wanted: readonly SearchAttribute[]): string[] {
  return wanted.flatMap(({ name, type }) => ['--search-attribute', `${name}=${cliTypes[type]}`]);
}

const cliTypes: Record<SearchAttributeType, string> = {
  TEXT: 'Text',
  KEYWORD: 'Keyword',
  INT: 'Int',
  DOUBLE: 'Double',
  BOOL: 'Bool',
  DATETIME: 'Datetime',
  KEYWORD_LIST: 'KeywordList',
};

function indexedType(type: SearchAttributeType): number {
  const encoded = encodeSearchAttributeIndexedValueType(type);
  if (encoded === undefined) throw new TypeError(`Unknown search attribute type ${type}`);
  return encoded;
}
