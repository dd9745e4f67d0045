import type { TemporalCost } from '../temporal-cost.js';
import type { ReportedSend } from './order-sends.js';
import { counted, number } from './text.js';

/** What was found out about a workflow's cost. */
export type FoundCost = { temporal: TemporalCost } | { problem: string };

/** What an order has cost: in Temporal, and of Amazon's quota for calls that write. Reads are shared by everybody. */
export interface ReportedCost {
  /** Of the last run; `null` when it cannot be told. */
  temporal: TemporalCost | null;
  /** Why not; `null` also where Temporal no longer knows the order. */
  temporalProblem: string | null;
  /** `null` when the ledger cannot be read. */
  amazon: {
    /** Calls that wrote something of this order. */
    calls: { operation: string; /** In the same call, this one included. */ orders: number }[];
    /** Its part of them: a call of 25 orders counts as 0.04. */
    share: number;
  } | null;
}

export function reportedCost(found: FoundCost | undefined, sends: readonly ReportedSend[] | null): ReportedCost {
  return {
    temporal: found !== undefined && 'temporal' in found ? found.temporal : null,
    temporalProblem: found !== undefined && 'problem' in found ? found.problem : null,
    amazon: sends === null ? null : callsOf(sends),
  };
}

function callsOf(sends: readonly ReportedSend[]): NonNullable<ReportedCost['amazon']> {
  const calls = sends.filter(hasReachedAmazon).map(({ operation, orders }) => ({ operation, orders }));
  return { calls, share: calls.reduce((sum, { orders }) => sum + 1 / orders, 0) };
}

/** What Amazon has refused with 429, or together with others, has cost a call: it was answered. */
const hasReachedAmazon = ({ status, requestIds }: ReportedSend): boolean =>
  status !== 'dry-run' && (status !== 'not-sent' || requestIds.length > 0);

/** One line, as people read it. */
export function costText({ temporal, temporalProblem, amazon }: ReportedCost): string {
  return [
    ...(temporal === null ? [] : [temporalText(temporal)]),
    ...(temporalProblem === null ? [] : [temporalProblem]),
    ...(amazon === null ? [] : [amazonText(amazon)]),
  ].join('; ');
}

function temporalText(cost: TemporalCost): string {
  const parts = (
    [
      [cost.starts, 'start'],
      [cost.activities, 'activity', 'activities'],
      [cost.retries, 'retry', 'retries'],
      [cost.timers, 'timer'],
      [cost.signals, 'signal'],
      [cost.updates, 'update'],
      [cost.searchAttributes, 'upsert'],
      [cost.children, 'child workflow'],
    ] as const
  ).flatMap(([count, one, many]) => {
    if (count === 0) return [];
    return [many === undefined || count === 1 ? counted(count, one) : `${number(count)} ${many}`];
  });
  const since = cost.isContinued ? ' since it last continued as new' : '';
  return `${counted(cost.actions, 'Temporal action')} (${parts.join(', ')}) and ${counted(cost.events, 'event')}${since}`;
}

function amazonText({ calls, share }: NonNullable<ReportedCost['amazon']>): string {
  if (calls.length === 0) return 'no write to Amazon';
  const writes = calls.map(({ operation, orders }) =>
    orders === 1 ? `${operation} alone` : `${operation} with ${counted(orders - 1, 'other')}`,
  );
  return `${counted(calls.length, 'write')} to Amazon, its share ${share.toFixed(2)} calls (${writes.join(', ')})`;
}
