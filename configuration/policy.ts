import type { z } from 'zod';

import type { Weight } from '../workflows/purchase-order/order.js';
import type {
  AcknowledgementPolicy,
  AttemptPolicy,
  DeadlinePolicy,
  PurchaseOrderPolicy,
} from '../workflows/purchase-order/policy.js';
import type { DeliveryNotificationPolicy } from '../workflows/delivery-notification/policy.js';
import type { AccountPolicy } from '../workflows/account/policy.js';
import type { ShipmentPolicy, ShipmentWindows } from '../workflows/shipment/policy.js';
import { policySchema } from './policy-schema.js';
import type { Quota, QuotaOperation } from './quotas.js';
import type { Source } from './source.js';

/** POLICY_FILE with all defaults filled in. All durations are milliseconds. */
export interface Policy {
  acknowledgement: AcknowledgementPolicy;
  inventoryHook: InventoryHookPolicy;
  /**
   * Defaults: acknowledge 24 h, evidence 30 min, confirm 4 h, label 90 days; warnings 20 h after the order date (five
   * sixths of `acknowledgeMs`), 15 min after a write's step began (half of `evidenceMs`), 4 h before the ship-by
   * instant, 30 min after the departure, 7 days before a label ends (7 of 90 parts of `labelMs`). A warning that is
   * derived follows its deadline. A person is asked about a paper that is 1 h late, and about a parcel on the vendor's
   * own carrier without a scan for 24 h, later without a report for 72 h.
   *
   * Deadlines are Amazon's: longer ones hide what Amazon counts as late. Too early a warning comes for orders that
   * need nobody, too late a one leaves no time to act.
   */
  deadlines: DeadlinePolicy;
  proof: ProofPolicy;
  batching: BatchingPolicy;
  labels: {
    /**
     * How long before the shift of an order's ship day its label is requested, never before that day begins. Too short:
     * people wait for labels, for which Amazon may take 30 min. Too long: nothing but more time for an order to change.
     *
     * @default 3600000
     */
    leadMs: number;
  };
  /** `paper`: packing slips and customer's invoices, which nothing waits for but the parcel. */
  polling: { transaction: PollPlan; label: StayingPlan; paper: PollPlan };
  breaker: BreakerPolicy;
  attempts: AttemptPolicy & {
    /**
     * Deadline of one HTTP exchange with Amazon. Too short: answers are lost, and each lost answer of a write costs its
     * proof window. Too long: `startToCloseMs` has to grow with it.
     *
     * @default 15000
     */
    httpTimeoutMs: number;
  };
  sweep: SweepPolicy;
  worker: WorkerPolicy;
  speaker: SpeakerPolicy;
  /** Replaces Amazon's published rate of an operation, where an account has another one. */
  quotas: Partial<Record<QuotaOperation, Quota>>;
  amazonPay: AmazonPayPolicy;
  shipments: ShipmentsPolicy;
  confirmation: {
    /** Declared for a container whose weight nobody gave. Default: 1 LB in North America, 1 KG elsewhere. */
    defaultWeight?: Weight;
  };
}

/** How the vendor's own system is asked about an order, where `acknowledgement` says `hook`. */
export interface InventoryHookPolicy {
  /**
   * Deadline of one question, at most what its attempt has left. Too short: answers are thrown away. Too long: orders
   * that wait for a dead system take up the worker's slots.
   *
   * @default 5000
   */
  timeoutMs: number;
  /** Pauses between the questions about one order while there is no answer. Defaults: 5 s, doubled up to 5 min. */
  retry: PollPlan;
}

/** How submissions of many orders become one call, while Amazon's quota is scarce. */
export interface BatchingPolicy {
  /**
   * Orders in one call at most. Larger ones save calls; one bad order among them costs all of them more rounds.
   *
   * @default 25
   */
  size: number;
  /**
   * How long an order waits for company, at most what its attempt can spare. Longer: fuller calls and later labels.
   * Defaults: 5 s for label requests, 30 s for everything else; 0 waits for nobody.
   */
  windowMs: { labels: number; others: number };
  /**
   * With less than this left to its deadline an order goes in a call of its own, at once.
   *
   * @default 5400000
   */
  aloneBeforeDeadlineMs: number;
}

/** How buyers are told of deliveries by Amazon Pay. */
export interface AmazonPayPolicy {
  /**
   * Amazon Pay's `carrierCode` by `carrierId`, for carriers that are not in the built-in table, such as Amazon Shipping;
   * these come first. What was sent under a wrong code cannot be corrected. Default: none.
   */
  carrierCodes: Record<string, string>;
  /**
   * How long a notice is tried before a person is asked. Too short: an outage of Amazon Pay makes questions. Too long:
   * the parcel is delivered before anybody knows that its buyer was not told.
   *
   * @default 86400000
   */
  giveUpAfterMs: number;
  /** Pauses between the repetitions of a notice whose outcome is unknown. Defaults: 2 s, doubled up to 5 min. */
  retry: PollPlan;
}

/**
 * How parcels are bought. Defaults: the cheapest rate without limits, nothing worse in place of an expired one, PNG
 * before PDF before ZPL; see {@link ShipmentWindows} for the times.
 */
export interface ShipmentsPolicy extends Pick<ShipmentPolicy, 'rates' | 'priceGuard' | 'documents'>, ShipmentWindows {
  /** Buys labels of Direct Fulfillment shipments directly. Amazon has paused the operation. @default false */
  directPurchase: boolean;
}

/** How long it takes until silence counts as "it had no effect". */
export interface ProofPolicy {
  /**
   * Counted from the last instant at which the write could have left. Too short: something that Amazon is still
   * processing is sent again. Too long: orders wait for nothing. Source: Amazon asks to wait 30 min before a support
   * case.
   *
   * @default 1800000
   */
  windowMs: number;
  /** From then on a transaction that is still `Processing` is compared with the order itself. @default windowMs / 2 */
  evidenceAfterMs: number;
  /** Transactions that may fail with `INTERNAL_SERVER_ERROR` before a person is asked. @default 3 */
  maxFailures: number;
}

/** When a paused operation is tried again. */
export interface BreakerPolicy {
  /**
   * One order probes in this time; the others come back within three times as long. Too short: refused calls use up
   * quota. Too long: all wait although the cause is mended.
   *
   * @default a sixth of `proof.windowMs`: 5 min
   */
  probeEveryMs: number;
}

/** When Amazon is asked again. The defaults are the guide's: 1 min at first, 5 min at most; papers 15 min at most. */
export interface PollPlan {
  /** @default 60000 */
  firstMs: number;
  /** Each wait is this many times the one before. @default 1.5 */
  factor: number;
  /** @default 300000; 900000 for papers */
  maxMs: number;
}

/** A plan whose looks last. */
export interface StayingPlan extends PollPlan {
  /**
   * A look goes on for so long, ms, as far as its attempt allows; pauses count from its begin. Short: more attempts, each
   * of them billed. 0: it is one look.
   *
   * @default 36000
   */
  stayMs: number;
}

/** How an account's orders are looked for, besides events; see {@link AccountPolicy}. */
export interface SweepPolicy {
  /** Whether orders are looked for; else only events and `orders adopt` bring orders. @default true */
  enabled: boolean;
  /** @default 900000 */
  intervalMs: number;
  /** Less than 7 days, the longest window. @default 3600000 */
  overlapMs: number;
  /** Of an account without `goLiveAt`, at its first start. @default 86400000 */
  firstLookBackMs: number;
  /** @default 900000 */
  cancellationIntervalMs: number;
  /** Hour of the daily gap sweep, UTC, 0 to 23. @default 3 */
  gapHourUtc: number;
  /** At most the retention of the namespace, whatever is configured. @default 604800000 */
  gapLookBackMs: number;
}

export interface WorkerPolicy {
  /**
   * How long Temporal waits for the worker that has a workflow in its cache before any other may take over. Too short:
   * busy workers lose their cache. Too long: orders of a killed worker answer late.
   *
   * @default 10000
   */
  stickyTimeoutMs: number;
  /**
   * How long a stopping worker lets calls finish; longer than `attempts.httpTimeoutMs`. Too short: calls are cut off
   * and have to be proven. Too long: the platform kills the process first.
   *
   * @default 25000
   */
  shutdownGraceMs: number;
  /**
   * Attempts of one account that run or wait at once, in the process that speaks for it. Too few: orders that wait for
   * the quota keep urgent ones from being seen. Each that waits takes some 60 KB.
   *
   * @default 5000
   */
  maxConcurrentActivities: number;
  /**
   * Workflows kept in memory, some 130 KB each: 0, or at least 2. One that is not kept is rebuilt from its history, some
   * 40 events, when its next task comes.
   *
   * @default 2000
   */
  maxCachedWorkflows: number;
}

/** Of several worker processes one speaks to Amazon for an account, and the others stand by. */
export interface SpeakerPolicy {
  /**
   * Silence after which another process takes over, 1 s to 60 s. Too short: a busy machine loses its turn, and each
   * heartbeat is an action. Too long: orders wait when the process that speaks is killed.
   *
   * @default 10000
   */
  heartbeatTimeoutMs: number;
}

/** Without POLICY_FILE the policy is all defaults. */
export function readPolicy(source: Source): Policy {
  return withDerivedValues(source.file('POLICY_FILE', policySchema) ?? policySchema.parse({}));
}

/** The part of the policy that goes into the input of a purchase order's workflow. */
export function toPurchaseOrderPolicy({ acknowledgement, deadlines, attempts }: Policy): PurchaseOrderPolicy {
  const { startToCloseMs, minimumBudgetMs } = attempts;
  return { acknowledgement, deadlines, attempts: { startToCloseMs, minimumBudgetMs } };
}

/** The part of the policy that goes into the input of a delivery notice's workflow. */
export const toDeliveryNotificationPolicy = ({ amazonPay, attempts }: Policy): DeliveryNotificationPolicy => ({
  startToCloseMs: attempts.startToCloseMs,
  giveUpAfterMs: amazonPay.giveUpAfterMs,
});

/** The part of the policy that goes into the input of a shipment's workflow. */
export function toShipmentPolicy({ shipments, attempts }: Policy): ShipmentPolicy {
  const { rates, priceGuard, documents, rateBudgetMs, rateLifetimeMs, maxNewRates, refundMs, handOverMs } = shipments;
  const { startToCloseMs, minimumBudgetMs } = attempts;
  return {
    rates,
    priceGuard,
    documents,
    windows: { rateBudgetMs, rateLifetimeMs, maxNewRates, refundMs, handOverMs },
    attempts: { startToCloseMs, minimumBudgetMs },
  };
}

/** Longest window of a list; source: Amazon's model. */
const LONGEST_WINDOW_MS = 604_800_000;
const AGAIN_AFTER_MS = 300_000;
/** Every task replays its run's history (decision 5): some hundred events. */
const PAGES_PER_RUN = 50;

/**
 * The part of the policy that goes to the workflow of an account.
 *
 * @param retentionMs of the namespace: what ended longer ago cannot be told from what never ran.
 */
export function toAccountPolicy({ sweep, attempts }: Policy, retentionMs = Infinity): AccountPolicy {
  return {
    sweeps: sweep.enabled,
    sweepIntervalMs: sweep.intervalMs,
    overlapMs: sweep.overlapMs,
    sliceMs: LONGEST_WINDOW_MS,
    firstLookBackMs: sweep.firstLookBackMs,
    cancellationIntervalMs: sweep.cancellationIntervalMs,
    gap: { hourUtc: sweep.gapHourUtc, lookBackMs: Math.min(sweep.gapLookBackMs, retentionMs) },
    attempts: {
      startToCloseMs: attempts.startToCloseMs,
      budgetMs: attempts.minimumBudgetMs,
      againAfterMs: AGAIN_AFTER_MS,
    },
    pagesPerRun: PAGES_PER_RUN,
  };
}

function withDerivedValues({
  acknowledgement,
  inventoryHook,
  deadlines,
  proof,
  breaker,
  ...policy
}: z.output<typeof policySchema>): Policy {
  const { acknowledgeMs, evidenceMs, labelMs } = deadlines;
  const { giveUpAfterMs = Math.floor((acknowledgeMs * 5) / 6), ...hook } = inventoryHook;
  return {
    ...policy,
    acknowledgement: { ...acknowledgement, hookGiveUpMs: giveUpAfterMs },
    inventoryHook: hook,
    deadlines: {
      ...deadlines,
      acknowledgeWarningMs: deadlines.acknowledgeWarningMs ?? Math.floor((acknowledgeMs * 5) / 6),
      evidenceWarningMs: deadlines.evidenceWarningMs ?? Math.floor(evidenceMs / 2),
      labelWarningMs: deadlines.labelWarningMs ?? Math.floor((labelMs * 7) / 90),
    },
    proof: { ...proof, evidenceAfterMs: proof.evidenceAfterMs ?? Math.floor(proof.windowMs / 2) },
    breaker: { probeEveryMs: breaker.probeEveryMs ?? Math.ceil(proof.windowMs / 6) },
  };
}
