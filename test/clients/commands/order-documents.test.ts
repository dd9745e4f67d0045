import { describe, expect, it } from 'vitest';
import { wantedDocuments } from '../../../clients/commands/order-documents.js';
import { initialState } from '../../../workflows/purchase-order/state.js';
import type { LabelFacts, Paper, PaperKind } from '../../../workflows/purchase-order/order.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';

const labelOf = (...ids: string[]): LabelFacts => ({
  format: 'ZPL',
  packages: ids.map((id) => ({
    packageIdentifier: `P-${id}`,
    trackingNumber: `1Z${id}`,
    documentId: `d-${id}`,
    sha256: '00',
    mediaType: 'application/zpl',
  })),
});
const voided = { ...labelOf('old'), voidedAt: '2026-01-05T16:00:00.000Z', actor: 'dock-1', isDestroyed: false };
const order = (state: Partial<PurchaseOrderState>): PurchaseOrderState => ({
  ...initialState('acme', 'PO1'),
  ...state,
});
const label = { kind: 'label', isVoid: false } as const;
const slip = { kind: 'packing-slip', isVoid: false } as const;
const paper = (kind: PaperKind): Paper => ({
  kind,
  documentId: `d-${kind}`,
  sha256: '00',
  mediaType: 'application/pdf',
});
const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse('2026-04-05T16:00:00.000Z');
const validity = { now: NOW, labelMs: 90 * DAY_MS };

describe('the documents of an order', () => {
  it.each([
    // what is wanted, state, wish, names and ids
    ['every package of the label', { label: labelOf('a', 'b') }, label, ['PO1-001 d-a', 'PO1-002 d-b']],
    ['a package by its identifier', { label: labelOf('a', 'b') }, { ...label, packageId: 'P-b' }, ['PO1-002 d-b']],
    ['a package by its tracking number', { label: labelOf('a', 'b') }, { ...label, packageId: '1Za' }, ['PO1-001 d-a']],
    ['the raw order', { orderDocumentId: 'd-raw' }, { ...label, kind: 'order' }, ['PO1-order d-raw']],
    ['the label that counts', { label: labelOf('a'), voidLabels: [voided] }, label, ['PO1-001 d-a']],
    [
      'a paper of its kind',
      { papers: [paper('packing-slip'), paper('customer-invoice')] },
      slip,
      ['PO1-packing-slip d-packing-slip'],
    ],
    [
      'a label in its last minute',
      { label: labelOf('a'), labelRequestedAt: new Date(NOW - 90 * DAY_MS + 60_000).toISOString() },
      label,
      ['PO1-001 d-a'],
    ],
    [
      'void labels as such',
      { label: labelOf('a'), voidLabels: [voided] },
      { ...label, isVoid: true },
      ['PO1-VOID1-001 d-old'],
    ],
  ] as const)('%s', (_what, state, wish, expected) => {
    const found = wantedDocuments(order(state as Partial<PurchaseOrderState>), wish, validity);
    expect(found.map(({ name, documentId }) => `${name} ${documentId}`)).toEqual(expected);
  });

  it.each([
    // why not, state, wish, words
    ['there is no label yet', { state: 'LABELLING' }, label, /PO1 has no label; it is LABELLING/],
    ['the label is the vendor’s', { labelMode: { mode: 'vendor-carrier' } }, label, /its label is yours, not Amazon's/],
    ['no such package', { label: labelOf('a') }, { ...label, packageId: 'P-z' }, /no package "P-z"; it has P-a\./],
    ['the order was not read', {}, { ...label, kind: 'order' }, /was not read from Amazon yet/],
    [
      'only a void label is there',
      { voidLabels: [voided] },
      label,
      /is void: marked by dock-1 at 2026-01-05.* no other label yet/,
    ],
    [
      'a void package is named',
      { label: labelOf('a'), voidLabels: [voided] },
      { ...label, packageId: '1Zold' },
      /is void: .* There is a newer one/,
    ],
    [
      'the label is 90 days old',
      { label: labelOf('a'), labelRequestedAt: '2026-01-05T16:00:00.000Z' },
      label,
      /PO1 has a label from 2026-01-05, which is over 90 days old; .*orders relabel/,
    ],
    ['the paper is not there yet', { papersNeeded: ['packing-slip'] }, slip, /PO1 has no packing slip yet/],
    ['the order needs no such paper', {}, { ...slip, kind: 'customer-invoice' }, /PO1 needs no customer's invoice/],
    ['its order is cancelled', { state: 'CANCELLED', papers: [paper('packing-slip')] }, slip, /PO1 is cancelled/],
    ['nothing was marked void', { label: labelOf('a') }, { ...label, isVoid: true }, /no label that was marked void/],
  ] as const)('are refused when %s', (_why, state, wish, words) => {
    const wanted = () => wantedDocuments(order(state as Partial<PurchaseOrderState>), wish, validity);
    expect(wanted).toThrow(words);
    expect(wanted).toThrow(/Nothing was written(; --void writes old labels only)?\.$/);
  });
});
