/** Who puts the label on the parcel and who carries it. */
export type LabelModeName = 'amazon' | 'vendor-label' | 'vendor-carrier';

/** A row of the label mode table, as it applies to one order. */
export interface LabelMode {
  mode: LabelModeName;
  /** `scacCode` of a North American own carrier. */
  scacCode?: string;
  /** `carrier` of a European own carrier. */
  carrier?: string;
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
