import { describe, expect, it } from 'vitest';
import { isStatusPair, shipmentStatusCodes } from '../../../activities/amazon/shipment-status-codes.js';
import type { ShipmentStatus } from '../../../workflows/purchase-order/carrier.js';

describe('status codes', () => {
  it.each<[ShipmentStatus, string, string]>([
    // as the guide lists them: EDIFACT status and reason, X12 status and reason
    ['DELAYED', '404 117', 'DE AF'],
    ['DELIVERED', '301 000', 'D1 NS'],
    ['DEPARTED_FROM_FC', '101 000', 'XB NS'],
    ['IN_TRANSIT', '201 000', 'O1 NS'],
    ['LOST', '409 000', 'CA PL'],
    ['OUT_FOR_DELIVERY', '302 000', 'OD NS'],
    ['REJECTED', '407 000', 'A7 AM'],
    ['UNDELIVERABLE', '416 000', 'AP BG'],
  ])('%s is %s in EDIFACT and %s in X12', (status, edifact, x12) => {
    const text = (dialect: 'EDIFACT' | 'X12'): string => Object.values(shipmentStatusCodes[dialect][status]).join(' ');
    expect([text('EDIFACT'), text('X12')]).toEqual([edifact, x12]);
  });

  it.each([
    // status, reason, a pair
    ['D1', 'NS', true],
    ['301', '000', true],
    ['D1', '000', false],
    ['301', 'NS', false],
    ['DE', 'NS', false],
    ['d1', 'NS', false],
    ['301', '0', false],
    ['01', 'NS', false],
    ['', '', false],
  ])('%j with %j is a pair: %p', (statusCode, reasonCode, isPair) => {
    expect(isStatusPair({ statusCode, reasonCode })).toBe(isPair);
  });
});
