import { describe, expect, it } from '@jest/globals';
import { departureTimeOf, meaningOf } from '../../../activities/ledger/meaning.js';

const shipped = { shipmentDetails: { shipmentStatus: 'SHIPPED', shippedDate: '2026-01-05T16:05:00Z' } };
const denied = { shipmentDetails: { shipmentStatus: 'FLOOR_DENIAL', shippedDate: '2026-01-05T16:05:00Z' } };
const update = (statusCode: string, reasonCode: string) => ({
  statusUpdateDetails: {
    trackingNumber: '1Z9',
    statusCode,
    reasonCode,
    statusDateTime: '2026-01-06T10:00:00Z',
    statusLocationAddress: { name: 'Jane Doe', addressLine1: '1 Planted Street' },
  },
});

describe('what a send says', () => {
  it.each<[string, string, unknown]>([
    // in words, operation, body
    ['accepted (00)', 'submitAcknowledgement', { acknowledgementStatus: { code: '00' } }],
    ['rejected (03)', 'submitAcknowledgement', { acknowledgementStatus: { code: '03', description: 'For Jane Doe' } }],
    ['label requested', 'submitShippingLabelRequest', {}],
    ['labels requested for 1 package', 'submitShippingLabelRequest', { containers: [{}] }],
    ['labels requested for 2 packages', 'submitShippingLabelRequest', { containers: [{}, {}] }],
    ['SHIPPED, departed 2026-01-05T16:05:00Z', 'submitShipmentConfirmations', shipped],
    ['FLOOR_DENIAL, decided 2026-01-05T16:05:00Z', 'submitShipmentConfirmations', denied],
    ['DELIVERED of 1Z9, 2026-01-06T10:00:00Z', 'submitShipmentStatusUpdates', update('D1', 'NS')],
    ['DELIVERED of 1Z9, 2026-01-06T10:00:00Z', 'submitShipmentStatusUpdates', update('301', '000')],
    ['status D1/000 of 1Z9, 2026-01-06T10:00:00Z', 'submitShipmentStatusUpdates', update('D1', '000')],
    // of another release
    ['acknowledged', 'submitAcknowledgement', {}],
    ['confirmed', 'submitShipmentConfirmations', {}],
    ['status –/–', 'submitShipmentStatusUpdates', {}],
    ['purchaseShipment', 'purchaseShipment', { shipTo: { name: 'Jane Doe' } }],
  ])('is "%s": %s', (meaning, operation, body) => {
    expect(meaningOf(operation, JSON.stringify(body))).toBe(meaning);
  });

  it.each<[number | undefined, unknown]>([
    [Date.parse('2026-01-05T16:05:00Z'), shipped],
    [undefined, denied],
    [undefined, { shipmentDetails: { shipmentStatus: 'SHIPPED', shippedDate: 'soon' } }],
    [undefined, {}],
  ])('has the departure %p only when something has left', (departedAt, body) => {
    expect(departureTimeOf(JSON.stringify(body))).toBe(departedAt);
  });
});
