import type { Address, RequestedDocumentSpecification } from '../schemas/shipments.js';
import type { BusinessId } from './businesses.js';
import type { Money } from './money.js';
import type { ParcelPaper } from './papers/parcel-paper.js';
import type { ShipmentPromise } from './promise.js';
import type { Benefits } from './rate-plan.js';
import type { Place, TrackingEvent } from './tracking-lives.js';

/** A shipment that was bought. Instants are epoch ms by Amazon's clock. */
export interface PurchasedShipment {
  readonly shipmentId: string;
  readonly trackingId: string;
  /** Its `packageClientReferenceId`. */
  readonly parcel: string;
  readonly businessId: BusinessId;
  readonly channel: 'AMAZON' | 'EXTERNAL' | 'DIRECT_FULFILLMENT';
  /** The Amazon order, or the encrypted id of a Direct Fulfillment shipment. */
  readonly orderId?: string;
  readonly carrierId: string;
  readonly serviceId: string;
  readonly boughtAt: number;
  /** With value-added services. */
  readonly charge: Money;
  readonly promise: ShipmentPromise;
  readonly benefits?: Benefits;
  readonly specification: RequestedDocumentSpecification;
  readonly paper: ParcelPaper;
  readonly recipient: Address;
  /** In quotes, as one example of the guide has it (SV-10). */
  readonly quotedIds: boolean;
  readonly from: Place;
  readonly to: Place;
  /** What has happened to the parcel and what will. */
  events: readonly TrackingEvent[];
  readonly idempotencyKey?: string;
  /** How often the purchase was repeated with its key and answered without buying again. */
  replays: number;
  cancelledAt?: number;
}

/** A movement of money. */
export interface MoneyEntry {
  /** Epoch ms. */
  readonly at: number;
  readonly kind: 'charge' | 'refund';
  readonly shipmentId: string;
  readonly parcel: string;
  readonly amount: Money;
}

/** A purchase that was made with an idempotency key. */
export interface KeyedPurchase {
  readonly shipment: PurchasedShipment;
  /** The request, to tell a repetition from another one under the same key. */
  readonly request: string;
}

/** All shipments and the money for them. */
export interface ShipmentBook {
  /** Writes a purchase and charges it. */
  buy(shipment: PurchasedShipment, request: string): void;
  /** Writes a cancellation and gives the money back. */
  cancel(shipment: PurchasedShipment, at: number): void;
  find(shipmentId: string): PurchasedShipment | undefined;
  findByTracking(trackingId: string): PurchasedShipment | undefined;
  findByKey(idempotencyKey: string): KeyedPurchase | undefined;
  /** Oldest first. */
  all(): readonly PurchasedShipment[];
  /** Oldest first. */
  money(): readonly MoneyEntry[];
}

/** Makes an empty book. */
export function createShipmentBook(): ShipmentBook {
  const byId = new Map<string, PurchasedShipment>();
  const byTracking = new Map<string, PurchasedShipment>();
  const byKey = new Map<string, KeyedPurchase>();
  const money: MoneyEntry[] = [];
  const move = (kind: MoneyEntry['kind'], at: number, { shipmentId, parcel, charge: amount }: PurchasedShipment) => {
    money.push({ at, kind, shipmentId, parcel, amount });
  };
  return {
    buy(shipment, request) {
      byId.set(shipment.shipmentId, shipment);
      byTracking.set(shipment.trackingId, shipment);
      if (shipment.idempotencyKey !== undefined) byKey.set(shipment.idempotencyKey, { shipment, request });
      move('charge', shipment.boughtAt, shipment);
    },
    cancel(shipment, at) {
      shipment.cancelledAt = at;
      const { from: place } = shipment;
      shipment.events = [
        ...shipment.events.filter((event) => event.at <= at),
        { eventCode: 'PickupCancelled', at, leg: 'FORWARD', place },
      ];
      move('refund', at, shipment);
    },
    find: (shipmentId) => byId.get(unquoted(shipmentId)),
    findByTracking: (trackingId) => byTracking.get(unquoted(trackingId)),
    findByKey: (idempotencyKey) => byKey.get(idempotencyKey),
    all: () => [...byId.values()],
    money: () => money,
  };
}

function unquoted(id: string): string {
  return id.replace(/^'(.*)'$/, '$1');
}
