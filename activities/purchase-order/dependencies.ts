import type { LabelMode } from '../../workflows/purchase-order/order.js';
import type { Amazon } from '../amazon/amazon.js';
import type { Clock } from '../clock.js';
import type { DocumentStore } from '../documents/document-store.js';
import type { InventoryHook } from '../inventory-hook.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Metrics } from '../metrics.js';
import type { ProofWindows } from '../next-move.js';
import type { PollPlan, StayingPlan } from '../polling.js';
import type { CarrierSettings } from './carrier-settings.js';
import type { WarehouseCalendar } from './ship-plan.js';

/** What the steps of a purchase order stand on, for one Amazon account. */
export interface StepDependencies {
  amazon: Amazon;
  ledger: Ledger;
  documents: DocumentStore;
  clock: Clock;
  /** The account is in dry run: orders that begin now are recorded, and nothing is sent for any other. */
  isDryRun: boolean;
  /** Default: none are kept. */
  metrics?: Metrics | undefined;
  windows: ProofWindows;
  polling: { transaction: PollPlan; label: StayingPlan; paper: PollPlan };
  /** How long before the shift of its ship day the label of an order is requested, ms. */
  labels: { leadMs: number };
  /** Amazon makes customer's invoices for this account, as it does in India. */
  invoices: boolean;
  /** `NA` wants `scacCode` of an own carrier, the others `carrier` (DF-12). */
  region: 'NA' | 'EU' | 'FE';
  /** The label mode table; `undefined` when nothing matches. */
  labelModeFor: (warehouse: string, shipMethod: string) => LabelMode | undefined;
  /** How the vendor's own carrier reports; `undefined`, and by default, when nothing matches. */
  carrierOf?: (warehouse: string, shipMethod: string) => CarrierSettings | undefined;
  /** The vendor's own system that decides on orders, and when it is asked again; absent when there is none. */
  inventoryHook?: (Pick<InventoryHook, 'ask'> & { retry: PollPlan }) | undefined;
  /** Calendar and habits of a warehouse; `undefined` when it is not configured. */
  warehouseOf: (warehouse: string) => WarehouseCalendar | undefined;
}
