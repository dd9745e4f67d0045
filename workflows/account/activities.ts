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

/** What the account does outside; `activities/` implements it. */
export interface AccountActivities {
  /** Lists a page of orders with their details and starts those that are wanted and do not run. */
  sweepPage(input: SweepPageInput): Promise<SweepPageResult>;
  /** Lists a page of numbers, of any status, and starts those that nobody has ever started. */
  gapPage(input: PageInput): Promise<SweepPageResult>;
  /** Lists a page of numbers that Amazon has cancelled and tells those that run. */
  cancellationPage(input: CancellationPageInput): Promise<CancellationPageResult>;
  oldestOpenOrder(input: OldestOpenOrderInput): Promise<OldestOpenOrderResult>;
}
