import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import type { SearchAttributeType } from '@temporalio/common';
import { searchAttributes } from '../workflows/search-attributes.js';
import { ClientError, detailOf, grpcCodeOf, grpcStatus } from './errors.js';
import { within } from './temporal.js';
import { queryName } from './visibility.js';

/** Name and type, as `workflows/search-attributes.ts` defines them. */
export interface SearchAttribute {
  readonly name: string;
  readonly type: SearchAttributeType;
}

const ours: readonly SearchAttribute[] = Object.values(searchAttributes);

const CALL_TIMEOUT_MS = 10_000;
const USABLE_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 200;

/**
 * Registers what the namespace lacks and waits until workflows can use it. Safe to repeat, and at the same time.
 *
 * @throws {ClientError} listing every attribute that exists with another type; nothing is registered then.
 */
export async function registerSearchAttributes(
  client: Client,
  wanted: readonly SearchAttribute[] = ours,
): Promise<{ created: string[]; existing: string[] }> {
  const { missing, clashes } = await compare(client, wanted);
  if (clashes.length > 0) {
    throw new ClientError(
      'not-set-up',
      `The namespace has search attributes of these names with another type: ${clashes.join(', ')}. ` +
        'Use another namespace, or remove them there first (temporal operator search-attribute remove).',
    );
  }
  if (missing.length > 0) await add(client, missing);
  await untilUsable(client, wanted);
  const created = missing.map(({ name }) => name);
  return { created, existing: wanted.map(({ name }) => name).filter((name) => !created.includes(name)) };
}

/** @throws {ClientError} naming `fulfillment setup` when the namespace lacks one of our search attributes. */
export async function requireSearchAttributes(client: Client): Promise<void> {
  const { missing, clashes } = await compare(client, ours);
  if (missing.length + clashes.length === 0) return;
  const names = [...missing.map(({ name, type }) => `${name} (${type})`), ...clashes].join(', ');
  throw new ClientError('not-set-up', `The namespace lacks search attributes: ${names}. Run: fulfillment setup`);
}

async function compare(
  client: Client,
  wanted: readonly SearchAttribute[],
): Promise<{ missing: SearchAttribute[]; clashes: string[] }> {
  const { operatorService } = client.connection;
  const { customAttributes } = await orByHand(wanted, () =>
    within(client, CALL_TIMEOUT_MS, () =>
      operatorService.listSearchAttributes({ namespace: client.options.namespace }),
    ),
  );
  const found = (name: string): number | undefined => customAttributes[name];
  return {
    missing: wanted.filter(({ name }) => found(name) === undefined),
    clashes: wanted
      .filter(({ name, type }) => found(name) !== undefined && found(name) !== indexedType(type))
      .map(({ name, type }) => `${name} (must be ${type})`),
  };
}

async function add(client: Client, missing: readonly SearchAttribute[]): Promise<void> {
  const { operatorService } = client.connection;
  const attributes = Object.fromEntries(missing.map(({ name, type }) => [name, indexedType(type)]));
  try {
    await orByHand(missing, () =>
      within(client, CALL_TIMEOUT_MS, () =>
        operatorService.addSearchAttributes({
          namespace: client.options.namespace,
          searchAttributes: attributes,
        }),
      ),
    );
  } catch (error) {
    // Somebody else was setting up at the same moment; whether all are there is seen next.
    if (grpcCodeOf(error) !== grpcStatus.ALREADY_EXISTS) throw error;
  }
}

/** Servers cache what is registered: a start that names a new attribute fails until they have looked again. */
async function untilUsable(client: Client, wanted: readonly SearchAttribute[]): Promise<void> {
  const query = wanted.map(({ name }) => `${queryName(name)} IS NULL`).join(' AND ');
  const limit = Date.now() + USABLE_TIMEOUT_MS;
  for (;;) {
    try {
      await within(client, CALL_TIMEOUT_MS, () => client.workflow.count(query));
      return;
    } catch (error) {
      if (grpcCodeOf(error) !== grpcStatus.INVALID_ARGUMENT) throw error;
      if (Date.now() > limit) {
        const remedy = 'They are registered; repeat the command in a minute.';
        throw new ClientError('not-set-up', `The search attributes cannot be used yet: ${detailOf(error)}. ${remedy}`);
      }
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** Temporal Cloud and locked-down servers do not let clients register: then the message says what to create. */
async function orByHand<T>(wanted: readonly SearchAttribute[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = grpcCodeOf(error);
    if (code !== grpcStatus.UNIMPLEMENTED && code !== grpcStatus.PERMISSION_DENIED) throw error;
    const names = wanted.map(({ name, type }) => `${name} (${type})`).join(', ');
    throw new ClientError(
      'not-set-up',
      `The server does not let this client manage search attributes. Create these in the namespace yourself: ${names}.`,
    );
  }
}

function indexedType(type: SearchAttributeType): number {
  const encoded = encodeSearchAttributeIndexedValueType(type);
  if (encoded === undefined) throw new TypeError(`Unknown search attribute type ${type}`);
  return encoded;
}
