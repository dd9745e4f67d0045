import { describe, expect, it } from 'vitest';
import { clientRateLimits as ordersLimits } from '@sp-api-sdk/vendor-direct-fulfillment-orders-api-v1';
import { clientRateLimits as shippingLimits } from '@sp-api-sdk/vendor-direct-fulfillment-shipping-api-v1';
import { clientRateLimits as tokensLimits } from '@sp-api-sdk/tokens-api-2021-03-01';
import { clientRateLimits as transactionsLimits } from '@sp-api-sdk/vendor-direct-fulfillment-transactions-api-v1';
import { operations, restrictedPaths } from '../../../activities/amazon/operations.js';
import type { Operation } from '../../../activities/amazon/operations.js';

const table: [string, Operation][] = Object.entries(operations);
/** Shipping v2 has a test of its own: shipping/operations.test.ts. */
const directFulfillment = table.filter(([, { path }]) => !path.startsWith('/shipping/v2/'));

describe('operations table', () => {
  it.each(table)('%s is listed under its own name', (key, operation) => {
    expect(operation.name).toBe(key);
  });

  it.each(directFulfillment)('%s has the rate and burst of the published usage plan', (_name, operation) => {
    const published = [...ordersLimits, ...shippingLimits, ...tokensLimits, ...transactionsLimits].find(
      ({ method, urlRegex }) => method.toUpperCase() === operation.method && urlRegex.test(operation.path),
    );
    expect(published).toMatchObject({ rate: operation.ratePerSecond, burst: operation.burst });
  });

  it.each(directFulfillment.filter(([, operation]) => operation.write))(
    '%s writes one array by POST, strictly checked',
    (_name, operation) => {
      expect(operation).toMatchObject({ method: 'POST', restricted: false });
      expect(operation.request?.safeParse({ [operation.arrayName ?? '']: [] }).success).toBe(false);
    },
  );

  it.each(table.filter(([, operation]) => operation.restricted))('%s is restricted and a GET', (_name, operation) => {
    expect(operation.method).toBe('GET');
  });

  it.each(directFulfillment.filter(([name]) => /^get\w+s$/.test(name) && name !== 'getTransactionStatus'))(
    '%s is a list: its query is strictly checked',
    (_name, operation) => {
      expect(operation.path).not.toContain('{');
      expect(operation.query?.safeParse({}).success).toBe(false);
    },
  );
});

describe('restricted paths', () => {
  const orders = '/vendor/directFulfillment/orders/v1/purchaseOrders';
  const shipping = '/vendor/directFulfillment/shipping/v1';
  const everywhere = [
    orders,
    `${orders}/{purchaseOrderNumber}`,
    `${shipping}/shippingLabels`,
    `${shipping}/shippingLabels/{purchaseOrderNumber}`,
    `${shipping}/packingSlips`,
    `${shipping}/packingSlips/{purchaseOrderNumber}`,
  ];

  it('leaves customer invoices out where they do not exist', () => {
    expect(restrictedPaths({ invoices: false })).toEqual(everywhere);
  });

  it('asks for customer invoices in India', () => {
    expect(restrictedPaths({ invoices: true })).toEqual([
      ...everywhere,
      `${shipping}/customerInvoices`,
      `${shipping}/customerInvoices/{purchaseOrderNumber}`,
    ]);
  });
});
