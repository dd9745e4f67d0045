import { cancelShipment } from './cancel-shipment.js';
import { createRestrictedDataToken } from './create-restricted-data-token.js';
import { directPurchaseShipment } from './direct-purchase-shipment.js';
import { getAdditionalInputs } from './get-additional-inputs.js';
import { getCustomerInvoice } from './get-customer-invoice.js';
import { getCustomerInvoices } from './get-customer-invoices.js';
import { getOrder } from './get-order.js';
import { getOrders } from './get-orders.js';
import { getPackingSlip } from './get-packing-slip.js';
import { getPackingSlips } from './get-packing-slips.js';
import { getRates } from './get-rates.js';
import { getShipmentDocuments } from './get-shipment-documents.js';
import { getShippingLabel } from './get-shipping-label.js';
import { getShippingLabels } from './get-shipping-labels.js';
import { getTracking } from './get-tracking.js';
import { getTransactionStatus } from './get-transaction-status.js';
import type { Operation } from './operation.js';
import { purchaseShipment } from './purchase-shipment.js';
import { submitAcknowledgement } from './submit-acknowledgement.js';
import { submitNdrFeedback } from './submit-ndr-feedback.js';
import { submitShipmentConfirmations } from './submit-shipment-confirmations.js';
import { submitShipmentStatusUpdates } from './submit-shipment-status-updates.js';
import { submitShippingLabelRequest } from './submit-shipping-label-request.js';

/**
 * Every operation behind the gateway; a new one is a file and a row here.
 *
 * Login with Amazon and Amazon Pay stand apart: they know no access tokens and have error shapes of their own.
 */
export const operations: readonly Operation[] = [
  createRestrictedDataToken,
  getOrders,
  getOrder,
  submitAcknowledgement,
  submitShippingLabelRequest,
  getShippingLabels,
  getShippingLabel,
  submitShipmentConfirmations,
  submitShipmentStatusUpdates,
  getPackingSlips,
  getPackingSlip,
  getCustomerInvoices,
  getCustomerInvoice,
  getTransactionStatus,
  getRates,
  getAdditionalInputs,
  purchaseShipment,
  directPurchaseShipment,
  getShipmentDocuments,
  getTracking,
  cancelShipment,
  submitNdrFeedback,
];
