import { describe, expect, it } from 'vitest';
import { operations } from '../../../../activities/amazon/operations.js';
import type { Operation } from '../../../../activities/amazon/operations.js';

const table: Record<string, Operation> = operations;
const business = { 'x-amzn-shipping-business-id': 'AmazonShipping_IT' };
const keyed = { ...business, 'x-amzn-IdempotencyKey': '0123456789abcdef0123456789abcdef' };

describe('operations of Shipping v2', () => {
  it.each([
    // name, method, path of the published model, whether it changes something
    ['getRates', 'POST', '/shipping/v2/shipments/rates', false],
    ['getAdditionalInputs', 'GET', '/shipping/v2/shipments/additionalInputs/schema', false],
    ['purchaseShipment', 'POST', '/shipping/v2/shipments', true],
    ['directPurchaseShipment', 'POST', '/shipping/v2/shipments/directPurchase', true],
    ['getShipmentDocuments', 'GET', '/shipping/v2/shipments/{shipmentId}/documents', false],
    ['getTracking', 'GET', '/shipping/v2/tracking', false],
    ['cancelShipment', 'PUT', '/shipping/v2/shipments/{shipmentId}/cancel', true],
  ])('%s is %s %s, 80 a second with a burst of 100, and never restricted', (name, method, path, write) => {
    const plan = { ratePerSecond: 80, burst: 100 };
    expect(table[name]).toMatchObject({ name, method, path, write, restricted: false, ...plan });
  });

  const shipping = Object.entries(table).filter(
    // Non-delivery reports are India's, and have a header schema of their own.
    ([name, { path }]) => path.startsWith('/shipping/v2/') && name !== 'submitNdrFeedback',
  );

  it.each(shipping)('%s never goes out without the business id, which Amazon would take for the UK', (name, row) => {
    expect(row.headers?.safeParse({}).success).toBe(false);
    expect(row.headers?.safeParse({ ...keyed, 'x-amzn-shipping-business-id': 'AmazonShipping_DE' }).success).toBe(
      false,
    );
    const isKeyed = ['purchaseShipment', 'directPurchaseShipment'].includes(name);
    expect(row.headers?.safeParse(isKeyed ? keyed : business).success).toBe(true);
    expect(row.headers?.safeParse(isKeyed ? business : keyed).success).toBe(false);
  });
});
