import type {
  LookAtPackagesInput,
  StartDeliveryNoticeInput,
  StartDeliveryNoticeResult,
} from '../../workflows/shipment/activities.js';
import type { ShippingCalls } from '../amazon/shipping/shipping-calls.js';
import type { Clock } from '../clock.js';
import type { DocumentStore } from '../documents/document-store.js';
import type { Ledger } from '../ledger/ledger.js';

/** What the steps of a shipment stand on, for one Amazon account. */
export interface ShipmentDependencies {
  shipping: ShippingCalls;
  /**
   * The same for an open purchase that is repeated inside its window: a paused operation does not hold it up, because
   * after the window nobody could tell any more whether it was bought.
   */
  repeats: Pick<ShippingCalls, 'purchaseShipment' | 'directPurchaseShipment'>;
  /** When a call that was not permitted makes sense again, ms. */
  permissionRetryMs: number;
  ledger: Ledger;
  documents: DocumentStore;
  clock: Clock;
  /** The account is in dry run: shipments that begin now are recorded, and nothing is bought for any other. */
  isDryRun: boolean;
  /** What became of other shipments, in the order in which they are named. */
  packageStates: (packages: LookAtPackagesInput['packages']) => Promise<PackageState[]>;
  /** Starts a delivery notice and does not wait for it; safe to repeat. */
  startNotice: (notice: StartDeliveryNoticeInput) => Promise<StartDeliveryNoticeResult['outcome']>;
}

/** Another package of an order. */
export interface PackageState {
  shipmentReference: string;
  /** Its `FulfillmentState`; absent where it was never started. */
  state?: string;
  /** Of one that has ended: whether a shipment was bought. */
  hasShipment?: boolean;
  /** Reasons of what waits for a person there. */
  reasons: string[];
}
