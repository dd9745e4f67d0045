import { describe, expect, it } from 'vitest';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import type { DemoOrder, Submissions } from '../../../sandbox/demo/orders.js';
import { orderScenes } from '../../../sandbox/demo/scenes/afternoon.js';
import { demoPolicy, demoWarehouses, PACKING_WAREHOUSE, UNLISTED_WAREHOUSE } from '../../../sandbox/demo/settings.js';

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
    ['several orders of an unlisted warehouse', (order) => order.role === 'label-mode'],
    ['an order that waits for packing', ({ request }) => request.warehouse === PACKING_WAREHOUSE],
    ['a truck', ({ role, request }) => role === 'truck' && request.labelMode === 'vendor-carrier'],
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

  it('have a part for every scene', () => {
    expect(orderScenes.filter((scene) => scene.cast(orders).length === 0)).toEqual([]);
  });

  it('have one part each in scenes that are about certain orders', () => {
    const roles = new Set(orders.flatMap(({ role }) => role ?? []));
    expect(
      orderScenes
        .map(({ name }) => name)
        .filter((name) => name !== 'role')
        .toSorted(),
    ).toEqual([...roles].toSorted());
  });

  it('end by themselves when nobody plays the scenes, except those that wait for whoever watches', () => {
    const ends = demoOrders(25, { isAfternoon: false }).map(({ end }) => end);
    expect(new Set(ends)).toEqual(new Set(['COMPLETED', 'REJECTED']));
    const held = demoOrders(25, { isAfternoon: false }).filter(
      ({ request, waitsForPerson }) => request.warehouse === PACKING_WAREHOUSE && !waitsForPerson,
    );
    expect(held).toEqual([]);
  });

  it('come from a warehouse of their label mode, except those whose warehouse is not listed', () => {
    const elsewhere = orders.filter(
      ({ request }) => !warehouses.get(request.warehouse ?? '')?.includes(request.labelMode),
    );
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(new Set(elsewhere.map(({ request }) => request.warehouse))).toEqual(new Set([UNLISTED_WAREHOUSE]));
  });

  // Submissions that Amazon accepts until the end, per order: acknowledgements, label requests, confirmations
  it.each<{ what: string; isAlike: (order: DemoOrder) => boolean; accepted: number[]; effects: number[] }>([
    {
      what: "Amazon's label",
      isAlike: ({ request, end, role, faults }) =>
        request.labelMode === 'amazon' && end === 'COMPLETED' && role === undefined && faults.length === 0,
      accepted: [1, 1, 1],
      effects: [1, 1, 1],
    },
    {
      what: 'a failed label request',
      isAlike: (order) => hasFault(order, 'submitShippingLabelRequest', 'transaction-failure'),
      accepted: [1, 2, 1],
      effects: [1, 1, 1],
    },
    { what: 'a torn label', isAlike: ({ role }) => role === 'relabel', accepted: [1, 2, 1], effects: [1, 2, 1] },
    { what: 'a rejection', isAlike: ({ end }) => end === 'REJECTED', accepted: [1, 0, 0], effects: [1, 0, 0] },
    { what: 'a cancellation', isAlike: ({ end }) => end === 'CANCELLED', accepted: [1, 1, 0], effects: [1, 1, 0] },
    { what: 'a floor denial', isAlike: ({ end }) => end === 'FLOOR_DENIED', accepted: [1, 1, 1], effects: [1, 1, 1] },
    {
      what: "the vendor's label",
      isAlike: ({ request }) => request.labelMode === 'vendor-label',
      accepted: [1, 0, 1],
      effects: [1, 0, 1],
    },
    {
      what: "the vendor's carrier",
      isAlike: ({ request }) => request.labelMode === 'vendor-carrier',
      accepted: [1, 0, 1],
      effects: [1, 0, 1],
    },
  ])('expect of Amazon what the road of $what has', ({ isAlike, accepted, effects }) => {
    const alike = orders.filter(isAlike);
    expect(alike.length).toBeGreaterThan(0);
    const counts = ({ acknowledgements, labelRequests, confirmations }: Submissions): number[] => [
      acknowledgements,
      labelRequests,
      confirmations,
    ];
    for (const order of alike) expect([counts(order.accepted), counts(order.effects)]).toEqual([accepted, effects]);
  });
});
