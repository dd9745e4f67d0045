import { z } from 'zod';
import {
  dateTime,
  decimal,
  hasProductIdentifier,
  pagination,
  partyReference,
  productIdentifierMissing,
  purchaseOrderNumber,
  receivedParty,
} from './shared.js';

const quantity = z.strictObject({ amount: z.int().nonnegative(), unitOfMeasure: z.string().min(1) });

const itemIdentity = {
  itemSequenceNumber: z.int(),
  buyerProductIdentifier: z.string().min(1).exactOptional(),
  vendorProductIdentifier: z.string().min(1).exactOptional(),
};

/**
 * A package of a label request, as it goes out; source: model `Container` of shipping v1.
 *
 * `weight` is required once a container is sent (DF-15). `itemSequenceNumber` is an integer here (DF-5).
 */
export const container = z.strictObject({
  containerType: z.enum(['carton', 'pallet']),
  containerIdentifier: z.string().min(1),
  trackingNumber: z.string().min(1).exactOptional(),
  manifestId: z.string().min(1).exactOptional(),
  manifestDate: z.string().min(1).exactOptional(),
  shipMethod: z.string().min(1).exactOptional(),
  scacCode: z.string().min(1).exactOptional(),
  carrier: z.string().min(1).exactOptional(),
  containerSequenceNumber: z.int().exactOptional(),
  dimensions: z
    .strictObject({ length: decimal, width: decimal, height: decimal, unitOfMeasure: z.enum(['IN', 'CM']) })
    .exactOptional(),
  weight: z.strictObject({ unitOfMeasure: z.enum(['KG', 'LB']), value: decimal }),
  packedItems: z
    .array(
      z
        .strictObject({ ...itemIdentity, packedQuantity: quantity })
        .refine(hasProductIdentifier, productIdentifierMissing),
    )
    .min(1),
});

/** One order's label request, as it goes out; source: model `ShippingLabelRequest`. */
export const shippingLabelRequest = z.strictObject({
  purchaseOrderNumber,
  sellingParty: partyReference,
  shipFromParty: partyReference,
  containers: z.array(container).min(1).exactOptional(),
});

/** Body of submitShippingLabelRequest; source: model `SubmitShippingLabelsRequest`. */
export const submitShippingLabelsRequest = z.strictObject({
  shippingLabelRequests: z.array(shippingLabelRequest).min(1),
});

/**
 * One order's confirmation, as it goes out; source: model `ShipmentConfirmation`.
 *
 * Every container carries `shipMethod`, which the model leaves optional (DF-13).
 */
export const shipmentConfirmation = z.strictObject({
  purchaseOrderNumber,
  shipmentDetails: z.strictObject({
    shippedDate: dateTime,
    shipmentStatus: z.enum(['SHIPPED', 'FLOOR_DENIAL']),
    isPriorityShipment: z.boolean().exactOptional(),
    vendorOrderNumber: z.string().min(1).exactOptional(),
    estimatedDeliveryDate: dateTime.exactOptional(),
  }),
  sellingParty: partyReference,
  shipFromParty: partyReference,
  items: z
    .array(
      z
        .strictObject({ ...itemIdentity, shippedQuantity: quantity })
        .refine(hasProductIdentifier, productIdentifierMissing),
    )
    .min(1),
  containers: z
    .array(container.extend({ shipMethod: z.string().min(1) }))
    .min(1)
    .exactOptional(),
});

/** Body of submitShipmentConfirmations; source: model `SubmitShipmentConfirmationsRequest`. */
export const submitShipmentConfirmationsRequest = z.strictObject({
  shipmentConfirmations: z.array(shipmentConfirmation).min(1),
});

/** A label, as it comes in; `labelFormat` is `PNG`, `ZPL`, or added since. Source: model `ShippingLabel`. */
export const shippingLabel = z.object({
  purchaseOrderNumber: z.string(),
  sellingParty: receivedParty.exactOptional(),
  shipFromParty: receivedParty.exactOptional(),
  labelFormat: z.string(),
  labelData: z.array(
    z.object({
      packageIdentifier: z.string().exactOptional(),
      trackingNumber: z.string().exactOptional(),
      shipMethod: z.string().exactOptional(),
      shipMethodName: z.string().exactOptional(),
      content: z.string(),
    }),
  ),
});

/** A page of getShippingLabels; source: model `ShippingLabelList`. */
export const shippingLabelsPage = z.object({
  pagination: pagination.exactOptional(),
  shippingLabels: z.array(shippingLabel).exactOptional(),
});
