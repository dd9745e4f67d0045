import { describe, expect, it } from 'vitest';
import { findQuery } from '../../../clients/find/find-in-temporal.js';
import { searchText } from '../../../clients/find/search-text.js';

describe('a text to look for', () => {
  it('may be any id, and an order number when it looks like one', () => {
    expect(searchText(' PO1 ')).toEqual({
      purchaseOrderNumber: 'PO1',
      shipmentReference: 'PO1',
      references: ['co:PO1', 'trk:PO1', 'sid:PO1', 'tx:PO1', 'req:PO1'],
    });
    expect(searchText('114-1')).toEqual({
      shipmentReference: '114-1',
      references: ['co:114-1', 'trk:114-1', 'trk:1141', 'sid:114-1', 'tx:114-1', 'req:114-1'],
    });
    expect(searchText('O 1')).not.toHaveProperty('shipmentReference');
  });

  it('with a prefix is of that kind only', () => {
    expect(searchText('tx:2019-8725')).toEqual({ references: ['tx:2019-8725'] });
  });

  it('finds a tracking number however it is printed', () => {
    expect(searchText('trk:1z 999-aa1')).toEqual({ references: ['trk:1z 999-aa1', 'trk:1Z999AA1'] });
    expect(searchText('1Z999AA1')?.references.filter((each) => each.startsWith('trk:'))).toEqual(['trk:1Z999AA1']);
  });

  it.each([
    // what is wrong, text
    ['empty', ' '],
    ['nothing behind its prefix', 'trk:'],
    ['nothing but a space behind its prefix', 'trk: '],
    ['a quote', "x' OR 1=1"],
    ['a control character', 'PO1\u001b[2J'],
    ['a line feed inside', 'PO\n1'],
    ['too long', 'x'.repeat(91)],
  ])('is refused: %s', (_what, text) => {
    expect(searchText(text)).toBeUndefined();
  });
});

describe('the visibility query', () => {
  it('looks for all that has references, and for a shipment with all its packages by id', () => {
    expect(findQuery({ shipmentReference: 'S1', references: ['trk:S1'] }, { configured: ['a', 'b'] })).toBe(
      "`WorkflowType` IN ('purchaseOrder', 'shipment', 'deliveryNotification', 'ndrCase') AND " +
        "(`References` IN ('trk:S1') OR `WorkflowId` IN ('shipment/a/S1', 'shipment/b/S1') OR " +
        "`WorkflowId` STARTS_WITH 'shipment/a/S1/' OR `WorkflowId` STARTS_WITH 'shipment/b/S1/')",
    );
  });

  it('looks for the order number in every configured account, and for references in all', () => {
    const search = { purchaseOrderNumber: 'PO1', shipmentReference: 'PO1', references: ['co:PO1', 'tx:PO1'] };
    expect(findQuery(search, { configured: ['a', 'b'] }, ['purchase-order'])).toBe(
      "`WorkflowType` IN ('purchaseOrder') AND (`References` IN ('co:PO1', 'tx:PO1') OR " +
        "`WorkflowId` IN ('po/a/PO1', 'po/b/PO1'))",
    );
  });

  it('holds only the account that is named', () => {
    expect(findQuery({ references: ['tx:1'] }, { configured: ['a', 'b'], only: 'b' }, ['purchase-order'])).toBe(
      "`WorkflowType` IN ('purchaseOrder') AND `Account` IN ('b') AND (`References` IN ('tx:1'))",
    );
  });

  it('never takes a value that could end its quotes', () => {
    expect(() => findQuery({ references: ["tx:' OR 1=1"] }, { configured: [] })).toThrow(RangeError);
    const shipmentReference = "x' OR 1=1";
    expect(() => findQuery({ shipmentReference, references: ['tx:1'] }, { configured: ['a'] })).toThrow(RangeError);
  });
});
