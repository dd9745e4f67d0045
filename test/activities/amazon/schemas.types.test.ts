/**
 * The types of our requests and answers against those that others generated from Amazon's models: wrong ones do not
 * compile.
 */
import { describe, expect, it } from 'vitest';
import type { CreateRestrictedDataTokenRequest } from '@sp-api-sdk/tokens-api-2021-03-01';
import type {
  Order as SdkOrder,
  OrderAcknowledgementItem,
  OrderList,
  SubmitAcknowledgementRequest,
  VendorDirectFulfillmentOrdersApiGetOrdersRequest,
} from '@sp-api-sdk/vendor-direct-fulfillment-orders-api-v1';
import type {
  Container as SdkContainer,
  CustomerInvoice,
  CustomerInvoiceList,
  PackingSlip,
  PackingSlipList,
  ShipmentConfirmation as SdkShipmentConfirmation,
  ShipmentStatusUpdate as SdkShipmentStatusUpdate,
  ShippingLabel as SdkShippingLabel,
  ShippingLabelList,
  ShippingLabelRequest as SdkShippingLabelRequest,
  SubmitShipmentConfirmationsRequest,
  SubmitShipmentStatusUpdatesRequest,
  SubmitShippingLabelsRequest,
  TransactionReference,
  VendorDirectFulfillmentShippingApiGetCustomerInvoicesRequest,
  VendorDirectFulfillmentShippingApiGetPackingSlipsRequest,
  VendorDirectFulfillmentShippingApiGetShippingLabelsRequest,
} from '@sp-api-sdk/vendor-direct-fulfillment-shipping-api-v1';
import type { TransactionStatus } from '@sp-api-sdk/vendor-direct-fulfillment-transactions-api-v1';
import type { z } from 'zod';
import { operations } from '../../../activities/amazon/operations.js';
import type {
  Container,
  OrderAcknowledgement,
  ShipmentConfirmation,
  ShipmentStatusUpdate,
  ShippingLabelRequest,
} from '../../../activities/amazon/schemas/index.js';

type Sent<Name extends keyof typeof operations> = (typeof operations)[Name] extends {
  request: infer S extends z.ZodType;
}
  ? z.input<S>
  : never;
type Asked<Name extends keyof typeof operations> = (typeof operations)[Name] extends {
  query: infer S extends z.ZodType;
}
  ? z.input<S>
  : never;
type Received<Name extends keyof typeof operations> = z.input<(typeof operations)[Name]['response']>;

/** True where `From` may be given for `To`. */
type Fits<From, To> = [From] extends [To] ? true : false;
const fits = <Fit extends true>(fit: Fit): Fit => fit;

/** The model of Shipping v2 has no client here. */
const directFulfillment = Object.values(operations).filter(({ path }) => !path.startsWith('/shipping/v2/'));

describe('types of the schemas', () => {
  it('every request fits the model', () => {
    fits<Fits<OrderAcknowledgement, OrderAcknowledgementItem>>(true);
    fits<Fits<ShippingLabelRequest, SdkShippingLabelRequest>>(true);
    fits<Fits<ShipmentConfirmation, SdkShipmentConfirmation>>(true);
    fits<Fits<ShipmentStatusUpdate, SdkShipmentStatusUpdate>>(true);
    fits<Fits<Container, SdkContainer>>(true);
    fits<Fits<Sent<'submitAcknowledgement'>, SubmitAcknowledgementRequest>>(true);
    fits<Fits<Sent<'submitShippingLabelRequest'>, SubmitShippingLabelsRequest>>(true);
    fits<Fits<Sent<'submitShipmentConfirmations'>, SubmitShipmentConfirmationsRequest>>(true);
    fits<Fits<Sent<'submitShipmentStatusUpdates'>, SubmitShipmentStatusUpdatesRequest>>(true);
    fits<Fits<Sent<'createRestrictedDataToken'>, CreateRestrictedDataTokenRequest>>(true);
    expect(directFulfillment.filter((operation) => operation.method === 'POST')).toHaveLength(5);
  });

  it('every query of a list fits the model', () => {
    fits<Fits<Asked<'getOrders'>, VendorDirectFulfillmentOrdersApiGetOrdersRequest>>(true);
    fits<Fits<Asked<'getShippingLabels'>, VendorDirectFulfillmentShippingApiGetShippingLabelsRequest>>(true);
    fits<Fits<Asked<'getPackingSlips'>, VendorDirectFulfillmentShippingApiGetPackingSlipsRequest>>(true);
    fits<Fits<Asked<'getCustomerInvoices'>, VendorDirectFulfillmentShippingApiGetCustomerInvoicesRequest>>(true);
    expect(directFulfillment.filter((operation) => 'query' in operation)).toHaveLength(4);
  });

  it('every answer of the model fits what is parsed', () => {
    fits<Fits<SdkOrder, Received<'getOrder'>>>(true);
    fits<Fits<OrderList, Received<'getOrders'>>>(true);
    fits<Fits<SdkShippingLabel, Received<'getShippingLabel'>>>(true);
    fits<Fits<ShippingLabelList, Received<'getShippingLabels'>>>(true);
    fits<Fits<PackingSlip, Received<'getPackingSlip'>>>(true);
    fits<Fits<PackingSlipList, Received<'getPackingSlips'>>>(true);
    fits<Fits<CustomerInvoice, Received<'getCustomerInvoice'>>>(true);
    fits<Fits<CustomerInvoiceList, Received<'getCustomerInvoices'>>>(true);
    fits<Fits<TransactionStatus, Received<'getTransactionStatus'>>>(true);
    fits<Fits<TransactionReference, Received<'submitAcknowledgement'>>>(true);
    // The converse does not hold: unknown enum values pass.
    // @ts-expect-error -- a label format of the model is not any string
    fits<Fits<Received<'getShippingLabel'>, SdkShippingLabel>>(true);
    expect(directFulfillment.filter((operation) => operation.method === 'GET')).toHaveLength(9);
  });
});
