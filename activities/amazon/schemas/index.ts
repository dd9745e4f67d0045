import type { z } from 'zod';
import type { ordersQuery } from './lists.js';
import type { order, orderAcknowledgement } from './orders.js';
import type { shipmentStatusUpdate } from './shipment-status.js';
import type { container, shipmentConfirmation, shippingLabel, shippingLabelRequest } from './shipping.js';

export { customerInvoice, customerInvoicesPage, packingSlip, packingSlipsPage } from './documents.js';
export { customerInvoicesQuery, largestPage, longestWindowMs, ordersQuery, shippingListQuery } from './lists.js';
export { order, orderAcknowledgement, ordersPage, submitAcknowledgementRequest } from './orders.js';
export { shipmentStatusUpdate, submitShipmentStatusUpdatesRequest } from './shipment-status.js';
export {
  container,
  shipmentConfirmation,
  shippingLabel,
  shippingLabelRequest,
  shippingLabelsPage,
  submitShipmentConfirmationsRequest,
  submitShippingLabelsRequest,
} from './shipping.js';
export { accessTokenGrant, createRestrictedDataTokenRequest, restrictedDataToken } from './tokens.js';
export { transactionReference, transactionStatus } from './transactions.js';

/** An order as read from Amazon: what the process needs of it. */
export type Order = z.output<typeof order>;
/** A label as read from Amazon; `content` is base64. */
export type ShippingLabel = z.output<typeof shippingLabel>;

/** One element of submitAcknowledgement. */
export type OrderAcknowledgement = z.input<typeof orderAcknowledgement>;
/** One element of submitShippingLabelRequest. */
export type ShippingLabelRequest = z.input<typeof shippingLabelRequest>;
/** One element of submitShipmentConfirmations. */
export type ShipmentConfirmation = z.input<typeof shipmentConfirmation>;
/** One element of submitShipmentStatusUpdates: one event of one package. */
export type ShipmentStatusUpdate = z.input<typeof shipmentStatusUpdate>;
/** What getOrders can be asked for by status. */
export type OrderStatusFilter = NonNullable<z.input<typeof ordersQuery>['status']>;
/** A package in a label request. */
export type Container = z.input<typeof container>;
/** A package in a confirmation: its `shipMethod` is mandatory (DF-13). */
export type ConfirmedContainer = NonNullable<ShipmentConfirmation['containers']>[number];
