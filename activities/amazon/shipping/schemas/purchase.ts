import { z } from 'zod';
import { packageDocumentDetail, requestedDocumentSpecification } from './documents.js';
import { address, shippingPackage } from './rates.js';
import { keyedHeaders, receivedId, receivedList, receivedPromise } from './shared.js';

/** Body of purchaseShipment; source: model `PurchaseShipmentRequest`. */
export const purchaseShipmentRequest = z.strictObject({
  requestToken: z.string().min(1),
  rateId: z.string().min(1),
  requestedDocumentSpecification,
  requestedValueAddedServices: z
    .array(z.strictObject({ id: z.string().min(1) }))
    .min(1)
    .exactOptional(),
  additionalInputs: z.record(z.string(), z.unknown()).exactOptional(),
});

/**
 * Result of purchaseShipment; source: model `PurchaseShipmentResult`.
 *
 * Only the id is indispensable: once Amazon has sold, documents can be fetched again and the promise is the rate's.
 */
export const purchaseResult = z.object({
  shipmentId: receivedId,
  packageDocumentDetails: receivedList(packageDocumentDetail),
  promise: receivedPromise.optional().catch(undefined),
});

/** Headers of directPurchaseShipment. */
export const directPurchaseHeaders = keyedHeaders.extend({
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$/, 'expected a language tag such as en-US')
    .exactOptional(),
});

/** Body of directPurchaseShipment; source: model `DirectPurchaseRequest`. Direct Fulfillment shipments only. */
export const directPurchaseRequest = z.strictObject({
  channelDetails: z.strictObject({
    channelType: z.literal('AMAZON'),
    amazonShipmentDetails: z.strictObject({ shipmentId: z.string().min(1) }),
  }),
  shipFrom: address.exactOptional(),
  shipTo: address.exactOptional(),
  returnTo: address.exactOptional(),
  packages: z.array(shippingPackage).length(1).exactOptional(),
  labelSpecifications: requestedDocumentSpecification.exactOptional(),
});

/** Result of directPurchaseShipment; source: model `DirectPurchaseResult`, which names the documents differently. */
export const directPurchaseResult = z
  .object({ shipmentId: receivedId, packageDocumentDetailList: receivedList(packageDocumentDetail) })
  .transform(({ shipmentId, packageDocumentDetailList }) => ({
    shipmentId,
    packageDocumentDetails: packageDocumentDetailList,
  }));

/** Result of cancelShipment: an object without members. */
export const cancelResult = z.object({});
