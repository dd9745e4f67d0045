/** One page of a listing of orders. */
export interface PageInput {
  account: string;
  /** ISO 8601. */
  createdAfter: string;
  /** ISO 8601. */
  createdBefore: string;
  /** Absent for the first page. */
  nextToken?: string;
}

export interface PageResult {
  /** Absent on the last page. */
  nextToken?: string;
  /** Amazon does not take the token any more: the window has to be listed from its beginning. Nothing was done. */
  isTokenRefused?: true;
  /** Orders on the page. */
  listed: number;
}

/** Which orders of a page are started unless they run: those that are NEW, or those under way elsewhere as well. */
export type Wanted = 'new' | 'all';

export interface SweepPageInput extends PageInput {
  wanted: Wanted;
}

export interface SweepPageResult extends PageResult {
  /** Had no workflow, and have one now. */
  started: number;
  running: number;
  ended: number;
  /** Are listed under a number that no order can have: not letters and digits. */
  skipped: number;
}

export interface CancellationPageInput extends PageInput {
  /** Orders that were told before. */
  told: string[];
}

export interface CancellationPageResult extends PageResult {
  /** Cancelled orders whose workflow runs, those that were told before included. */
  running: string[];
  /** How many of them were told now. */
  signalled: number;
}

export interface OldestOpenOrderInput {
  account: string;
}

export interface OldestOpenOrderResult {
  /** When the oldest open order's workflow was started, epoch ms, to the hour; absent when none is open. */
  startedAt?: number;
}

/** Why calls to an operation are paused. */
export type IncidentCause = 'refusals' | 'unknown-outcomes';

/**
 * What the process that talks to Amazon tells of an operation's breaker. It may be told late, twice, or not at all: the
 * process may be killed.
 */
export interface BreakerSign {
  operation: string;
  /** When the process saw it, epoch ms. */
  at: number;
  /** Absent: Amazon has answered a call, and all go on. */
  paused?: PausedSign;
}

export interface PausedSign {
  cause: IncidentCause;
  /** Amazon's error codes of the last refusal. */
  codes: string[];
  /** Of the last refusal, for Amazon's support. */
  requestId?: string;
  /** Calls that were refused, or whose outcome is unknown, since the sign before. */
  failed: number;
  /** When one order tries again, epoch ms. */
  nextProbeAt: number;
  /** When no further sign comes within this time, ms, nothing is paused any more. */
  quietMs: number;
}

/** An operation that is paused, as the account knows it. */
export interface LetProbeInput {
  account: string;
  operation: string;
  cause: IncidentCause;
  codes: string[];
  /** Epoch ms. */
  since: number;
  requestId?: string;
}

export interface LetProbeResult {
  /** From then on the next call goes through, epoch ms: by the clock that the breaker's signs are told by. */
  at: number;
}

export interface MissedPickupsInput {
  account: string;
  /** ISO 8601: looks that were due until then are done. */
  after: string;
}

export interface MissedPickupsResult {
  /** Of each warehouse at most one; none where nothing was left. */
  missed: MissedPickup[];
  /** ISO 8601: looks that were due until then are done now. */
  until: string;
  /** ISO 8601: when the next look is due; absent when no warehouse of the account has pickups. */
  nextAt?: string;
}

/** Labelled orders that were there 30 min after a pickup. */
export interface MissedPickup {
  warehouse: string;
  /** ISO 8601. */
  pickupAt: string;
  /** The same in the warehouse's time, for people: `Mon 2 Mar 16:00 America/Chicago`. */
  local: string;
  /** How many, at least one. */
  ready: number;
  /** Up to ten of their numbers. */
  orders: string[];
}

/** What the account does outside; `activities/` implements it. */
export interface AccountActivities {
  /** Lists a page of orders with their details and starts those that are wanted and do not run. */
  sweepPage(input: SweepPageInput): Promise<SweepPageResult>;
  /** Lists a page of numbers, of any status, and starts those that nobody has ever started. */
  gapPage(input: PageInput): Promise<SweepPageResult>;
  /** Lists a page of numbers that Amazon has cancelled and tells those that run. */
  cancellationPage(input: CancellationPageInput): Promise<CancellationPageResult>;
  oldestOpenOrder(input: OldestOpenOrderInput): Promise<OldestOpenOrderResult>;
  /** Lets the next call to a paused operation through at once, as a probe. */
  letProbe(input: LetProbeInput): Promise<LetProbeResult>;
  /** Counts what is labelled and has not departed, for each pickup that was 30 min ago and was not looked at. */
  missedPickups(input: MissedPickupsInput): Promise<MissedPickupsResult>;
}
