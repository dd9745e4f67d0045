/**
 * How an account's orders are looked for. All durations are milliseconds.
 *
 * It comes with every start of a worker, so that a change of configuration reaches the running account.
 */
export interface AccountPolicy {
  /** Whether orders are looked for at all; incidents and pickups are kept in any case. @default true */
  sweeps: boolean;
  /**
   * From one sweep for new orders to the next. Amazon wants at least one an hour in business hours. Too long: orders
   * that no event has named lose time. Too short: calls for nothing.
   *
   * @default 900000
   */
  sweepIntervalMs: number;
  /**
   * Each window begins this long before what was listed already. Too short: an order that Amazon shows late, or clocks
   * that differ, leave a gap until the next gap sweep. Too long: the same orders are listed again and again.
   *
   * @default 3600000
   */
  overlapMs: number;
  /** Longest window of one listing; Amazon takes 7 days. Longer than `overlapMs`. @default 604800000 */
  sliceMs: number;
  /** Where the first sweep of an account without `goLiveAt` begins, before its first start. @default 86400000 */
  firstLookBackMs: number;
  /** From one look for cancelled orders to the next. @default 900000 */
  cancellationIntervalMs: number;
  gap: {
    /** Hour of the day, UTC, 0 to 23: when the gap sweep runs, once a day. @default 3 */
    hourUtc: number;
    /**
     * How far back what Amazon lists is compared with what runs. Not longer than the retention of the namespace: an
     * order whose history is gone would be taken for one that never ran.
     *
     * @default 604800000
     */
    lookBackMs: number;
  };
  attempts: {
    /** One attempt at a page. @default 45000 */
    startToCloseMs: number;
    /** A page that cannot be had for this long becomes visible; it is tried on. @default 1800000 */
    budgetMs: number;
    /** From there to the next try. @default 300000 */
    againAfterMs: number;
  };
  /** Pages after which the history is left behind at the latest. @default 50 */
  pagesPerRun: number;
}

/** What the configuration says about an account. */
export interface AccountSettings {
  policy: AccountPolicy;
  /** ISO 8601: orders that became available before it are not looked for; events and `adopt` start them all the same. */
  goLiveAt?: string;
}
