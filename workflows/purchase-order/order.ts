/** Who puts the label on the parcel and who carries it. */
export type LabelModeName = 'amazon' | 'vendor-label' | 'vendor-carrier';

/** A row of the label mode table, as it applies to one order. */
export interface LabelMode {
  mode: LabelModeName;
  /** `scacCode` of a North American own carrier. */
  scacCode?: string;
  /** `carrier` of a European own carrier. */
  carrier?: string;
  /** North America names an own carrier by its SCAC (DF-12). */
  needsScac?: true;
  /** Weight declared for a container when the departure gives none (Amazon's model requires one). */
  defaultWeight?: Weight;
}

export interface Weight {
  /** Decimal string. */
  value: string;
  unitOfMeasure: 'KG' | 'LB';
}

/** What the workflow keeps of an order: no personal data. */
export interface OrderFacts {
  customerOrderNumber: string;
  /** ISO 8601, UTC. */
  orderDate: string;
  /** ISO 8601, UTC: the latest time to ship. */
  requiredShipDate: string;
  /** Case-sensitive, echoed exactly. */
  shipMethod: string;
  isPriorityShipment: boolean;
  isPslipRequired: boolean;
  isGift: boolean;
  /** Vendor code. */
  sellingParty: string;
  /** Warehouse code. */
  shipFromParty: string;
  /** What the customer was promised, ISO 8601, UTC. */
  promisedDeliveryDate?: string;
  /** When the customer wants it, for a scheduled delivery (`isScheduledDeliveryShipment`). */
  nominatedDelivery?: TimeWindow;
  /** `isScheduledDeliveryShipment`: its status updates always have a schedule. */
  isScheduledDelivery?: true;
  lines: OrderLine[];
}

export interface OrderLine {
  /** As received: a string such as `00001` (DF-5). */
  itemSequenceNumber: string;
  buyerProductIdentifier?: string;
  vendorProductIdentifier?: string;
  quantity: number;
}

/** `acknowledgementStatus`: `00` accepts the whole order, any other code rejects it. */
export interface AcknowledgementCode {
  code: string;
  description?: string;
}

export interface LabelFacts {
  /** `PNG` or `ZPL`. */
  format: string;
  packages: LabelPackage[];
}

export interface LabelPackage {
  packageIdentifier?: string;
  trackingNumber?: string;
  shipMethod?: string;
  documentId: string;
  sha256: string;
  mediaType: string;
}

/** What a warehouse's calendar and habits mean for one order; decided when the order is read. */
export interface ShipPlan {
  /** The last moment at which the warehouse can ship in time: a pickup, or the end of a working day. ISO 8601, UTC. */
  shipBy: string;
  /** The same in the warehouse's own time, for people, such as `Fri 9 Jan 16:00 America/Chicago`. */
  local?: string;
  /** The label is requested only after the warehouse has reported what is in which package. */
  waitForPacking: boolean;
}

/** An interval; both ends ISO 8601, UTC. */
export interface TimeWindow {
  earliest: string;
  latest: string;
}

/** The day on which a warehouse plans to ship an order. Amazon wants its labels requested on that day. */
export interface ShipDay {
  /** A date of the warehouse's calendar, such as `2026-01-09`. */
  day: string;
  /** From when on the label may be requested, ISO 8601, UTC: some time before that day's shift. */
  labelFrom: string;
  /** The same in the warehouse's own time, for people, such as `Fri 9 Jan 07:00 America/Chicago`. */
  local?: string;
}

/** What Amazon makes for the parcel besides the label. */
export type PaperKind = 'packing-slip' | 'customer-invoice';

/** A paper in the document store. */
export interface Paper {
  kind: PaperKind;
  documentId: string;
  sha256: string;
  mediaType: string;
}

/** Somebody keeps the order from being labelled. */
export interface Hold {
  /** ISO 8601. */
  since: string;
  actor: string;
  reason?: string;
}

/** A person's decision that an accepted order does not ship. */
export interface FloorDenial {
  /** ISO 8601; the `shippedDate` that Amazon's model wants. */
  decidedAt: string;
  /** Absent when it was recovered from the ledger. */
  actor?: string;
}

/** A label that must not be used any more. */
export interface VoidLabel extends LabelFacts {
  /** When it was asked for, ISO 8601. */
  requestedAt?: string;
  /** ISO 8601. */
  voidedAt: string;
  actor: string;
  /** Somebody has confirmed that its print is destroyed. */
  isDestroyed: boolean;
}
