import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Clock } from '../activities/clock.js';
import { PURCHASE_ORDER_WORKFLOW } from '../workflows/purchase-order/messages.js';
import { isEnd, nextStates } from '../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../workflows/purchase-order/state.js';
import { ATTENTION_MEMO, searchAttributes } from '../workflows/search-attributes.js';

/** How the orders of a namespace stand, all accounts together. */
export interface OrderCensus {
  /** Open orders by state; every open state is there. */
  orders: Record<string, number>;
  /** What waits for a person, by reason. */
  items: Record<string, number>;
  /** 0 when nothing waits. */
  oldestItemAgeMs: number;
}

/** An item, as far as visibility shows it. */
interface ListedItem {
  reason: string;
  /** Epoch ms; absent when it is not known. */
  raisedAt?: number;
}

const PAGE_SIZE = 1_000;
const QUERY_TIMEOUT_MS = 10_000;

/**
 * Counts orders and items in visibility; no workflow is asked.
 *
 * @throws when Temporal does not answer, or refuses.
 */
export async function takeCensus(client: Client, clock: Clock): Promise<OrderCensus> {
  const orders: Record<string, number> = {};
  for (const state of openStates) {
    const query = `${isOpenOrder} AND ${name('FulfillmentState')} = '${state}'`;
    const { count } = await within(client, () => client.workflow.count(query));
    orders[state] = count;
  }
  const items = await within(client, () => listItems(client));
  const raised = items.flatMap(({ raisedAt }) => raisedAt ?? []);
  return {
    orders,
    items: countBy(items.map(({ reason }) => reason)),
    oldestItemAgeMs: Math.max(0, ...raised.map((at) => clock() - at)),
  };
}

const openStates = (Object.keys(nextStates) as FulfillmentState[]).filter((state) => !isEnd(state));

/** Quoted, because `References`, for one, is a word of SQL. */
const name = (attribute: keyof typeof searchAttributes): string => `\`${searchAttributes[attribute].name}\``;

const isOpenOrder = `\`WorkflowType\` = '${PURCHASE_ORDER_WORKFLOW}' AND \`ExecutionStatus\` = 'Running'`;

const within = <T>(client: Client, query: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, query);

async function listItems(client: Client): Promise<ListedItem[]> {
  const query = `${name('Attention')} IS NOT NULL AND \`ExecutionStatus\` = 'Running'`;
  const items: ListedItem[] = [];
  for await (const { memo, typedSearchAttributes } of client.workflow.list({ query, pageSize: PAGE_SIZE })) {
    items.push(...itemsOf(memo?.[ATTENTION_MEMO], typedSearchAttributes.get(searchAttributes.Attention)));
  }
  return items;
}

/**
 * The items of one workflow.
 *
 * @param memo `attention` of its memo; what is not in its form counts for nothing.
 * @param attribute Its search attribute: all that is known of a workflow without the memo.
 */
export function itemsOf(memo: unknown, attribute: string | undefined): ListedItem[] {
  if (!Array.isArray(memo)) return attribute === undefined ? [] : [{ reason: attribute }];
  return memo.flatMap((item: unknown): ListedItem[] => {
    if (typeof item !== 'object' || item === null || !('reason' in item) || typeof item.reason !== 'string') return [];
    const raisedAt = 'raisedAt' in item && typeof item.raisedAt === 'string' ? Date.parse(item.raisedAt) : NaN;
    return [{ reason: item.reason, ...(Number.isNaN(raisedAt) ? {} : { raisedAt }) }];
  });
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

export interface RepeatedCensusOptions {
  take: () => Promise<OrderCensus>;
  /** Gets `undefined` as soon as the orders cannot be counted: nothing stale is shown. */
  keep: (census: OrderCensus | undefined) => void;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Ends it: a round under way is finished, no other begins. */
  stopping: AbortSignal;
  /** From the end of a round to the next, ms. @default 60000 */
  everyMs?: number;
  /** Resolves after the time, or at once when the signal says so. Default: a timer. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Takes a census again and again. Resolves when it has been stopped; never rejects. */
export async function repeatCensus({
  take,
  keep,
  logger,
  stopping,
  everyMs = 60_000,
  pause = pauseUnlessStopped,
}: RepeatedCensusOptions): Promise<void> {
  let isFailing = false;
  while (!stopping.aborted) {
    try {
      keep(await take());
      if (isFailing) logger.info('orders are counted again');
      isFailing = false;
    } catch (error) {
      keep(undefined);
      if (!isFailing) logger.warn(whyOf(error), 'orders cannot be counted: their metrics are gone');
      isFailing = true;
    }
    await pause(everyMs, stopping);
  }
}

function whyOf(error: unknown): { error: string; detail?: string; grpcCode?: number } {
  if (!(error instanceof Error)) return { error: typeof error };
  const grpcCode = isGrpcServiceError(error.cause) ? error.cause.code : undefined;
  return { error: error.name, detail: error.message, ...(grpcCode === undefined ? {} : { grpcCode }) };
}

const pauseUnlessStopped = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
