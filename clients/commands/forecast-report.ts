import type { Backlog, StepName, Waiting } from '../forecast/backlog.js';
import type { DeadlineForecast } from '../forecast/forecast.js';
import type { CallPace } from '../forecast/pace.js';

/** How one account fares. */
export interface AccountForecast {
  account: string;
  orders: number;
  deadlines: readonly DeadlineForecast[];
  backlog: Omit<Backlog, 'jobs'>;
  pace: {
    read: QuotaPace;
    steps: Record<StepName, QuotaPace & { latencyMs: number; isLatencyLearned: boolean }>;
    status: QuotaPace;
  };
  batchSize: number;
}

type QuotaPace = CallPace & { quotaPerSecond: number };

/** Everything that a forecast says: the document of `forecast --json`. Instants are ISO 8601, UTC. */
export interface ForecastReport {
  at: string;
  /** Orders of all accounts that would miss their next deadline. */
  wouldMiss: number;
  accounts: ReportedForecast[];
}

export interface ReportedForecast {
  account: string;
  /** Open ones. */
  orders: number;
  wouldMiss: number;
  deadlines: ReportedDeadlineForecast[];
  /** Where no quota helps. */
  waiting: Record<'answer' | 'warehouse' | 'carrier', ReportedWaiting>;
  /** Orders for which nothing is sent. */
  dryRun: number;
  /** Orders that Amazon is still to be asked for: each counts as a call, and as due at the latest that it can be. */
  unread: number;
  /** Orders in a call at most. */
  batchSize: number;
  /** Calls per second: those that go now, and the quota. */
  quotas: QuotaPace[];
  /** Amazon's own time over a transaction. */
  latencies: { step: StepName; latencyMs: number; isLearned: boolean }[];
}

export type ReportedDeadlineForecast = Omit<DeadlineForecast, 'firstMissed' | 'doneAt'> & {
  firstMissed: string | null;
  /** When the last of them is done. */
  doneAt: string;
};

export type ReportedWaiting = Omit<Waiting, 'nextDeadline'> & { nextDeadline: string | null };

export function forecastReport(forecasts: readonly AccountForecast[], now: number): ForecastReport {
  const accounts = forecasts.map(reported);
  return { at: timestamp(now), wouldMiss: sumOf(accounts), accounts };
}

function reported({ account, orders, deadlines, backlog, pace, batchSize }: AccountForecast): ReportedForecast {
  const { answer, warehouse, carrier, dryRun, unread } = backlog;
  const steps = Object.entries(pace.steps) as [StepName, AccountForecast['pace']['steps'][StepName]][];
  return {
    account,
    orders,
    wouldMiss: sumOf(deadlines),
    deadlines: deadlines.map((row) => ({
      ...row,
      firstMissed: row.firstMissed === null ? null : timestamp(row.firstMissed),
      doneAt: timestamp(row.doneAt),
    })),
    waiting: { answer: waiting(answer), warehouse: waiting(warehouse), carrier: waiting(carrier) },
    dryRun,
    unread,
    batchSize,
    quotas: [pace.read, ...steps.map(([, step]) => step), pace.status].map(
      ({ operation, ratePerSecond, quotaPerSecond }) => ({
        operation,
        ratePerSecond,
        quotaPerSecond,
      }),
    ),
    latencies: steps.map(([step, { latencyMs, isLatencyLearned }]) => ({
      step,
      latencyMs,
      isLearned: isLatencyLearned,
    })),
  };
}

const sumOf = (parts: readonly { wouldMiss: number }[]): number =>
  parts.reduce((sum, { wouldMiss }) => sum + wouldMiss, 0);

const waiting = ({ nextDeadline, ...rest }: Waiting): ReportedWaiting => ({
  ...rest,
  nextDeadline: nextDeadline === null ? null : timestamp(nextDeadline),
});

const timestamp = (ms: number): string => new Date(ms).toISOString();
