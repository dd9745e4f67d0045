import { TokensApi } from '@sp-api-sdk/tokens-api-2021-03-01';
import { VendorDirectFulfillmentOrdersApi } from '@sp-api-sdk/vendor-direct-fulfillment-orders-api-v1';
import { VendorDirectFulfillmentShippingApi } from '@sp-api-sdk/vendor-direct-fulfillment-shipping-api-v1';
import { VendorDirectFulfillmentTransactionsApi } from '@sp-api-sdk/vendor-direct-fulfillment-transactions-api-v1';
import axios from 'axios';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { startLocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazonOptions } from '../../../sandbox/amazon/options.js';

export const ordersPath = '/vendor/directFulfillment/orders/v1/purchaseOrders';
export const labelsPath = '/vendor/directFulfillment/shipping/v1/shippingLabels';
export const acknowledgementsPath = '/vendor/directFulfillment/orders/v1/acknowledgements';
export const confirmationsPath = '/vendor/directFulfillment/shipping/v1/shipmentConfirmations';
export const statusUpdatesPath = '/vendor/directFulfillment/shipping/v1/shipmentStatusUpdates';
export const packingSlipsPath = '/vendor/directFulfillment/shipping/v1/packingSlips';
export const customerInvoicesPath = '/vendor/directFulfillment/shipping/v1/customerInvoices';
export const transactionsPath = '/vendor/directFulfillment/transactions/v1/transactions';
export const restrictedTokenPath = '/tokens/2021-03-01/restrictedDataToken';
export const userAgent = 'LocalCheck/1.0 (Language=TypeScript; Platform=Node)';
export const minuteMs = 60_000;

/** The reading resources of a vendor in India, with templates. */
export const readingResources = [
  ordersPath,
  `${ordersPath}/{purchaseOrderNumber}`,
  labelsPath,
  `${labelsPath}/{purchaseOrderNumber}`,
  packingSlipsPath,
  `${packingSlipsPath}/{purchaseOrderNumber}`,
  customerInvoicesPath,
  `${customerInvoicesPath}/{purchaseOrderNumber}`,
].map((path) => ({ method: 'GET' as const, path }));

/** A clock that stands still until it is moved. */
export interface FakeClock {
  (): number;
  advance(ms: number): void;
}

export function fakeClock(start = Date.parse('2026-03-02T15:00:00Z')): FakeClock {
  let now = start;
  return Object.assign(() => now, {
    advance: (ms: number) => {
      now += ms;
    },
  });
}

/** Independent clients of a local Amazon: classes generated from the models by others. Every status resolves. */
export interface Clients {
  readonly amazon: LocalAmazon;
  readonly clock: FakeClock;
  readonly orders: VendorDirectFulfillmentOrdersApi;
  readonly shipping: VendorDirectFulfillmentShippingApi;
  readonly transactions: VendorDirectFulfillmentTransactionsApi;
  readonly tokens: TokensApi;
  /** The bare HTTP client, with an access token. */
  readonly http: AxiosInstance;
  readonly accessToken: string;
  readonly restrictedToken: string;
  /** `Success`, `Failure` with its code, or `Processing`. */
  readonly outcome: (answer: AxiosResponse<{ payload?: { transactionId?: string } }>) => Promise<string>;
}

/** Starts a local Amazon on a fake clock, logs in, and makes clients. */
export async function startWithClients(options: LocalAmazonOptions = {}): Promise<Clients> {
  const clock = fakeClock();
  // Tests let days go by between two calls; expiry has tests of its own.
  const amazon = await startLocalAmazon({ clock, tokenLifetimeSeconds: 1e8, ...options });
  const accessToken = await logIn(amazon);
  const plain = axios.create({
    baseURL: amazon.url,
    headers: { 'x-amz-access-token': accessToken, 'user-agent': userAgent },
    validateStatus: () => true,
  });
  const tokens = new TokensApi(undefined, amazon.url, commonJsTyped(plain));
  const { data } = await tokens.createRestrictedDataToken({ body: { restrictedResources: readingResources } });
  const restrictedToken = data.restrictedDataToken ?? '';

  // The generated classes hold reading and writing operations together; the token goes by the method.
  const byMethod = axios.create({ validateStatus: () => true });
  byMethod.interceptors.request.use((request) => {
    request.headers.set('x-amz-access-token', request.method === 'get' ? restrictedToken : accessToken);
    request.headers.set('user-agent', userAgent);
    return request;
  });
  const transactions = new VendorDirectFulfillmentTransactionsApi(undefined, amazon.url, plain);
  return {
    amazon,
    clock,
    tokens,
    transactions,
    orders: new VendorDirectFulfillmentOrdersApi(undefined, amazon.url, byMethod),
    shipping: new VendorDirectFulfillmentShippingApi(undefined, amazon.url, byMethod),
    http: plain,
    accessToken,
    restrictedToken,
    async outcome(answer) {
      if (answer.status !== 202) return `status ${String(answer.status)}`;
      const transactionId = answer.data.payload?.transactionId ?? '';
      const status = await transactions.getTransactionStatus({ transactionId });
      const transaction = status.data.payload?.transactionStatus;
      // The generated type names the global Error.
      const errors = (transaction?.errors ?? []) as unknown as { code: string }[];
      return [transaction?.status, ...errors.map((error) => error.code)].join(' ');
    },
  };
}

/** Logs in as the generated clients do: form-encoded. */
export async function logIn(amazon: LocalAmazon): Promise<string> {
  const { environment } = amazon;
  const response = await axios.post<{ access_token: string }>(
    environment.LWA_ENDPOINT,
    new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: environment.LWA_REFRESH_TOKEN,
      client_id: environment.LWA_CLIENT_ID,
      client_secret: environment.LWA_CLIENT_SECRET,
    }),
  );
  return response.data.access_token;
}

// The tokens client is CommonJS and sees the other of axios' two type declarations.
function commonJsTyped(client: AxiosInstance): NonNullable<ConstructorParameters<typeof TokensApi>[2]> {
  return client as unknown as NonNullable<ConstructorParameters<typeof TokensApi>[2]>;
}
