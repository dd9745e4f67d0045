/** A token bucket: `burst` calls at once, then `ratePerSecond`. */
export interface Quota {
  ratePerSecond: number;
  burst: number;
}

export type QuotaOperation = (typeof quotaOperations)[number];

/** Every operation that has a bucket of its own. */
export const quotaOperations = [
  'getOrders',
  'getOrder',
  'submitAcknowledgement',
  'submitShippingLabelRequest',
  'getShippingLabels',
  'getShippingLabel',
  'submitShipmentConfirmations',
  'submitShipmentStatusUpdates',
  'getPackingSlips',
  'getPackingSlip',
  'getCustomerInvoices',
  'getCustomerInvoice',
  'getTransactionStatus',
  'createRestrictedDataToken',
  'submitNdrFeedback',
  'getRates',
  'getAdditionalInputs',
  'purchaseShipment',
  'directPurchaseShipment',
  'getShipmentDocuments',
  'getTracking',
  'cancelShipment',
] as const;
