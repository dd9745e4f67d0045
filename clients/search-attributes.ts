import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import type { SearchAttributeType } from '@temporalio/common';
import { searchAttributes } from '../workflows/search-attributes.js';
import { ClientError, grpcCodeOf, grpcStatus } from './errors.js';
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
 * @throws {ClientError} listing every attribute that exists with another type, or that this client may not register;
 *   nothing is registered then.
 */
export async function registerSearchAttributes(
  client: Client,
  wanted: readonly SearchAttribute[] = ours,
): Promise<{ created: string[]; existing: string[] }> {
  const { missing, clashes, mayRegister } = await compare(client, wanted);
  if (clashes.length > 0) {
    throw new ClientError(
      'not-set-up',
      `The namespace has search attributes of these names with another type: ${listOf(clashes)} needed. ` +
        'Use another namespace, or remove them there first (temporal operator search-attribute remove).',
    );
  }
  if (missing.length > 0 && !mayRegister) {
    throw new ClientError(
      'not-set-up',
      `The server does not let this client register search attributes. Create them by its own tools: ${listOf(missing)}.`,
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
  const lacking = [...missing, ...clashes];
  if (lacking.length === 0) return;
  throw new ClientError(
    'not-set-up',
    `The namespace lacks search attributes: ${listOf(lacking)}. Run: fulfillment setup`,
  );
}

interface Comparison {
  missing: SearchAttribute[];
  /** They exist with another type. */
  clashes: SearchAttribute[];
  mayRegister: boolean;
}

async function compare(client: Client, wanted: readonly SearchAttribute[]): Promise<Comparison> {
  const types = await registeredTypes(client);
  if (types === undefined) return { missing: await unusable(client, wanted), clashes: [], mayRegister: false };
  return {
    missing: wanted.filter(({ name }) => types[name] === undefined),
    clashes: wanted.filter(({ name, type }) => types[name] !== undefined && types[name] !== indexedType(type)),
    mayRegister: true,
  };
}

/** `undefined` where clients may not manage search attributes, as on Temporal Cloud. */
async function registeredTypes(client: Client): Promise<Partial<Record<string, number>> | undefined> {
  const { namespace } = client.options;
  try {
    const { customAttributes } = await within(client, CALL_TIMEOUT_MS, () =>
      client.connection.operatorService.listSearchAttributes({ namespace }),
    );
    return customAttributes;
  } catch (error) {
    const code = grpcCodeOf(error);
    if (code !== undefined && closedToClients.includes(code)) return undefined;
    throw error;
  }
}

const closedToClients: readonly number[] = [
  grpcStatus.UNIMPLEMENTED,
  grpcStatus.PERMISSION_DENIED,
  grpcStatus.UNAUTHENTICATED,
];

async function add(client: Client, missing: readonly SearchAttribute[]): Promise<void> {
  const { namespace } = client.options;
  const attributes = Object.fromEntries(missing.map(({ name, type }) => [name, indexedType(type)]));
  try {
    await within(client, CALL_TIMEOUT_MS, () =>
      client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes: attributes }),
    );
  } catch (error) {
    // Somebody else was setting up at the same moment; whether all can be used is seen next.
    if (grpcCodeOf(error) !== grpcStatus.ALREADY_EXISTS) throw error;
  }
}

/** Servers cache what is registered: a start that names a new attribute fails until they have looked again. */
async function untilUsable(client: Client, wanted: readonly SearchAttribute[]): Promise<void> {
  const limit = Date.now() + USABLE_TIMEOUT_MS;
  for (;;) {
    const waitingFor = await unusable(client, wanted);
    if (waitingFor.length === 0) return;
    if (Date.now() > limit) {
      const remedy = 'They are registered; repeat the command in a minute.';
      throw new ClientError(
        'not-set-up',
        `These search attributes cannot be used yet: ${listOf(waitingFor)}. ${remedy}`,
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** The attributes that no visibility query can name. One call when there are none. */
async function unusable(client: Client, wanted: readonly SearchAttribute[]): Promise<SearchAttribute[]> {
  if (await canQuery(client, wanted)) return [];
  const found: SearchAttribute[] = [];
  for (const attribute of wanted) if (!(await canQuery(client, [attribute]))) found.push(attribute);
  return found;
}

async function canQuery(client: Client, wanted: readonly SearchAttribute[]): Promise<boolean> {
  const query = wanted.map(({ name }) => `${queryName(name)} IS NULL`).join(' AND ');
  try {
    await within(client, CALL_TIMEOUT_MS, () => client.workflow.count(query));
    return true;
  } catch (error) {
    if (grpcCodeOf(error) !== grpcStatus.INVALID_ARGUMENT) throw error;
    return false;
  }
}

const listOf = (attributes: readonly SearchAttribute[]): string =>
  attributes.map(({ name, type }) => `${name} (${type})`).join(', ');

function indexedType(type: SearchAttributeType): number {
  const encoded = encodeSearchAttributeIndexedValueType(type);
  if (encoded === undefined) throw new TypeError(`Unknown search attribute type ${type}`);
  return encoded;
}
