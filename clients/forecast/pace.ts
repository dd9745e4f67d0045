import type { StepName } from './backlog.js';

/** How fast Amazon takes what is submitted. */
export interface Pace {
  /** An order that was not read yet is asked for there, alone. */
  read: CallPace;
  steps: Record<
    StepName,
    CallPace & { /** From the submission until it is known to have worked, ms. */ latencyMs: number }
  >;
  /** Every transaction is asked for there, whatever it is about. */
  status: CallPace & { pollsPerTransaction: number };
}

/** Calls of one operation. */
export interface CallPace {
  /** Amazon's name of it. */
  operation: string;
  ratePerSecond: number;
}

/** How orders share calls; see the policy's `batching`. */
export interface Sharing {
  size: number;
  /** With less than this to its deadline an order has a call of its own, ms. */
  aloneBeforeDeadlineMs: number;
  /** How long a call that has room waits for orders which are still to be read, ms. */
  windowMs: number;
}
