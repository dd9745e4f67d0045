import { createHash } from 'node:crypto';
import type { Notice, NoticeType } from '../../workflows/steps/notices.js';
import type { Delivery, Waiting } from './plan.js';

/** What one POST carries. */
export interface Message {
  /** `webhook-id`: the same whenever the same is sent again. */
  id: string;
  type: NoticeType | DigestType;
  /** ISO 8601: when the notice came up, or when the digest was made. */
  timestamp: string;
  data: NoticeData | DigestData;
}

/** Of items and their reminders, of deadlines, of incidents, of pickups. */
export type DigestType = (typeof digestTypes)[keyof typeof digestTypes];

const digestTypes = {
  'attention.raised': 'attention.digest',
  'attention.reminder': 'attention.digest',
  'deadline.warning': 'deadline.digest',
  'deadline.breach': 'deadline.digest',
  'incident.opened': 'incident.digest',
  'incident.closed': 'incident.digest',
  'pickup.missed': 'pickup.digest',
} as const satisfies Record<NoticeType, string>;

export interface NoticeData extends Notice {
  /** What to type. */
  command: string;
}

/** Many notices of one type and reason. */
export interface DigestData {
  account: string;
  /** Of each notice in it. */
  noticeType: NoticeType;
  reason: string;
  count: number;
  /** When the first of them came up, ISO 8601. */
  oldestAt: string;
  /** The nearest business deadline among them, ISO 8601. */
  earliestDueAt?: string;
  /** Most notices first, at most twenty. Notices that name no warehouse are not in it. */
  warehouses: { warehouse: string; count: number }[];
  /** Of the notice with the nearest deadline. */
  nextStep: string;
  /** Up to ten purchase order numbers, nearest deadline first. */
  examples: string[];
  /** What to type to see them all. */
  command: string;
}

const warehousesShown = 20;
const examplesShown = 10;

/** @param now - Epoch ms. */
export function toMessage({ notices }: Delivery, now: number): Message {
  const [first, ...others] = notices;
  if (first === undefined) throw new RangeError('Expected at least one notice, got none');
  return others.length === 0 ? singleOf(first) : digestOf([first, ...others], now);
}

function singleOf({ key, notice }: Waiting): Message {
  const data = { ...notice, command: commandFor(notice) };
  return { id: `notice-${key}`, type: notice.type, timestamp: notice.at, data };
}

function digestOf(waiting: readonly [Waiting, ...Waiting[]], now: number): Message {
  const byUrgency = waiting.map(({ notice }) => notice).sort((a, b) => instant(a.dueAt) - instant(b.dueAt));
  const { account, type, reason } = waiting[0].notice;
  const [mostUrgent = waiting[0].notice] = byUrgency;
  const oldest = byUrgency.reduce((one, other) => (instant(other.at) < instant(one.at) ? other : one));
  const data: DigestData = {
    account,
    noticeType: type,
    reason,
    count: waiting.length,
    oldestAt: oldest.at,
    ...(mostUrgent.dueAt !== undefined && { earliestDueAt: mostUrgent.dueAt }),
    warehouses: warehousesOf(byUrgency),
    nextStep: mostUrgent.nextStep,
    examples: [...new Set(byUrgency.map(({ businessId }) => businessId))].slice(0, examplesShown),
    command: commandForAll({ account, type, reason }),
  };
  return {
    id: `digest-${digestKey(waiting)}`,
    type: digestTypes[type],
    timestamp: new Date(now).toISOString(),
    data,
  };
}

function commandFor({ type, account, businessId, warehouse, attentionId, answers = [] }: Notice): string {
  const of = `--account ${account}`;
  switch (digestTypes[type]) {
    case 'incident.digest':
      return `fulfillment incidents list ${of}`;
    case 'pickup.digest':
      return `fulfillment orders list --state READY_TO_SHIP --warehouse ${warehouse} ${of}`;
    default:
      if (attentionId !== undefined) {
        return `fulfillment attention resolve ${businessId} ${answers.join('|')} ${of} --item ${attentionId}`;
      }
      // What is about the account as a whole has its name.
      return businessId === account
        ? `fulfillment account show ${account}`
        : `fulfillment orders show ${businessId} ${of}`;
  }
}

function commandForAll({ account, type, reason }: Pick<Notice, 'account' | 'type' | 'reason'>): string {
  const of = `--account ${account}`;
  switch (digestTypes[type]) {
    case 'attention.digest':
      return `fulfillment attention list --reason ${reason} ${of}`;
    case 'incident.digest':
      return `fulfillment incidents list ${of}`;
    case 'pickup.digest':
      return `fulfillment orders list --state READY_TO_SHIP ${of}`;
    case 'deadline.digest':
      return `fulfillment orders list ${of}`;
  }
}

function warehousesOf(notices: readonly Notice[]): { warehouse: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { warehouse } of notices) {
    if (warehouse !== undefined) counts.set(warehouse, (counts.get(warehouse) ?? 0) + 1);
  }
  return [...counts]
    .map(([warehouse, count]) => ({ warehouse, count }))
    .sort((a, b) => b.count - a.count || (a.warehouse < b.warehouse ? -1 : 1))
    .slice(0, warehousesShown);
}

/** The same for the same notices, whatever their order. */
const digestKey = (waiting: readonly Waiting[]): string =>
  createHash('sha256')
    .update(
      waiting
        .map(({ key }) => key)
        .sort()
        .join('\n'),
    )
    .digest('hex')
    .slice(0, 32);

/** Epoch ms. Without an instant that can be read: after all that have one. */
function instant(iso = ''): number {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? Number.MAX_SAFE_INTEGER : ms;
}
