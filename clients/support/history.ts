import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { optionalTsToDate, optionalTsToMs } from '@temporalio/common/lib/time.js';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { purchaseOrderWorkflowId } from '../../workflows/purchase-order/messages.js';
import type { OrderName } from '../purchase-orders.js';
import { within } from '../temporal.js';

const READ_TIMEOUT_MS = 60_000;

/**
 * The history of an order's last run as plain data, its payloads decoded: for reading, not for replay.
 *
 * @returns `undefined` when Temporal no longer has it.
 */
export async function readHistory(
  client: Client,
  { account, purchaseOrderNumber }: OrderName,
): Promise<unknown[] | undefined> {
  try {
    const handle = client.workflow.getHandle(purchaseOrderWorkflowId(account, purchaseOrderNumber));
    const { events } = await within(client, READ_TIMEOUT_MS, () => handle.fetchHistory());
    return await Promise.all((events ?? []).map((event) => plain(client, 'event', event)));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Without what is empty: the server's messages have a place for everything. */
async function plain(client: Client, name: string, value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((entry) => plain(client, name, entry)));
  if (value instanceof Uint8Array) return undefined;
  if (isPayload(value)) return decoded(client, value);
  if (isLong(value)) return value.toNumber();
  if (isTimeOrSpan(value)) {
    return name.endsWith('Time') ? optionalTsToDate(value)?.toISOString() : `${optionalTsToMs(value) ?? 0} ms`;
  }
  const entries = await Promise.all(
    Object.entries(value).map(
      async ([key, inner]) => [key, named(inner) ?? (await plain(client, key, inner))] as const,
    ),
  );
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined && inner !== null));
}

async function decoded(client: Client, payload: Payload): Promise<unknown> {
  try {
    const [value] = await decodeArrayFromPayloads(client.options.loadedDataConverter, [payload]);
    return value;
  } catch {
    return '[not readable here]';
  }
}

type Payload = Parameters<typeof decodeArrayFromPayloads>[1] extends (infer P)[] | null | undefined ? P : never;

const isPayload = (value: object): value is Payload => 'metadata' in value && 'data' in value;

const isTimeOrSpan = (value: object): value is object & Parameters<typeof optionalTsToDate>[0] =>
  'seconds' in value && Object.keys(value).every((key) => key === 'seconds' || key === 'nanos');

/** A 64-bit number of the protocol. */
const isLong = (value: object): value is { toNumber: () => number } => 'low' in value && 'toNumber' in value;

/** `{ name }` of a type or a queue is its name. */
function named(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value)) return undefined;
  const others = Object.keys(value).filter((key) => key !== 'name' && key !== 'kind' && key !== 'normalName');
  return others.length === 0 && typeof value.name === 'string' ? value.name : undefined;
}
