import { describe, expect, it } from 'vitest';
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

const bought = {
  requestToken: 'token',
  rateId: 'rate',
  requestedDocumentSpecification: { format: 'PNG' },
  requestedValueAddedServices: [{ id: 'CollectOnDelivery' }],
  additionalInputs: { harmonizedSystemCode: '95' },
};
const directly = {
  channelDetails: { channelType: 'AMAZON', amazonShipmentDetails: { shipmentId: 'DF1' } },
  shipTo: { name: 'Jane Doe' },
};
const told = { chargePermissionId: 'P01-1', deliveryDetails: [{ trackingNumber: '1Z9', carrierCode: 'UPS' }] };
const notes = { additionalAddressNotes: 'Behind the temple, ask for Jane Doe' };
const date = { rescheduleDate: '2026-01-09T04:30:00Z' };
const answered = (ndrAction: string, ndrRequestData?: object) => ({
  trackingId: '18095',
  ndrAction,
  ...(ndrRequestData === undefined ? {} : { ndrRequestData }),
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
    ['purchase', 'purchaseShipment', {}],
    ['direct purchase', 'directPurchaseShipment', { shipTo: { name: 'Jane Doe' } }],
    ['cancellation', 'cancelShipment', {}],
    ['delivery notice', 'deliveryTrackers', {}],
    ['answer', 'submitNdrFeedback', {}],
    ['somethingNew', 'somethingNew', { shipTo: { name: 'Jane Doe' } }],
    // shipments, notices, non-delivery reports
    ['purchase, with CollectOnDelivery, label as PNG', 'purchaseShipment', bought],
    ['direct purchase for shipment DF1', 'directPurchaseShipment', directly],
    ['cancellation of shipment amzn1.sid.1', 'cancelShipment', { shipmentId: 'amzn1.sid.1' }],
    ['delivery notice of 1Z9, carrier UPS', 'deliveryTrackers', told],
    ['REATTEMPT of 18095, with address notes', 'submitNdrFeedback', answered('REATTEMPT', notes)],
    ['RESCHEDULE of 18095 to 2026-01-09T04:30:00Z', 'submitNdrFeedback', answered('RESCHEDULE', date)],
    ['RTO of 18095', 'submitNdrFeedback', answered('RTO')],
  ])('is "%s": %s', (meaning, operation, body) => {
    expect(meaningOf(operation, JSON.stringify(body))).toBe(meaning);
  });

  it('names service and price of a purchase, which its body does not', () => {
    const offer = {
      carrierId: 'AMZN_UK',
      carrierName: 'Amazon Shipping',
      serviceId: 'one-day',
      serviceName: 'One-Day',
      promise: {},
      total: { value: 5.49, unit: 'GBP' },
    };
    expect(meaningOf('purchaseShipment', JSON.stringify(bought), { repeatableUntil: 1, offer })).toBe(
      'purchase of Amazon Shipping One-Day for 5.49 GBP, with CollectOnDelivery, label as PNG',
    );
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
