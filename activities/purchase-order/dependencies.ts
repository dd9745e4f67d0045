import type { LabelMode } from '../../workflows/purchase-order/order.js';
import type { Amazon } from '../amazon/amazon.js';
import type { Clock } from '../clock.js';
import type { DocumentStore } from '../documents/document-store.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Metrics } from '../metrics.js';
import type { ProofWindows } from '../next-move.js';
import type { PollPlan } from '../polling.js';
import type { WarehouseCalendar } from './ship-plan.js';

/** What the steps of a purchase order stand on, for one Amazon account. */
export interface StepDependencies {
  amazon: Amazon;
  ledger: Ledger;
  documents: DocumentStore;
  clock: Clock;
  /** Default: none are kept. */
  metrics?: Metrics | undefined;
  windows: ProofWindows;
  polling: { transaction: PollPlan; label: PollPlan };
  /** `NA` wants `scacCode` of an own carrier, the others `carrier` (DF-12). */
  region: 'NA' | 'EU' | 'FE';
  /** The label mode table; `undefined` when nothing matches. */
  labelModeFor: (warehouse: string, shipMethod: string) => LabelMode | undefined;
  /** Calendar and habits of a warehouse; `undefined` when it is not configured. */
  warehouseOf: (warehouse: string) => WarehouseCalendar | undefined;
}
