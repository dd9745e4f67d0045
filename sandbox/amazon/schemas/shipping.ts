import { z } from 'zod';
import { alphanumericNumber, instant, listQuery, taxRegistration } from './common.js';

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

/** Query of `getShippingLabels`. */
export const getShippingLabelsQuery = z.strictObject(listQuery);
