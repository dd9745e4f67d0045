import { describe, expect, it } from '@jest/globals';

import type { AcknowledgementPolicy } from '../../../workflows/purchase-order/policy.js';
import { decideAcknowledgement } from '../../../workflows/purchase-order/policy.js';
import type { OrderFacts } from '../../../workflows/purchase-order/order.js';

const order: OrderFacts = {
  customerOrderNumber: 'C1',
  orderDate: '2026-01-05T08:00:00Z',
  requiredShipDate: '2026-01-06T08:00:00Z',
  shipMethod: 'UPS_2ND',
  isPriorityShipment: false,
  isPslipRequired: false,
  isGift: false,
  sellingParty: 'ACMEX',
  shipFromParty: 'WH01',
  lines: [
    { itemSequenceNumber: '00001', vendorProductIdentifier: 'SKU-1', buyerProductIdentifier: 'B01', quantity: 1 },
    { itemSequenceNumber: '00002', vendorProductIdentifier: 'SKU-2', quantity: 2 },
  ],
};

type Rules = AcknowledgementPolicy['rules'];
const decided = (acknowledgement: AcknowledgementPolicy) => decideAcknowledgement({ acknowledgement }, order);
const withRules = (...rules: Rules) => decided({ decide: 'ask', acknowledgeAfterMs: 0, rules });

describe('the acknowledgement policy', () => {
  it('decides by itself when no rule matches', () => {
    expect(decided({ decide: 'accept', acknowledgeAfterMs: 5, rules: [] })).toEqual({ decide: 'accept' });
    expect(decided({ decide: 'reject', code: '03', acknowledgeAfterMs: 0, rules: [] })).toEqual({
      decide: 'reject',
      code: '03',
    });
  });

  it.each<[string, Rules[number], boolean]>([
    ['its warehouse', { decide: 'accept', warehouse: 'WH01' }, true],
    ['another warehouse', { decide: 'accept', warehouse: 'WH02' }, false],
    ['its ship method', { decide: 'accept', shipMethod: 'UPS_2ND' }, true],
    ['its ship method in another case', { decide: 'accept', shipMethod: 'ups_2nd' }, false],
    ['the SKU of any line', { decide: 'accept', vendorProductIdentifier: 'SKU-2' }, true],
    ['the SKU of no line', { decide: 'accept', vendorProductIdentifier: 'SKU-3' }, false],
    ['the ASIN of any line', { decide: 'accept', buyerProductIdentifier: 'B01' }, true],
    ['the ASIN of no line', { decide: 'accept', buyerProductIdentifier: 'B02' }, false],
    ['one field of two', { decide: 'accept', warehouse: 'WH01', shipMethod: 'OTHER' }, false],
    ['both fields', { decide: 'accept', warehouse: 'WH01', vendorProductIdentifier: 'SKU-1' }, true],
  ])('has a rule that names %s: %j applies: %s', (_name, rule, applies) => {
    expect(withRules(rule)).toEqual({ decide: applies ? 'accept' : 'ask' });
  });

  it('follows the first rule that matches and hands over nothing but its decision', () => {
    expect(
      withRules(
        { decide: 'accept', warehouse: 'WH02' },
        { decide: 'reject', code: '02', description: 'Bad SKU', vendorProductIdentifier: 'SKU-1' },
        { decide: 'accept', warehouse: 'WH01' },
      ),
    ).toEqual({ decide: 'reject', code: '02', description: 'Bad SKU' });
  });
});
