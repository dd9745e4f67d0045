import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../../activities/amazon/faults.js';
import { order, orderAcknowledgement, ordersPage } from '../../../../activities/amazon/schemas/index.js';

/** The model's sandbox example of submitAcknowledgement. */
const acknowledgement = {
  purchaseOrderNumber: '2JK3S9VC',
  vendorOrderNumber: 'ABC',
  acknowledgementDate: '2020-02-20T19:17:34.304Z',
  acknowledgementStatus: { code: '00', description: 'Shipping 100 percent of ordered product' },
  sellingParty: { partyId: '999US' },
  shipFromParty: { partyId: 'ABCD' },
  itemAcknowledgements: [
    {
      itemSequenceNumber: '00001',
      buyerProductIdentifier: 'B07DFVDRAB',
      vendorProductIdentifier: '8806098286500',
      acknowledgedQuantity: { amount: 1, unitOfMeasure: 'Each' },
    },
  ],
};
const [line] = acknowledgement.itemAcknowledgements;

/** The model's sandbox example of getOrder, shortened. */
const example = {
  purchaseOrderNumber: '2JK3S9VC',
  orderDetails: {
    customerOrderNumber: '123-ABC',
    orderDate: '2020-02-20T13:51:00Z',
    orderStatus: 'NEW',
    shipmentDetails: {
      isPriorityShipment: false,
      isScheduledDeliveryShipment: false,
      isPslipRequired: true,
      isGift: false,
      shipMethod: 'UPS_2ND',
      shipmentDates: { requiredShipDate: '2020-02-21T00:00:00Z', promisedDeliveryDate: '2020-02-24T00:00:00Z' },
      messageToCustomer: 'Thank you',
    },
    sellingParty: { partyId: '999US' },
    shipFromParty: { partyId: 'ABCD' },
    shipToParty: { name: 'ABCD', addressLine1: '123 XYZ Street', stateOrRegion: 'CA', countryCode: 'USA' },
    billToParty: { partyId: 'ABCD' },
    items: [
      {
        itemSequenceNumber: '00001',
        buyerProductIdentifier: 'B07DFVDRAB',
        orderedQuantity: { amount: 1, unitOfMeasure: 'EACH' },
        netPrice: { currencyCode: 'USD', amount: '500' },
      },
    ],
  },
};
const details = example.orderDetails;

describe('acknowledgement, strict out', () => {
  it("takes the model's example", () => {
    expect(orderAcknowledgement.safeParse(acknowledgement).success).toBe(true);
  });

  it.each([
    // change, fault
    [{ purchaseOrderNumber: '' }, /^purchaseOrderNumber: /],
    [{ vendorOrderNumber: undefined }, /^vendorOrderNumber: /],
    [{ acknowledgementDate: '2020-02-20T19:17:34' }, /^acknowledgementDate: /],
    [{ acknowledgementStatus: { code: '0' } }, /^acknowledgementStatus.code: expected two digits/],
    [{ sellingParty: {} }, /^sellingParty.partyId: /],
    [{ itemAcknowledgements: [] }, /^itemAcknowledgements: /],
    [{ itemAcknowledgements: [{ ...line, itemSequenceNumber: 1 }] }, /^itemAcknowledgements\[0\].itemSequenceNumber: /],
    [
      { itemAcknowledgements: [{ ...line, acknowledgedQuantity: { amount: 0, unitOfMeasure: 'Each' } }] },
      /^itemAcknowledgements\[0\].acknowledgedQuantity.amount: /,
    ],
    [
      { itemAcknowledgements: [{ ...line, acknowledgedQuantity: { amount: 1, unitOfMeasure: 'EACH' } }] },
      /^itemAcknowledgements\[0\].acknowledgedQuantity.unitOfMeasure: /,
    ],
    [{ shipToParty: { name: 'Jane Doe' } }, /shipToParty/],
  ])('refuses %j', (change, fault) => {
    const parsed = orderAcknowledgement.safeParse({ ...acknowledgement, ...change });
    expect(parsed.success ? '' : faultsOf(parsed.error)).toMatch(fault);
  });
});

describe('order, tolerant in', () => {
  it("reads the model's example, EACH as Each, and leaves personal data out", () => {
    expect(order.parse(example)).toEqual({
      purchaseOrderNumber: '2JK3S9VC',
      orderDetails: {
        customerOrderNumber: '123-ABC',
        orderDate: '2020-02-20T13:51:00.000Z',
        orderStatus: 'NEW',
        shipmentDetails: {
          isPriorityShipment: false,
          isScheduledDeliveryShipment: false,
          isPslipRequired: true,
          isGift: false,
          shipMethod: 'UPS_2ND',
          shipmentDates: { requiredShipDate: '2020-02-21T00:00:00.000Z', promisedDeliveryDate: '2020-02-24T00:00:00Z' },
        },
        sellingParty: { partyId: '999US' },
        shipFromParty: { partyId: 'ABCD' },
        items: [
          {
            itemSequenceNumber: '00001',
            buyerProductIdentifier: 'B07DFVDRAB',
            orderedQuantity: { amount: 1, unitOfMeasure: 'Each' },
          },
        ],
      },
    });
  });

  it.each([
    // received, read as
    ['2020-02-20T13:51:00Z', '2020-02-20T13:51:00.000Z'],
    ['2020-02-20T13:51:00', '2020-02-20T13:51:00.000Z'],
    ['2020-02-20T13:51:00-08:00', '2020-02-20T21:51:00.000Z'],
    ['2020-02-20T13:51:00+0530', '2020-02-20T08:21:00.000Z'],
    ['2020-02-20', '2020-02-20T00:00:00.000Z'],
  ])('reads the date %s as %s: without a zone it is UTC', (orderDate, read) => {
    const { orderDetails } = order.parse({ ...example, orderDetails: { ...details, orderDate } });
    expect(orderDetails.orderDate).toBe(read);
  });

  it('lets an unknown status and unknown members pass', () => {
    const changed = { ...example, extra: 1, orderDetails: { ...details, orderStatus: 'ON_HOLD', extra: { a: 1 } } };
    expect(order.parse(changed).orderDetails.orderStatus).toBe('ON_HOLD');
  });

  it.each([
    // change of the details, fault
    [undefined, 'orderDetails: expected a value'],
    [{ ...details, orderDate: 'soon' }, 'orderDetails.orderDate: expected a date-time'],
    [
      { ...details, items: [{ itemSequenceNumber: '1', orderedQuantity: {} }] },
      'orderDetails.items[0].orderedQuantity.amount: expected a value',
    ],
  ])('names what the process cannot do without', (orderDetails, fault) => {
    const parsed = order.safeParse({ ...example, orderDetails });
    expect(parsed.success ? '' : faultsOf(parsed.error)).toBe(fault);
  });
});

describe('page of orders', () => {
  it('takes orders without details, and a last page without a token', () => {
    expect(ordersPage.parse({ orders: [{ purchaseOrderNumber: 'A1' }] })).toEqual({
      orders: [{ purchaseOrderNumber: 'A1' }],
    });
    expect(ordersPage.parse({ pagination: { nextToken: 'MDAwMDAwMDAwMQ==' } }).pagination?.nextToken).toBe(
      'MDAwMDAwMDAwMQ==',
    );
  });
});
