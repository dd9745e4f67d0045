import { describe, expect, it } from 'vitest';
import { planPull } from '../../../clients/pull/pull-plan.js';
import type { LabelFacts, Paper, PaperKind } from '../../../workflows/purchase-order/order.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { emptyDesk, raise } from '../../../workflows/steps/attention.js';
import { orderIn } from '../../workflows/purchase-order/orders.js';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse('2026-01-09T15:00:00.000Z');
const pull = { day: '2026-01-09', today: '2026-01-09', now: NOW, labelMs: 90 * DAY_MS };

const labelOf = (...ids: string[]): LabelFacts => ({
  format: 'ZPL',
  packages: ids.map((id) => ({ documentId: id, sha256: id, mediaType: 'application/zpl', trackingNumber: `1Z${id}` })),
});
const paper = (kind: PaperKind): Paper => ({ kind, documentId: kind, sha256: kind, mediaType: 'application/pdf' });
const shipDay = (day: string) => ({ day, labelFrom: `${day}T12:00:00.000Z` });
const voided = { ...labelOf('old'), voidedAt: '2026-01-09T14:00:00.000Z', actor: 'dock-1', isDestroyed: false };

/** An order that is ready for the truck of the day, with a label of one package. */
const ready = (purchaseOrderNumber: string, more: Partial<PurchaseOrderState> = {}): PurchaseOrderState =>
  orderIn('READY_TO_SHIP', { purchaseOrderNumber, label: labelOf('a'), shipDay: shipDay('2026-01-09'), ...more });
const without = (state: PurchaseOrderState, key: keyof PurchaseOrderState): PurchaseOrderState =>
  Object.fromEntries(Object.entries(state).filter(([name]) => name !== key)) as unknown as PurchaseOrderState;

const cancelledByAmazon = raise(emptyDesk, {
  step: 'cancellation',
  reason: 'CancelledByAmazon',
  message: 'Amazon has cancelled it.',
  raisedAt: '2026-01-09T14:00:00.000Z',
  details: {},
}).desk;

describe('what is printed for a ship day', () => {
  it('is every package and paper, what has to leave first comes first', () => {
    const by = (shipBy: string) => ({ shipPlan: { shipBy, waitForPacking: false } });
    const { orders } = planPull(
      [
        ready('PO3', by('2026-01-09T22:00:00.000Z')),
        ready('PO2', by('2026-01-09T22:00:00.000Z')),
        ready('PO4', {
          ...by('2026-01-09T15:00:00.000Z'),
          label: labelOf('a', 'b'),
          papers: [paper('packing-slip'), paper('customer-invoice')],
        }),
      ],
      pull,
    );
    expect(orders.map(({ files }) => files.map(({ name }) => name))).toEqual([
      ['PO4-001', 'PO4-002', 'PO4-packing-slip', 'PO4-customer-invoice'],
      ['PO2-001'],
      ['PO3-001'],
    ]);
  });

  it.each<[string, PurchaseOrderState]>([
    // what is not printed and not named either
    ['an order of a later day', ready('PO1', { shipDay: shipDay('2026-01-12') })],
    ['an order that has left', ready('PO1', { departure: { departedAt: '2026-01-09T14:00:00.000Z' } })],
    ['an order on its way', orderIn('IN_TRANSIT', { shipDay: shipDay('2026-01-09'), label: labelOf('a') })],
    ['an order that has ended', orderIn('COMPLETED', { shipDay: shipDay('2026-01-09'), label: labelOf('a') })],
    ['a cancelled order that never had a document', orderIn('CANCELLED', { shipDay: shipDay('2026-01-09') })],
  ])('is not %s', (_what, state) => {
    expect(planPull([state], pull)).toEqual({ orders: [], leftOut: [], earlier: [] });
  });

  it.each<[string, PurchaseOrderState, string, RegExp]>([
    // what is left out, order, reason, words
    [
      'whose cancellation waits for an answer',
      ready('PO1', { attention: cancelledByAmazon }),
      'cancelled',
      /^is cancelled by Amazon: stop the parcel, then answer /,
    ],
    ['that ended as cancelled', ready('PO1', { state: 'CANCELLED' }), 'cancelled', /must not be used/],
    [
      'that was denied on the floor',
      orderIn('CONFIRMING', {
        shipDay: shipDay('2026-01-09'),
        label: labelOf('a'),
        denial: { decidedAt: '2026-01-09T14:00:00.000Z', actor: 'ann' },
      }),
      'denied',
      /denied on the floor/,
    ],
    [
      'whose label is void',
      without(ready('PO1', { state: 'LABELLING', voidLabels: [voided] }), 'label'),
      'void',
      /marked void, and no other one yet/,
    ],
    ['without a label yet', without(ready('PO1', { state: 'LABELLING' }), 'label'), 'no-label', /it is LABELLING/],
    [
      'whose label is 90 days old',
      ready('PO1', { labelRequestedAt: new Date(NOW - 90 * DAY_MS).toISOString() }),
      'expired',
      /over 90 days old/,
    ],
  ])('leaves out and names an order %s', (_what, state, reason, words) => {
    const { orders, leftOut } = planPull([state], pull);
    expect(orders).toEqual([]);
    expect(leftOut).toEqual([expect.objectContaining({ reason, says: expect.stringMatching(words) })]);
  });

  it('is the new label where an old one is void', () => {
    const { orders, leftOut } = planPull([ready('PO1', { voidLabels: [voided] })], pull);
    expect([orders[0]?.files.map(({ documentId }) => documentId), leftOut]).toEqual([['a'], []]);
  });

  it('names orders of earlier days that have not left', () => {
    const late = ready('PO1', { shipDay: shipDay('2026-01-08') });
    expect(planPull([late], pull)).toEqual({
      orders: [],
      leftOut: [],
      earlier: [{ purchaseOrderNumber: 'PO1', shipDay: '2026-01-08' }],
    });
  });

  it('counts an order without a ship day as today’s', () => {
    const order = without(ready('PO1'), 'shipDay');
    expect(planPull([order], pull).orders).toHaveLength(1);
    expect(planPull([order], { ...pull, day: '2026-01-12' }).orders).toEqual([]);
  });

  it('is everything that has not left where the warehouse’s days are not known', () => {
    const orders = [without(ready('PO1'), 'shipDay'), ready('PO2', { shipDay: shipDay('2026-01-12') })];
    expect(planPull(orders, { now: NOW, labelMs: DAY_MS }).orders).toHaveLength(2);
  });

  it('of an own label is only its papers', () => {
    const own = without(
      ready('PO1', { labelMode: { mode: 'vendor-carrier' }, papers: [paper('packing-slip')] }),
      'label',
    );
    const { orders, leftOut } = planPull([own], pull);
    expect([orders[0]?.files.map(({ kind }) => kind), leftOut]).toEqual([['packing-slip'], []]);
  });

  it('says which papers are missing, but not those that a person let it ship without', () => {
    const needed = { papersNeeded: ['packing-slip', 'customer-invoice'] as PaperKind[] };
    const { orders } = planPull([ready('PO1', { ...needed, papersSkipped: ['customer-invoice'] })], pull);
    expect(orders.map(({ missing }) => missing)).toEqual([['packing-slip']]);
  });
});
