import type { OrderSnapshot, ReadOrderResult } from '../../workflows/purchase-order/activities.js';
import type { Order } from '../amazon/schemas/index.js';
import type { Reads } from '../amazon/amazon.js';
import type { KnownIncident } from '../amazon/breaker.js';
import type { OperationName } from '../amazon/operations.js';
import type { Clock } from '../clock.js';
import type { PickupCalendar } from './pickup-times.js';

/** Which order: the account's name in the configuration, and Amazon's number. */
export interface OrderName {
  account: string;
  purchaseOrderNumber: string;
}

/** The workflows of orders, as Temporal shows them. Every member throws `StepNotDone` when Temporal does not answer. */
export interface OrderWorkflows {
  /**
   * Which of these orders, at most a page of them, have a workflow that runs, or one that came to its end. Somewhat
   * late: an order that was started a moment ago may be in neither.
   */
  known(account: string, numbers: readonly string[]): Promise<{ running: Set<string>; ended: Set<string> }>;
  /** Starts an order unless it runs or has ended (`known`). One that somebody terminated is started again. */
  start(order: OrderName, snapshot?: OrderSnapshot): Promise<'started' | 'known'>;
  /** Tells an order that Amazon has cancelled it; one that no longer runs needs not be told. */
  tellCancelled(order: OrderName, seenAt: string): Promise<void>;
  /** When the oldest open order of the account was started, epoch ms, up to an hour too early; absent without any. */
  oldestStart(account: string): Promise<number | undefined>;
  /**
   * Labelled orders of a warehouse that have not departed and were started until an instant, epoch ms: how many, and
   * some of their numbers.
   */
  ready(account: string, warehouse: string, startedUntil: number): Promise<{ count: number; some: string[] }>;
}

/** What the work of one Amazon account besides its orders stands on. */
export interface AccountDependencies {
  amazon: {
    reads: Pick<Reads, 'orders'>;
    /** Lets the next call to an operation through; see the breaker. */
    probeNow: (operation: OperationName, known: KnownIncident) => void;
  };
  /** The account's warehouses. */
  warehouses: readonly PickupCalendar[];
  workflows: OrderWorkflows;
  /** Makes of a listed order what its first step would read: keeps the raw bytes, asks the ledger. */
  snapshotOf: (order: OrderName, listed: { order: Order; raw: Uint8Array }) => Promise<ReadOrderResult>;
  clock: Clock;
}
