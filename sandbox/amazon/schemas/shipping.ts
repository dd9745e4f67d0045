import { z } from 'zod';
import { alphanumericNumber, instant, limitUpTo, listQuery, taxRegistration } from './common.js';

const address = z.strictObject({
  name: z.string(),
  addressLine1: z.string(),
  addressLine2: z.string().optional(),
  addressLine3: z.string().optional(),
  city: z.string().optional(),
  county: z.string().optional(),
  district: z.string().optional(),
  stateOrRegion: z.string().optional(),
  postalCode: z.string().optional(),
  countryCode: z.string(),
  phone: z.string().optional(),
});

const party = z.strictObject({
  partyId: z.string(),
  address: address.optional(),
  taxRegistrationDetails: z.array(taxRegistration(address)).optional(),
});

const decimal = z.string().regex(/^-?(0|([1-9]\d*))(\.\d+)?([eE][+-]?\d+)?$/);
const quantity = z.strictObject({ amount: z.int(), unitOfMeasure: z.string() });

const container = z.strictObject({
  containerType: z.enum(['carton', 'pallet']),
  containerIdentifier: z.string(),
  trackingNumber: z.string().optional(),
  manifestId: z.string().optional(),
  manifestDate: z.string().optional(),
  shipMethod: z.string().optional(),
  scacCode: z.string().optional(),
  carrier: z.string().optional(),
  containerSequenceNumber: z.int().optional(),
  dimensions: z
    .strictObject({ length: decimal, width: decimal, height: decimal, unitOfMeasure: z.enum(['IN', 'CM']) })
    .optional(),
  weight: z.strictObject({ unitOfMeasure: z.enum(['KG', 'LB']), value: decimal }),
  packedItems: z.array(
    z.strictObject({
      itemSequenceNumber: z.int(),
      buyerProductIdentifier: z.string().optional(),
      vendorProductIdentifier: z.string().optional(),
      packedQuantity: quantity,
    }),
  ),
});

/** Shipping v1 `Container`. */
export type Container = z.infer<typeof container>;

const shippingLabelRequest = z.strictObject({
  purchaseOrderNumber: alphanumericNumber,
  sellingParty: party,
  shipFromParty: party,
  containers: z.array(container).optional(),
});

/** Shipping v1 `ShippingLabelRequest`. */
export type ShippingLabelRequest = z.infer<typeof shippingLabelRequest>;

/** Shipping v1 `SubmitShippingLabelsRequest`; the guide makes the list mandatory. */
export const submitShippingLabelsRequest = z.strictObject({
  shippingLabelRequests: z.array(shippingLabelRequest).min(1),
});

const shipmentConfirmation = z.strictObject({
  purchaseOrderNumber: alphanumericNumber,
  shipmentDetails: z.strictObject({
    shippedDate: instant,
    shipmentStatus: z.enum(['SHIPPED', 'FLOOR_DENIAL']),
    isPriorityShipment: z.boolean().optional(),
    vendorOrderNumber: z.string().optional(),
    estimatedDeliveryDate: instant.optional(),
  }),
  sellingParty: party,
  shipFromParty: party,
  items: z.array(
    z.strictObject({
      itemSequenceNumber: z.int(),
      buyerProductIdentifier: z.string().optional(),
      vendorProductIdentifier: z.string().optional(),
      shippedQuantity: quantity,
    }),
  ),
  containers: z.array(container).optional(),
});

/** Shipping v1 `ShipmentConfirmation`. */
export type ShipmentConfirmation = z.infer<typeof shipmentConfirmation>;

/** Shipping v1 `SubmitShipmentConfirmationsRequest`; the guide makes the list mandatory. */
export const submitShipmentConfirmationsRequest = z.strictObject({
  shipmentConfirmations: z.array(shipmentConfirmation).min(1),
});

// The model requires name and first line, and takes an example of its own without them, as does the guide (DF-10).
const statusLocationAddress = address.partial({ name: true, addressLine1: true });

const shipmentSchedule = z.strictObject({
  estimatedDeliveryDateTime: instant.optional(),
  apptWindowStartDateTime: instant.optional(),
  apptWindowEndDateTime: instant.optional(),
});

/** Shipping v1 `shipmentSchedule` of a status update. */
export type ShipmentSchedule = z.infer<typeof shipmentSchedule>;

const shipmentStatusUpdate = z.strictObject({
  purchaseOrderNumber: alphanumericNumber,
  sellingParty: party,
  shipFromParty: party,
  statusUpdateDetails: z.strictObject({
    trackingNumber: z.string(),
    statusCode: z.string(),
    reasonCode: z.string(),
    statusDateTime: instant,
    statusLocationAddress,
    shipmentSchedule: shipmentSchedule.optional(),
  }),
});

/** Shipping v1 `ShipmentStatusUpdate`: an event of one package. */
export type ShipmentStatusUpdate = z.infer<typeof shipmentStatusUpdate>;

/** Shipping v1 `SubmitShipmentStatusUpdatesRequest`. */
export const submitShipmentStatusUpdatesRequest = z.strictObject({
  shipmentStatusUpdates: z.array(shipmentStatusUpdate).min(1),
});

/** Query of `getShippingLabels`. */
export const getShippingLabelsQuery = z.strictObject(listQuery);

/** Query of `getPackingSlips`. */
export const getPackingSlipsQuery = z.strictObject(listQuery);

/** The largest page of invoices: 10 in the guide's table, 100 in its prose and in the model (DF-7). The stand-in holds to the least. */
export const largestInvoicePage = 10;

/** Query of `getCustomerInvoices`. */
export const getCustomerInvoicesQuery = z.strictObject({ ...listQuery, limit: limitUpTo(largestInvoicePage) });
