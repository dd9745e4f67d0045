/** What is printed on a label. */
export interface LabelContent {
  readonly purchaseOrderNumber: string;
  readonly trackingNumber: string;
  readonly shipMethodName: string;
  readonly packageIdentifier: string;
  readonly packageNumber: number;
  readonly packageCount: number;
  readonly shipFrom: string;
  /** Recipient, a line each. Personal data. */
  readonly shipTo: readonly string[];
}
