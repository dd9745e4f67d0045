import type { Client } from '@temporalio/client';
import type { Clock } from '../activities/clock.js';
import { ACCOUNT_WORKFLOW } from '../workflows/account/messages.js';
import { processes, processKinds } from '../workflows/processes.js';
import type { ProcessKind } from '../workflows/processes.js';
import { ATTENTION_MEMO, searchAttributes } from '../workflows/search-attributes.js';

/** How everything in a namespace stands, all accounts together. */
export interface Census {
  /** What is open, by kind and state; every kind and every open state is there. */
  open: Record<ProcessKind, Record<string, number>>;
  /** What waits for a person, by kind and reason. */
  items: CountedItems[];
}

/** Whose items there are: an account asks for help when an operation is paused or its sweeps fail. */
export type ItemKind = ProcessKind | 'account';

/** The items of one reason. */
export interface CountedItems {
  kind: ItemKind;
  /** Kind of failure. */
  reason: string;
  count: number;
  /** 0 where it is not known. */
  oldestAgeMs: number;
}

/** An item, as far as visibility shows it. */
interface ListedItem {
  reason: string;
  /** Epoch ms; absent when it is not known. */
  raisedAt?: number;
}

type ItemOfKind = ListedItem & { kind: ItemKind };

const PAGE_SIZE = 1_000;
const QUERY_TIMEOUT_MS = 10_000;

/**
 * Counts what is open and its items in visibility; no workflow is asked.
 *
 * @throws when Temporal does not answer, or refuses.
 */
export async function takeCensus(client: Client, clock: Clock): Promise<Census> {
  const open: Partial<Record<ProcessKind, Record<string, number>>> = {};
  for (const kind of processKinds) open[kind] = await countStates(client, kind);
  const listed = await within(client, () => listItems(client));
  return { open: open as Census['open'], items: countItems(listed, clock()) };
}

async function countStates(client: Client, kind: ProcessKind): Promise<Record<string, number>> {
  const { workflowType, openStates } = processes[kind];
  const states: Record<string, number> = {};
  for (const state of openStates) {
    const query = `\`WorkflowType\` = '${workflowType}' AND ${isOpen} AND ${name('FulfillmentState')} = '${state}'`;
    const { count } = await within(client, () => client.workflow.count(query));
    states[state] = count;
  }
  return states;
}

/** Quoted, because `References`, for one, is a word of SQL. */
const name = (attribute: keyof typeof searchAttributes): string => `\`${searchAttributes[attribute].name}\``;

const isOpen = "`ExecutionStatus` = 'Running'";

const within = <T>(client: Client, query: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, query);

const kindOfType = new Map<string, ItemKind>([
  [ACCOUNT_WORKFLOW, 'account'],
  ...processKinds.map((kind) => [processes[kind].workflowType, kind] as const),
]);

async function listItems(client: Client): Promise<ItemOfKind[]> {
  const query = `${name('Attention')} IS NOT NULL AND ${isOpen}`;
  const items: ItemOfKind[] = [];
  for await (const { type, memo, typedSearchAttributes } of client.workflow.list({ query, pageSize: PAGE_SIZE })) {
    const kind = kindOfType.get(type);
    if (kind === undefined) continue;
    const attribute = typedSearchAttributes.get(searchAttributes.Attention);
    items.push(...itemsOf(memo?.[ATTENTION_MEMO], attribute).map((item) => ({ kind, ...item })));
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

function countItems(listed: readonly ItemOfKind[], now: number): CountedItems[] {
  const counted = new Map<string, CountedItems>();
  for (const { kind, reason, raisedAt = now } of listed) {
    const key = `${kind} ${reason}`;
    const { count, oldestAgeMs } = counted.get(key) ?? { count: 0, oldestAgeMs: 0 };
    counted.set(key, { kind, reason, count: count + 1, oldestAgeMs: Math.max(oldestAgeMs, now - raisedAt) });
  }
  return [...counted.values()];
}
