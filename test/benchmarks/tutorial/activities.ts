import got from 'got';
import type { LocalAmazonEnvironment } from '../../../sandbox/amazon/local-amazon.js';
import { shipmentStatusCodes } from '../../../activities/amazon/shipment-status-codes.js';
import type { TutorialActivities, TutorialOrder } from './order.js';

const orders = '/vendor/directFulfillment/orders/v1';
const shipping = '/vendor/directFulfillment/shipping/v1';
const each = (amount: number) => ({ amount, unitOfMeasure: 'Each' });
const address = { name: 'Hauler', addressLine1: '1 Depot Road', city: 'Reno', countryCode: 'US' };

/** Plain calls: whatever is not 2xx fails the activity, and Temporal's default policy tries it again. */
export function createTutorialActivities(environment: LocalAmazonEnvironment, clock: () => number): TutorialActivities {
  const { SP_API_ENDPOINT, LWA_ENDPOINT, LWA_CLIENT_ID, LWA_CLIENT_SECRET, LWA_REFRESH_TOKEN } = environment;
  const http = got.extend({ retry: { limit: 0 }, responseType: 'json', timeout: { request: 15_000 } });
  const accessToken = remembered(clock, async () => {
    const form = {
      grant_type: 'refresh_token',
      client_id: LWA_CLIENT_ID,
      client_secret: LWA_CLIENT_SECRET,
      refresh_token: LWA_REFRESH_TOKEN,
    };
    const answer = await http.post<{ access_token: string }>(LWA_ENDPOINT, { form });
    return answer.body.access_token;
  });
  const call = async <T>(
    method: 'GET' | 'POST',
    path: string,
    { json, token }: { json?: object; token?: string } = {},
  ) => {
    const headers = {
      'x-amz-access-token': token ?? (await accessToken()),
      'user-agent': 'tutorial/1.0 (Language=TypeScript)',
    };
    const answer = await http<T>(`${SP_API_ENDPOINT}${path}`, { method, headers, ...(json !== undefined && { json }) });
    return answer.body;
  };
  const restrictedToken = async (path: string): Promise<string> => {
    const json = { restrictedResources: [{ method: 'GET', path }] };
    const answer = await call<{ restrictedDataToken: string }>('POST', '/tokens/2021-03-01/restrictedDataToken', {
      json,
    });
    return answer.restrictedDataToken;
  };
  const tokenForOrders = remembered(clock, () => restrictedToken(`${orders}/purchaseOrders/{purchaseOrderNumber}`));
  const submit = async (path: string, json: object): Promise<string> => {
    const answer = await call<WithTransaction>('POST', path, { json });
    return (answer.payload ?? answer).transactionId ?? '';
  };

  return {
    getOrder: async (purchaseOrderNumber) =>
      orderOf(
        await call<WireOrder>('GET', `${orders}/purchaseOrders/${purchaseOrderNumber}`, {
          token: await tokenForOrders(),
        }),
      ),
    submitAcknowledgement: (order) =>
      submit(`${orders}/acknowledgements`, {
        orderAcknowledgements: [
          {
            ...partiesOf(order),
            vendorOrderNumber: order.purchaseOrderNumber,
            acknowledgementDate: new Date(clock()).toISOString(),
            acknowledgementStatus: { code: '00' },
            itemAcknowledgements: order.lines.map(({ amount, ...line }) => ({
              ...line,
              acknowledgedQuantity: each(amount),
            })),
          },
        ],
      }),
    submitShippingLabelRequest: (order) =>
      submit(`${shipping}/shippingLabels`, { shippingLabelRequests: [partiesOf(order)] }),
    submitShipmentConfirmation: ({ order, road, departedAt }) =>
      submit(`${shipping}/shipmentConfirmations`, {
        shipmentConfirmations: [
          {
            ...partiesOf(order),
            shipmentDetails: { shippedDate: departedAt, shipmentStatus: 'SHIPPED' },
            items: order.lines.map(({ amount, itemSequenceNumber, ...line }) => ({
              ...line,
              itemSequenceNumber: Number(itemSequenceNumber),
              shippedQuantity: each(amount),
            })),
            ...(road === 'vendor-carrier' && { containers: [containerOf(order)] }),
          },
        ],
      }),
    submitStatusUpdate: ({ order, status, occurredAt }) =>
      submit(`${shipping}/shipmentStatusUpdates`, {
        shipmentStatusUpdates: [
          {
            ...partiesOf(order),
            statusUpdateDetails: {
              trackingNumber: trackingNumberOf(order),
              ...shipmentStatusCodes.X12[status],
              statusDateTime: occurredAt,
              statusLocationAddress: address,
            },
          },
        ],
      }),
    getTransactionStatus: async (transactionId) => {
      type Status = { transactionStatus?: { status?: string } };
      const answer = await call<Status & { payload?: Status }>(
        'GET',
        `/vendor/directFulfillment/transactions/v1/transactions/${transactionId}`,
      );
      return (answer.payload ?? answer).transactionStatus?.status ?? 'Processing';
    },
    createRestrictedDataToken: (purchaseOrderNumber) =>
      restrictedToken(`${shipping}/shippingLabels/${purchaseOrderNumber}`),
    getShippingLabel: async ({ purchaseOrderNumber, token }) => {
      await call('GET', `${shipping}/shippingLabels/${purchaseOrderNumber}`, { token });
      return `label of ${purchaseOrderNumber}`;
    },
  };
}

interface WithTransaction {
  payload?: { transactionId?: string };
  transactionId?: string;
}

interface WireOrder {
  payload: {
    purchaseOrderNumber: string;
    orderDetails: {
      sellingParty: { partyId: string };
      shipFromParty: { partyId: string };
      shipmentDetails: { shipMethod: string };
      items: {
        itemSequenceNumber: string;
        vendorProductIdentifier?: string;
        buyerProductIdentifier?: string;
        orderedQuantity: { amount: number };
      }[];
    };
  };
}

const orderOf = ({ payload: { purchaseOrderNumber, orderDetails } }: WireOrder): TutorialOrder => ({
  purchaseOrderNumber,
  sellingParty: orderDetails.sellingParty.partyId,
  shipFromParty: orderDetails.shipFromParty.partyId,
  shipMethod: orderDetails.shipmentDetails.shipMethod,
  lines: orderDetails.items.map(
    ({ itemSequenceNumber, vendorProductIdentifier, buyerProductIdentifier, orderedQuantity }) => ({
      itemSequenceNumber,
      ...(vendorProductIdentifier !== undefined && { vendorProductIdentifier }),
      ...(buyerProductIdentifier !== undefined && { buyerProductIdentifier }),
      amount: orderedQuantity.amount,
    }),
  ),
});

const partiesOf = ({ purchaseOrderNumber, sellingParty, shipFromParty }: TutorialOrder) => ({
  purchaseOrderNumber,
  sellingParty: { partyId: sellingParty },
  shipFromParty: { partyId: shipFromParty },
});

const trackingNumberOf = ({ purchaseOrderNumber }: TutorialOrder): string => `1Z${purchaseOrderNumber}`;

const containerOf = (order: TutorialOrder) => ({
  containerType: 'carton',
  containerIdentifier: '001',
  trackingNumber: trackingNumberOf(order),
  shipMethod: order.shipMethod,
  scacCode: 'UPSN',
  weight: { unitOfMeasure: 'KG', value: '1.0' },
  packedItems: order.lines.map(({ amount, itemSequenceNumber, ...line }) => ({
    ...line,
    itemSequenceNumber: Number(itemSequenceNumber),
    packedQuantity: each(amount),
  })),
});

/** Tokens live an hour. */
const REMEMBERED_MS = 50 * 60_000;

/** One request for all who ask; a failure is forgotten. */
function remembered(clock: () => number, request: () => Promise<string>): () => Promise<string> {
  let known: { token: Promise<string>; until: number } | undefined;
  return () => {
    if (known !== undefined && clock() < known.until) return known.token;
    const token = request();
    known = { token, until: clock() + REMEMBERED_MS };
    token.catch(() => {
      known = undefined;
    });
    return token;
  };
}
