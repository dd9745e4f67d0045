import { describe, expect, it } from '@jest/globals';
import { wantedDocuments } from '../../../clients/commands/order-documents.js';
import { initialState } from '../../../workflows/purchase-order/state.js';
import type { LabelFacts } from '../../../workflows/purchase-order/order.js';
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

describe('the documents of an order', () => {
  it.each([
    // what is wanted, state, wish, names and ids
    ['every package of the label', { label: labelOf('a', 'b') }, label, ['PO1-001 d-a', 'PO1-002 d-b']],
    ['a package by its identifier', { label: labelOf('a', 'b') }, { ...label, packageId: 'P-b' }, ['PO1-002 d-b']],
    ['a package by its tracking number', { label: labelOf('a', 'b') }, { ...label, packageId: '1Za' }, ['PO1-001 d-a']],
    ['the raw order', { orderDocumentId: 'd-raw' }, { ...label, kind: 'order' }, ['PO1-order d-raw']],
    ['the label that counts', { label: labelOf('a'), voidLabels: [voided] }, label, ['PO1-001 d-a']],
    [
      'void labels as such',
      { label: labelOf('a'), voidLabels: [voided] },
      { ...label, isVoid: true },
      ['PO1-VOID1-001 d-old'],
    ],
  ] as const)('%s', (_what, state, wish, expected) => {
    const found = wantedDocuments(order(state as Partial<PurchaseOrderState>), wish);
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
    ['nothing was marked void', { label: labelOf('a') }, { ...label, isVoid: true }, /no label that was marked void/],
  ] as const)('are refused when %s', (_why, state, wish, words) => {
    expect(() => wantedDocuments(order(state as Partial<PurchaseOrderState>), wish)).toThrow(words);
    expect(() => wantedDocuments(order(state as Partial<PurchaseOrderState>), wish)).toThrow(/Nothing was written\.$/);
  });
});
