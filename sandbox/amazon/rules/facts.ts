import type { LabelMode } from '../orders/order.js';

/** A line as ordered. */
export interface OrderedLine {
  readonly itemSequenceNumber: string;
  readonly buyerProductIdentifier?: string;
  readonly vendorProductIdentifier?: string;
  readonly amount: number;
}

/** What the business rules need to know about an order; plain data. */
export interface OrderFacts {
  readonly sellingParty: string;
  readonly shipFromParty: string;
  readonly labelMode: LabelMode;
  readonly lines: readonly OrderedLine[];
  /** The customer has an appointment. */
  readonly scheduledDelivery: boolean;
  readonly cancelled: boolean;
  readonly acknowledgement?: { readonly accepted: boolean };
  /** A label that was made, readable yet or not. */
  readonly label?: {
    readonly readable: boolean;
    readonly shipMethod: string;
    readonly trackingNumbers: readonly string[];
  };
  readonly confirmation?: {
    readonly shipmentStatus: 'SHIPPED' | 'FLOOR_DENIAL';
    /** When it took effect, epoch ms. */
    readonly at: number;
    readonly trackingNumbers?: readonly string[];
  };
  readonly relabelAllowed: boolean;
}
