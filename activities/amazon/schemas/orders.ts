import { z } from 'zod';
import {
  dateTime,
  pagination,
  partyReference,
  present,
  receivedDateTime,
  receivedParty,
  receivedUnit,
} from './shared.js';

/**
 * One order's acknowledgement, as it goes out; source: model `OrderAcknowledgementItem` of orders v1.
 *
 * `itemSequenceNumber` is the order's string (DF-5). The status code has two digits by its description.
 * `acknowledgedQuantity` should not be zero by its description, on rejections neither.
 */
export const orderAcknowledgement = z.strictObject({
  purchaseOrderNumber: z.string().min(1),
  vendorOrderNumber: z.string().min(1),
  acknowledgementDate: dateTime,
  acknowledgementStatus: z.strictObject({
    code: z.string().regex(/^\d\d$/, 'expected two digits'),
    description: z.string().exactOptional(),
  }),
  sellingParty: partyReference,
  shipFromParty: partyReference,
  itemAcknowledgements: z
    .array(
      z.strictObject({
        itemSequenceNumber: z.string().min(1),
        buyerProductIdentifier: z.string().min(1).exactOptional(),
        vendorProductIdentifier: z.string().min(1).exactOptional(),
        acknowledgedQuantity: z.strictObject({ amount: z.int().positive(), unitOfMeasure: z.literal('Each') }),
      }),
    )
    .min(1),
});

/** Body of submitAcknowledgement; source: model `SubmitAcknowledgementRequest`. */
export const submitAcknowledgementRequest = z.strictObject({
  orderAcknowledgements: z.array(orderAcknowledgement).min(1),
});

/**
 * An order, as it comes in; source: model `Order` of orders v1.
 *
 * Only what the process needs is read. The rest, with all personal data, stays in the raw bytes.
 */
export const order = z.object({
  purchaseOrderNumber: z.string().min(1),
  orderDetails: present(
    z.object({
      customerOrderNumber: z.string(),
      orderDate: receivedDateTime,
      orderStatus: z.string().exactOptional(),
      shipmentDetails: z.object({
        isPriorityShipment: z.boolean(),
        isScheduledDeliveryShipment: z.boolean().exactOptional(),
        isPslipRequired: z.boolean(),
        isGift: z.boolean().exactOptional(),
        shipMethod: z.string(),
        shipmentDates: z.object({
          requiredShipDate: receivedDateTime,
          promisedDeliveryDate: z.string().exactOptional(),
        }),
      }),
      sellingParty: receivedParty,
      shipFromParty: receivedParty,
      items: z
        .array(
          z.object({
            itemSequenceNumber: z.string(),
            buyerProductIdentifier: z.string().exactOptional(),
            vendorProductIdentifier: z.string().exactOptional(),
            scheduledDeliveryShipment: z
              .object({
                earliestNominatedDeliveryDate: z.string().exactOptional(),
                latestNominatedDeliveryDate: z.string().exactOptional(),
              })
              .exactOptional(),
            orderedQuantity: z.object({
              amount: present(z.number()),
              unitOfMeasure: receivedUnit.exactOptional(),
            }),
          }),
        )
        .min(1),
    }),
  ),
});

/**
 * A page of getOrders; source: model `OrderList`.
 *
 * `orderDetails` is absent with `includeDetails=false`. It is read order by order, so that one odd order does not spoil
 * the page.
 */
export const ordersPage = z.object({
  pagination: pagination.exactOptional(),
  orders: z
    .array(z.object({ purchaseOrderNumber: z.string().min(1), orderDetails: z.unknown().exactOptional() }))
    .exactOptional(),
});
