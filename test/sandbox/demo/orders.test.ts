import { describe, expect, it } from '@jest/globals';
import { demoOrders, specialOrders } from '../../../sandbox/demo/orders.js';
import type { DemoOrder } from '../../../sandbox/demo/orders.js';
import { demoPolicy, demoWarehouses } from '../../../sandbox/demo/settings.js';

const orders = demoOrders(25);
const warehouses = new Map(
  demoWarehouses.warehouses.map(({ partyId, labelModes }) => [partyId, labelModes.map(({ mode }) => mode)]),
);
const rejectedSkus = demoPolicy.acknowledgement.rules.map((rule) => rule.vendorProductIdentifier);

const hasFault = ({ faults }: DemoOrder, operation: string, kind: string): boolean =>
  faults.some((script) => script.operation === operation && script.fault.kind === kind);
const skusOf = ({ request: { lines } }: DemoOrder): (string | undefined)[] =>
  typeof lines === 'object' ? lines.map((line) => line.vendorProductIdentifier) : [];

describe('the orders of the demo', () => {
  it.each<[string, (order: DemoOrder) => boolean]>([
    ["Amazon's label mode", ({ request }) => request.labelMode === 'amazon'],
    ["the vendor's label", ({ request }) => request.labelMode === 'vendor-label'],
    ["the vendor's carrier", ({ request }) => request.labelMode === 'vendor-carrier'],
    ['one line', ({ request }) => request.lines === 1],
    ['many lines', ({ request }) => Number(request.lines) >= 5],
    ['a gift', ({ request }) => request.gift === true],
    ['priority', ({ request }) => request.priority === true],
    ['a PNG label', ({ request }) => request.labelMode === 'amazon' && request.labelFormat === 'PNG'],
    ['a ZPL label', ({ request }) => request.labelMode === 'amazon' && request.labelFormat === 'ZPL'],
    ['a SKU that the policy rejects', (order) => skusOf(order).some((sku) => rejectedSkus.includes(sku ?? ''))],
    ['a label that comes late', (order) => hasFault(order, 'submitShippingLabelRequest', 'label-late')],
    ['a lost reply to the acknowledgement', (order) => hasFault(order, 'submitAcknowledgement', 'reply-lost')],
    ['a lost reply to the label request', (order) => hasFault(order, 'submitShippingLabelRequest', 'reply-lost')],
    ['a lost reply to the confirmation', (order) => hasFault(order, 'submitShipmentConfirmations', 'reply-lost')],
    ['a transaction that stays Processing', (order) => hasFault(order, 'submitAcknowledgement', 'never-success')],
    [
      'a Failure that waits for a person',
      (order) => order.waitsForPerson && hasFault(order, 'submitShippingLabelRequest', 'transaction-failure'),
    ],
    [
      'an unlisted warehouse that waits for a person',
      (order) => order.waitsForPerson && !warehouses.has(order.request.warehouse ?? ''),
    ],
  ])('have %s among them', (_case, isSo) => {
    expect(orders.filter(isSo).length).toBeGreaterThan(0);
  });

  it('are as many as asked for, each with a number of its own', () => {
    expect(new Set(orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber)).size).toBe(25);
    expect(demoOrders(3)).toHaveLength(3);
  });

  it('are more plain than special', () => {
    expect(specialOrders.length).toBeLessThan(orders.length / 2);
  });

  it('come from the warehouse of their label mode, except the one whose warehouse is not listed', () => {
    const elsewhere = orders.filter(
      ({ request }) => !warehouses.get(request.warehouse ?? '')?.includes(request.labelMode),
    );
    expect(elsewhere.map(({ story }) => story)).toEqual(['its warehouse is not listed: a person decides']);
  });

  // Submissions that Amazon accepts until the end, per order
  it.each([
    { what: "Amazon's label", is: { labelMode: 'amazon', isShipped: true, fails: false }, accepted: [1, 1, 1] },
    { what: 'a failed label request', is: { labelMode: 'amazon', isShipped: true, fails: true }, accepted: [1, 2, 1] },
    { what: 'a rejection', is: { labelMode: 'amazon', isShipped: false, fails: false }, accepted: [1, 0, 0] },
    {
      what: "the vendor's label",
      is: { labelMode: 'vendor-label', isShipped: true, fails: false },
      accepted: [1, 0, 1],
    },
    {
      what: "the vendor's carrier",
      is: { labelMode: 'vendor-carrier', isShipped: true, fails: false },
      accepted: [1, 0, 1],
    },
  ])('expect of Amazon what the road of $what has', ({ is, accepted }) => {
    const alike = orders.filter(
      (order) =>
        order.request.labelMode === is.labelMode &&
        (order.end === 'COMPLETED') === is.isShipped &&
        hasFault(order, 'submitShippingLabelRequest', 'transaction-failure') === is.fails,
    );
    expect(alike.length).toBeGreaterThan(0);
    for (const order of alike) {
      const { acknowledgements, labelRequests, confirmations } = order.accepted;
      expect([acknowledgements, labelRequests, confirmations]).toEqual(accepted);
    }
  });
});
