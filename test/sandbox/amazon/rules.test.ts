import { describe, expect, it } from 'vitest';
import { judgeAcknowledgement } from '../../../sandbox/amazon/rules/acknowledgement.js';
import { judgeConfirmation } from '../../../sandbox/amazon/rules/confirmation.js';
import type { OrderFacts } from '../../../sandbox/amazon/rules/facts.js';
import { judgeLabelRequest } from '../../../sandbox/amazon/rules/label-request.js';
import type { RuleRefusal } from '../../../sandbox/amazon/rules/refusal.js';
import { judgeStatusUpdate } from '../../../sandbox/amazon/rules/status-update.js';
import type { OrderAcknowledgement } from '../../../sandbox/amazon/schemas/orders.js';
import type {
  Container,
  ShipmentConfirmation,
  ShipmentStatusUpdate,
  ShippingLabelRequest,
} from '../../../sandbox/amazon/schemas/shipping.js';

const now = Date.parse('2026-03-02T15:00:00Z');
const parties = { sellingParty: { partyId: 'VENDOR' }, shipFromParty: { partyId: 'WH01' } };

const order: OrderFacts = {
  sellingParty: 'VENDOR',
  shipFromParty: 'WH01',
  labelMode: 'amazon',
  lines: [
    { itemSequenceNumber: '00001', buyerProductIdentifier: 'B1', vendorProductIdentifier: 'S1', amount: 2 },
    { itemSequenceNumber: '00002', buyerProductIdentifier: 'B2', vendorProductIdentifier: 'S2', amount: 1 },
  ],
  scheduledDelivery: false,
  cancelled: false,
  relabelAllowed: false,
};
const accepted: OrderFacts = { ...order, acknowledgement: { accepted: true } };
const label = { readable: true, shipMethod: 'UPS_GR_RES', trackingNumbers: ['T1', 'T2'] };
const labelled: OrderFacts = { ...accepted, label };
const shipped = { shipmentStatus: 'SHIPPED', at: now - 1, trackingNumbers: ['T9', 'T10'] } as const;
const own: OrderFacts = { ...accepted, labelMode: 'vendor-label' };
const voc: OrderFacts = { ...accepted, labelMode: 'vendor-carrier' };

function nameOf(refusal: RuleRefusal | undefined): string {
  return refusal === undefined ? '' : `${refusal.rule}${refusal.violation ? ' (violation)' : ''}`;
}

describe('acknowledgement', () => {
  const line = (sequence: string, amount: number | undefined, identifiers = {}) => ({
    itemSequenceNumber: sequence,
    ...identifiers,
    acknowledgedQuantity: { ...(amount === undefined ? {} : { amount }) },
  });
  const both = [line('00001', 2), line('00002', 1)];
  const submitted = (change: Partial<OrderAcknowledgement> = {}, code = '00'): OrderAcknowledgement => ({
    purchaseOrderNumber: 'PO1',
    vendorOrderNumber: 'PO1',
    acknowledgementDate: '2026-03-02T15:00:00Z',
    acknowledgementStatus: { code },
    ...parties,
    itemAcknowledgements: both,
    ...change,
  });
  const items = (...itemAcknowledgements: OrderAcknowledgement['itemAcknowledgements']) =>
    submitted({ itemAcknowledgements });

  it.each<[broken: string, submitted: OrderAcknowledgement, order: OrderFacts | undefined]>([
    ['', submitted(), order],
    ['', submitted({}, '03'), order],
    ['', items(line('00002', 1), line('00001', 2)), order],
    [
      '',
      items(line('00001', 2, { buyerProductIdentifier: 'B1' }), line('00002', 1, { vendorProductIdentifier: 'S2' })),
      order,
    ],
    ['order is known', submitted(), undefined],
    ['acknowledged once (violation)', submitted(), accepted],
    ['acknowledged once (violation)', submitted(), { ...order, acknowledgement: { accepted: false } }],
    ['order is not cancelled', submitted(), { ...order, cancelled: true }],
    ['parties are the order’s', submitted({ sellingParty: { partyId: 'vendor' } }), order],
    ['parties are the order’s', submitted({ shipFromParty: { partyId: 'WH02' } }), order],
    ['code has two digits', submitted({ acknowledgementStatus: {} }), order],
    ['code has two digits', submitted({}, '0'), order],
    ['code has two digits', submitted({}, 'OK'), order],
    ['every line once', items(line('00001', 2)), order],
    ['every line once', items(line('00001', 2), line('00001', 2)), order],
    ['every line once', items(...both, line('00003', 1)), order],
    ['every line once', items(line('1', 2), line('2', 1)), order],
    ['identifiers are the order’s', items(line('00001', 2, { buyerProductIdentifier: 'B2' }), line('00002', 1)), order],
    [
      'identifiers are the order’s',
      items(line('00001', 2, { vendorProductIdentifier: 's1' }), line('00002', 1)),
      order,
    ],
    ['quantity is given and not zero', items(line('00001', 0), line('00002', 1)), order],
    ['quantity is given and not zero', items(line('00001', undefined), line('00002', 1)), order],
    ['no more than ordered', items(line('00001', 3), line('00002', 1)), order],
    ['no partial acceptance', items(line('00001', 1), line('00002', 1)), order],
    ['', submitted({ itemAcknowledgements: [line('00001', 1), line('00002', 1)] }, '03'), order],
  ])('breaks "%s"', (broken, entry, facts) => {
    expect(nameOf(judgeAcknowledgement(entry, facts))).toBe(broken);
  });
});

function packed(
  sequence: number,
  amount: number,
  identifiers: object = { buyerProductIdentifier: `B${String(sequence)}` },
) {
  return { itemSequenceNumber: sequence, ...identifiers, packedQuantity: { amount, unitOfMeasure: 'Each' } };
}

function box(change: Partial<Container> = {}): Container {
  return {
    containerType: 'carton',
    containerIdentifier: '1',
    weight: { unitOfMeasure: 'KG', value: '1' },
    packedItems: [packed(1, 2), packed(2, 1)],
    ...change,
  };
}

describe('label request', () => {
  const submitted = (change: Partial<ShippingLabelRequest> = {}): ShippingLabelRequest => ({
    purchaseOrderNumber: 'PO1',
    ...parties,
    ...change,
  });

  it.each<[broken: string, submitted: ShippingLabelRequest, order: OrderFacts | undefined]>([
    ['', submitted(), accepted],
    ['', submitted({ containers: [box()] }), accepted],
    ['order is known', submitted(), undefined],
    ['label asked once (violation)', submitted(), labelled],
    ['label asked once (violation)', submitted(), { ...accepted, label: { ...label, readable: false } }],
    ['', submitted(), { ...labelled, relabelAllowed: true }],
    ['order is not cancelled', submitted(), { ...accepted, cancelled: true }],
    ['parties are the order’s', submitted({ sellingParty: { partyId: 'OTHER' } }), accepted],
    ['acceptance comes first', submitted(), order],
    ['acceptance comes first', submitted(), { ...order, acknowledgement: { accepted: false } }],
    ['label is Amazon’s', submitted(), own],
    ['label is Amazon’s', submitted(), voc],
    ['not shipped yet', submitted(), { ...accepted, confirmation: shipped }],
    ['packed items are the order’s', submitted({ containers: [box({ packedItems: [packed(3, 1)] })] }), accepted],
    ['no more packed than ordered', submitted({ containers: [box(), box()] }), accepted],
  ])('breaks "%s"', (broken, entry, facts) => {
    expect(nameOf(judgeLabelRequest(entry, facts))).toBe(broken);
  });
});

describe('confirmation', () => {
  const line = (
    sequence: number,
    amount: number,
    identifiers: object = { vendorProductIdentifier: `S${String(sequence)}` },
    unit = 'Each',
  ) => ({
    itemSequenceNumber: sequence,
    ...identifiers,
    shippedQuantity: { amount, unitOfMeasure: unit },
  });
  const both = [line(1, 2), line(2, 1)];
  const submitted = (change: Partial<ShipmentConfirmation> = {}): ShipmentConfirmation => ({
    purchaseOrderNumber: 'PO1',
    shipmentDetails: { shippedDate: '2026-03-02T15:00:00Z', shipmentStatus: 'SHIPPED' },
    ...parties,
    items: both,
    ...change,
  });
  const items = (...lines: ShipmentConfirmation['items']) => submitted({ items: lines });
  const boxes = (...containers: Container[]) => submitted({ containers });
  const shippedAt = (shippedDate: string) => submitted({ shipmentDetails: { shippedDate, shipmentStatus: 'SHIPPED' } });
  const denial = submitted({
    shipmentDetails: { shippedDate: '2026-03-02T15:00:00Z', shipmentStatus: 'FLOOR_DENIAL' },
  });
  const amazons = { shipMethod: 'UPS_GR_RES' };
  const vendors = { shipMethod: 'ANY', trackingNumber: 'T9' };

  it.each<[broken: string, submitted: ShipmentConfirmation, order: OrderFacts | undefined]>([
    ['', submitted(), labelled],
    ['', submitted({ containers: [] }), labelled],
    ['', boxes(box(amazons)), labelled],
    ['', boxes(box({ ...amazons, trackingNumber: 'T2' })), labelled],
    ['', boxes(box(vendors)), own],
    ['', boxes(box({ ...vendors, scacCode: 'ABCD' })), voc],
    ['', boxes(box({ ...vendors, carrier: 'Hauler' })), voc],
    ['', items(line(2, 1), line(1, 2)), labelled],
    ['', items(line(1, 2, undefined, 'EACH'), line(2, 1)), labelled],
    ['', denial, accepted],
    ['', denial, voc],
    ['order is known', submitted(), undefined],
    ['confirmed once (violation)', submitted(), { ...labelled, confirmation: shipped }],
    ['confirmed once (violation)', denial, { ...labelled, confirmation: shipped }],
    ['order is not cancelled', submitted(), { ...labelled, cancelled: true }],
    ['parties are the order’s', submitted({ shipFromParty: { partyId: 'WH09' } }), labelled],
    ['acceptance comes first', submitted(), order],
    ['acceptance comes first', denial, order],
    ['every line once', items(line(1, 2)), labelled],
    ['every line once', items(...both, line(3, 1)), labelled],
    ['every line once', items(line(1, 1), line(1, 1), line(2, 1)), labelled],
    ['an identifier is given', items(line(1, 2, {}), line(2, 1)), labelled],
    ['identifiers are the order’s', items(line(1, 2, { buyerProductIdentifier: 'B2' }), line(2, 1)), labelled],
    ['unit is each', items(line(1, 2, undefined, 'CASE'), line(2, 1)), labelled],
    ['no more than ordered', items(line(1, 3), line(2, 1)), labelled],
    ['whole order ships', items(line(1, 1), line(2, 1)), labelled],
    ['shipped date not in the future', shippedAt('2026-03-02T15:00:01Z'), labelled],
    ['', shippedAt('2026-03-02T16:00:00+01:00'), labelled],
    ['containers or an Amazon label', submitted(), accepted],
    ['containers or an Amazon label', submitted(), { ...accepted, label: { ...label, readable: false } }],
    ['containers or an Amazon label', submitted(), own],
    ['containers or an Amazon label', submitted({ containers: [] }), voc],
    ['label comes first', boxes(box(amazons)), accepted],
    ['container has a ship method', boxes(box()), labelled],
    ['container has a ship method', boxes(box({ trackingNumber: 'T9', shipMethod: '' })), own],
    ['ship method is the label’s', boxes(box({ shipMethod: 'ups_gr_res' })), labelled],
    ['tracking number is the label’s', boxes(box({ ...amazons, trackingNumber: 'T3' })), labelled],
    ['container has a tracking number', boxes(box({ shipMethod: 'ANY' })), own],
    ['own carrier is named', boxes(box(vendors)), voc],
    ['packed items are the order’s', boxes(box({ ...vendors, packedItems: [packed(1, 1, {})] })), own],
    [
      'packed items are the order’s',
      boxes(box({ ...vendors, packedItems: [packed(1, 1, { buyerProductIdentifier: 'B2' })] })),
      own,
    ],
    ['no more packed than ordered', boxes(box(vendors), box(vendors)), own],
    ['', boxes(box({ ...vendors, containerSequenceNumber: 1 }), box({ ...vendors, containerSequenceNumber: 2 })), own],
  ])('breaks "%s"', (broken, entry, facts) => {
    expect(nameOf(judgeConfirmation(entry, facts, now))).toBe(broken);
  });

  it('gives the published codes where there are some', () => {
    expect(judgeConfirmation(submitted(), undefined, now)?.code).toBe('INVALID_ORDER_ID');
    expect(judgeConfirmation(submitted(), accepted, now)?.code).toBe('EMPTY_PACKAGES');
  });
});

describe('status update', () => {
  const onItsWay: OrderFacts = { ...voc, confirmation: shipped };
  const scheduled: OrderFacts = { ...onItsWay, scheduledDelivery: true };
  const submitted = (
    details: Partial<ShipmentStatusUpdate['statusUpdateDetails']> = {},
    change: Partial<ShipmentStatusUpdate> = {},
  ): ShipmentStatusUpdate => ({
    purchaseOrderNumber: 'PO1',
    ...parties,
    statusUpdateDetails: {
      trackingNumber: 'T9',
      statusCode: 'D1',
      reasonCode: 'NS',
      statusDateTime: '2026-03-02T15:00:00Z',
      statusLocationAddress: { countryCode: 'US' },
      ...details,
    },
    ...change,
  });
  const estimated = { estimatedDeliveryDateTime: '2026-03-03T15:00:00Z' };

  it.each<[broken: string, submitted: ShipmentStatusUpdate, order: OrderFacts | undefined]>([
    ['', submitted(), onItsWay],
    ['', submitted({ trackingNumber: 'T10' }), onItsWay],
    ['', submitted({ shipmentSchedule: estimated }), onItsWay],
    ['', submitted({ shipmentSchedule: estimated }), scheduled],
    ['', submitted(), { ...onItsWay, confirmation: { ...shipped, at: now } }],
    ['order is known', submitted(), undefined],
    ['order is not cancelled', submitted(), { ...onItsWay, cancelled: true }],
    ['parties are the order’s', submitted({}, { sellingParty: { partyId: 'vendor' } }), onItsWay],
    ['parties are the order’s', submitted({}, { shipFromParty: { partyId: 'WH02' } }), onItsWay],
    ['carrier is the vendor’s', submitted(), { ...onItsWay, labelMode: 'amazon' }],
    ['carrier is the vendor’s', submitted(), { ...onItsWay, labelMode: 'vendor-label' }],
    ['confirmation comes first', submitted(), voc],
    ['confirmation comes first', submitted(), { ...voc, confirmation: { shipmentStatus: 'FLOOR_DENIAL', at: 0 } }],
    // received before it took effect
    ['confirmation comes first', submitted(), { ...onItsWay, confirmation: { ...shipped, at: now + 1 } }],
    ['tracking number is the confirmation’s', submitted({ trackingNumber: 't9' }), onItsWay],
    ['tracking number is the confirmation’s', submitted({ trackingNumber: 'T9 ' }), onItsWay],
    ['tracking number is the confirmation’s', submitted({ trackingNumber: 'T9,T10' }), onItsWay],
    ['tracking number is the confirmation’s', submitted({ trackingNumber: '' }), onItsWay],
    ['status and reason are a pair', submitted({ reasonCode: 'AF' }), onItsWay],
    ['status and reason are a pair', submitted({ statusCode: 'd1' }), onItsWay],
    ['status and reason are a pair', submitted({ statusCode: '01', reasonCode: 'NS' }), onItsWay], // the letter O
    ['status and reason are a pair', submitted({ statusCode: '301', reasonCode: 'NS' }), onItsWay],
    ['status and reason are a pair', submitted({ statusCode: '301', reasonCode: '0' }), onItsWay],
    ['scheduled delivery has its schedule', submitted(), scheduled],
    ['scheduled delivery has its schedule', submitted({ shipmentSchedule: {} }), scheduled],
  ])('breaks "%s"', (broken, entry, facts) => {
    expect(nameOf(judgeStatusUpdate(entry, facts, now))).toBe(broken);
  });

  it.each([
    // meaning; EDIFACT status and reason; X12 status and reason
    ['DELAYED', '404', '117', 'DE', 'AF'],
    ['DELIVERED', '301', '000', 'D1', 'NS'],
    ['DEPARTED_FROM_FC', '101', '000', 'XB', 'NS'],
    ['IN_TRANSIT', '201', '000', 'O1', 'NS'],
    ['LOST', '409', '000', 'CA', 'PL'],
    ['OUT_FOR_DELIVERY', '302', '000', 'OD', 'NS'],
    ['REJECTED', '407', '000', 'A7', 'AM'],
    ['UNDELIVERABLE', '416', '000', 'AP', 'BG'],
  ])('%s is taken in either list of codes, and not across them', (_meaning, edifact, edifactReason, x12, x12Reason) => {
    const broken = (statusCode: string, reasonCode: string) =>
      nameOf(judgeStatusUpdate(submitted({ statusCode, reasonCode }), onItsWay, now));
    expect([broken(edifact, edifactReason), broken(x12, x12Reason)]).toEqual(['', '']);
    expect([broken(edifact, x12Reason), broken(x12, edifactReason)]).toEqual([
      'status and reason are a pair',
      'status and reason are a pair',
    ]);
  });
});
