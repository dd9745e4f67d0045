import type { FailureKind } from '../failures.js';
import type { AuditEntry } from '../steps/audit.js';
import { noIncidents } from './incidents.js';
import type { Incidents } from './incidents.js';
import { firstPickups } from './pickups.js';
import type { Pickups } from './pickups.js';
import type { AccountSettings } from './policy.js';
import { nextHourUtc } from './windows.js';
import type { Window } from './windows.js';

/**
 * What an account does again and again.
 *
 * `sweep` looks for new orders, `cancellations` for orders that Amazon has cancelled, `gap` for orders that have no
 * workflow although they should.
 */
export const jobs = ['sweep', 'cancellations', 'gap'] as const;

export type Job = (typeof jobs)[number];

/** What one run of a job came to. Windows overlap, so an order may be counted more than once. */
export interface Counts {
  pages: number;
  listed: number;
  started: number;
  running: number;
  ended: number;
  /** Numbers that no order can have. */
  skipped: number;
  /** Orders that were told that Amazon has cancelled them. */
  signalled: number;
}

/** A job under way. Instants are epoch ms. */
export interface Round {
  /** The last request of an operator that it answers. */
  ticket: number;
  startedAt: number;
  from: number;
  until: number;
  window: Window;
  nextToken?: string;
  /** How often this window was begun again because Amazon did not take its token. */
  restarts: number;
  counts: Counts;
  /** Cancelled orders that run; of `cancellations` only. */
  cancelled?: string[];
}

/** A job that has come to its end. */
export interface RoundResult extends Pick<Round, 'ticket' | 'startedAt' | 'from' | 'until' | 'counts'> {
  finishedAt: number;
}

/** A job that cannot get on; it is tried again all the same. */
export interface Trouble {
  kind: FailureKind;
  message: string;
  /** Epoch ms. */
  since: number;
  /** The last request of an operator that met it. */
  ticket: number;
  isTold: boolean;
}

/** Orders that were started long after they became available. */
export interface LateStart {
  /** Not before this instant, epoch ms. */
  createdAfter: number;
  /** Epoch ms. */
  startedAt: number;
}

/** Who stopped the sweeps. */
export interface Pause {
  actor: string;
  /** ISO 8601. */
  at: string;
  reason?: string;
}

/** An account as its workflow knows it: plain JSON, bounded. Answer of the `view` query. Instants are epoch ms. */
export interface AccountState {
  account: string;
  settings: AccountSettings;
  /** What became available before it is not looked for. */
  from: number;
  /** Everything that became available before it was listed, and what of it was wanted was started. */
  cursor: number;
  pause?: Pause;
  /** When each job is due. */
  nextAt: Record<Job, number>;
  /** Requests of operators, counted. */
  asked: Record<Job, number>;
  rounds: Partial<Record<Job, Round>>;
  last: Partial<Record<Job, RoundResult>>;
  troubles: Partial<Record<Job, Trouble>>;
  lateStarts: LateStart[];
  /** Orders that were told that Amazon has cancelled them, and still run. */
  told: string[];
  incidents: Incidents;
  pickups: Pickups;
  /** The newest entries. */
  audit: AuditEntry[];
}

/** An account that was never swept before. */
export function initialState(account: string, settings: AccountSettings, now: number): AccountState {
  const { policy, goLiveAt } = settings;
  const from = goLiveAt === undefined ? now - policy.firstLookBackMs : Date.parse(goLiveAt);
  return {
    account,
    settings,
    from,
    cursor: from,
    nextAt: { sweep: now, cancellations: now, gap: nextHourUtc(policy.gap.hourUtc, now) },
    asked: { sweep: 0, cancellations: 0, gap: 0 },
    rounds: {},
    last: {},
    troubles: {},
    lateStarts: [],
    told: [],
    incidents: noIncidents,
    pickups: firstPickups(now),
    audit: [],
  };
}

/** The job that is due first, and when; `undefined` while the account is paused, or orders are not looked for. */
export function nextJob(state: AccountState): { job: Job; at: number } | undefined {
  if (state.pause !== undefined || !state.settings.policy.sweeps) return undefined;
  return jobs
    .map((job) => ({ job, at: state.nextAt[job] }))
    .reduce((first, next) => (next.at < first.at ? next : first));
}
