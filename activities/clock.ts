/**
 * The time in epoch milliseconds.
 *
 * One clock is injected into all activities and into the local Amazon, so that tests can skip hours.
 * Workflow code never uses it: there `Date.now()` is Temporal's own.
 */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
