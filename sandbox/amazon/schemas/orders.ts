import { z } from 'zod';
import { listQuery, instant, taxRegistration } from './common.js';

const address = z.strictObject({
  name: z.string(),
  attention: z.string().optional(),
  addressLine1: z.string(),
  addressLine2: z.string().optional(),
  addressLine3: z.string().optional(),
  city: z.string().optional(),
  county: z.string().optional(),
  district: z.string().optional(),
  stateOrRegion: z.string(),
  postalCode: z.string().optional(),
  countryCode: z.string(),
  phone: z.string().optional(),
});

const party = z.strictObject({
  partyId: z.string(),
  address: address.optional(),
  taxInfo: taxRegistration(address).optional(),
});

const orderAcknowledgement = z.strictObject({
  purchaseOrderNumber: z.string(),
  vendorOrderNumber: z.string(),
  acknowledgementDate: instant,
  acknowledgementStatus: z.strictObject({ code: z.string().optional(), description: z.string().optional() }),
  sellingParty: party,
  shipFromParty: party,
  itemAcknowledgements: z.array(
    z.strictObject({
      itemSequenceNumber: z.string(),
      buyerProductIdentifier: z.string().optional(),
      vendorProductIdentifier: z.string().optional(),
      acknowledgedQuantity: z.strictObject({
        amount: z.int().optional(),
        unitOfMeasure: z.enum(['Each']).optional(),
      }),
    }),
  ),
});

/** Orders v1 `SubmitAcknowledgementRequest`. The model says "one or more", so an empty list is refused. */
export const submitAcknowledgementRequest = z.strictObject({
  orderAcknowledgements: z.array(orderAcknowledgement).min(1),
});

/** Orders v1 `OrderAcknowledgementItem`. */
export type OrderAcknowledgement = z.infer<typeof orderAcknowledgement>;

/** Query of `getOrders`. `includeDetails` is a string in the model. */
export const getOrdersQuery = z.strictObject({
  ...listQuery,
  status: z.enum(['NEW', 'SHIPPED', 'ACCEPTED', 'CANCELLED']).optional(),
  includeDetails: z.enum(['true', 'false']).optional(),
});
