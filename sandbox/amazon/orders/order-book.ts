import type { ShipmentSchedule } from '../schemas/shipping.js';
import type { LabelFormat, MadeOrder, OrderStatus } from './order.js';

/** What Amazon has recorded about an order beyond the order itself. All instants are epoch ms by Amazon's clock. */
export interface OrderRecord extends MadeOrder {
  cancelledAt?: number;
  acknowledgement?: RecordedAcknowledgement;
  label?: RecordedLabel;
  confirmation?: RecordedConfirmation;
  packingSlip?: RecordedDocument;
  customerInvoice?: RecordedDocument;
  /** A second label request is taken, and replaces the label, as often as this says. */
  relabelsAllowed: number;
  /** Submissions that were answered with 202, whatever became of them. */
  readonly accepted: { acknowledgements: number; labelRequests: number; confirmations: number };
  readonly statusUpdates: {
    /** Events that were answered with 202, whatever became of them. */
    accepted: number;
    /** Events that took effect, in the order in which they did. */
    readonly applied: RecordedStatusUpdate[];
  };
}

/** An acknowledgement that took effect. */
export interface RecordedAcknowledgement {
  readonly code: string;
  readonly accepted: boolean;
  readonly at: number;
  /** Received more than 24 h after the order date. */
  readonly late: boolean;
  readonly transactionId: string;
}

/** A label that was made. */
export interface RecordedLabel {
  readonly requestedAt: number;
  readonly visibleAt: number;
  readonly format: LabelFormat;
  readonly shipMethod: string;
  readonly packages: readonly { readonly packageIdentifier: string; readonly trackingNumber: string }[];
  readonly transactionId: string;
}

/** A shipment confirmation that took effect. */
export interface RecordedConfirmation {
  readonly shipmentStatus: 'SHIPPED' | 'FLOOR_DENIAL';
  readonly shippedDate: string;
  /** Of its containers; left out when none has one. */
  readonly trackingNumbers?: readonly string[];
  readonly at: number;
  /** Received more than 4 h after the shipped date. */
  readonly late: boolean;
  readonly transactionId: string;
}

/** A document that was made, readable from an instant on. */
export interface RecordedDocument {
  readonly visibleAt: number;
}

/** An event of a package that took effect. */
export interface RecordedStatusUpdate {
  readonly trackingNumber: string;
  readonly statusCode: string;
  readonly reasonCode: string;
  readonly statusDateTime: string;
  readonly shipmentSchedule?: ShipmentSchedule;
  readonly at: number;
  readonly transactionId: string;
}

/** Labels can be read for this long after the request (guide). */
export const labelLifetimeMs = 90 * 24 * 3_600_000;

/** All orders, oldest first. */
export interface OrderBook {
  add(order: MadeOrder): OrderRecord;
  /** An order that Amazon shows by now. */
  find(purchaseOrderNumber: string): OrderRecord | undefined;
  /** An order whether it is shown by now or later. */
  get(purchaseOrderNumber: string): OrderRecord | undefined;
  /** Every order, those that arrive later as well. */
  all(): readonly OrderRecord[];
  /** Orders that became available strictly between two instants and not later than now. */
  availableBetween(after: number, before: number): OrderRecord[];
  /** The status at an instant, by default now. */
  status(record: OrderRecord, at?: number): OrderStatus;
  /** The label, once it can be read and as long as it lives; by default as of now. */
  readableLabel(record: OrderRecord, at?: number): RecordedLabel | undefined;
}

/** Makes an empty book. */
export function createOrderBook(clock: () => number, rejectionCancelsAfterMs: number | null): OrderBook {
  const byNumber = new Map<string, OrderRecord>();
  const byTime: OrderRecord[] = [];

  const cancelledByDenial = (deniedAt: number, at: number): boolean =>
    rejectionCancelsAfterMs !== null && at >= deniedAt + rejectionCancelsAfterMs;

  return {
    add(order) {
      if (byNumber.has(order.purchaseOrderNumber)) {
        throw new Error(`purchase order ${order.purchaseOrderNumber} exists already`);
      }
      const record: OrderRecord = {
        ...order,
        relabelsAllowed: 0,
        accepted: { acknowledgements: 0, labelRequests: 0, confirmations: 0 },
        statusUpdates: { accepted: 0, applied: [] },
      };
      byNumber.set(record.purchaseOrderNumber, record);
      byTime.splice(lowerBound(byTime, record.availableAt + 1), 0, record);
      return record;
    },
    find(purchaseOrderNumber) {
      const record = byNumber.get(purchaseOrderNumber);
      return record !== undefined && record.availableAt <= clock() ? record : undefined;
    },
    get: (purchaseOrderNumber) => byNumber.get(purchaseOrderNumber),
    all: () => byTime,
    availableBetween(after, before) {
      const end = Math.min(before, clock() + 1);
      return byTime.slice(lowerBound(byTime, after + 1), lowerBound(byTime, end));
    },
    status(record, at = clock()) {
      if (record.cancelledAt !== undefined) return 'CANCELLED';
      if (record.confirmation?.shipmentStatus === 'SHIPPED') return 'SHIPPED';
      if (record.confirmation !== undefined && cancelledByDenial(record.confirmation.at, at)) return 'CANCELLED';
      if (record.acknowledgement === undefined) return 'NEW';
      if (record.acknowledgement.accepted) return 'ACCEPTED';
      return cancelledByDenial(record.acknowledgement.at, at) ? 'CANCELLED' : 'NEW';
    },
    readableLabel(record, at = clock()) {
      const label = record.label;
      if (label === undefined || label.visibleAt > at || at > label.requestedAt + labelLifetimeMs) return undefined;
      return label;
    },
  };
}

function lowerBound(sorted: readonly OrderRecord[], availableAt: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.availableAt ?? Infinity) < availableAt) low = middle + 1;
    else high = middle;
  }
  return low;
}
