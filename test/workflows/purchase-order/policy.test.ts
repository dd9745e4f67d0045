import { describe, expect, it } from 'vitest';

import type { AcknowledgementDecision, AcknowledgementPolicy } from '../../../workflows/purchase-order/policy.js';
import { codeFault, decideAcknowledgement, described } from '../../../workflows/purchase-order/policy.js';
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
const usual: Omit<AcknowledgementPolicy, 'decide'> = {
  acknowledgeAfterMs: 0,
  rules: [],
  codes: { '10': 'bad state', '02': 'bad SKU', '03': 'out of stock' },
  hookGiveUpMs: 72_000_000,
};
const decided = (decision: AcknowledgementDecision, rules: Rules = []) =>
  decideAcknowledgement({ acknowledgement: { ...usual, ...decision, rules } }, order);
const withRules = (...rules: Rules) => decided({ decide: 'ask' }, rules);

describe('the acknowledgement policy', () => {
  it.each<[AcknowledgementDecision, AcknowledgementDecision]>([
    // configured, decided
    [{ decide: 'accept' }, { decide: 'accept' }],
    [{ decide: 'ask' }, { decide: 'ask' }],
    [{ decide: 'hook' }, { decide: 'hook' }],
    [
      { decide: 'reject', code: '03' },
      { decide: 'reject', code: '03', description: 'out of stock' },
    ],
    [
      { decide: 'reject', code: '03', description: 'Discontinued' },
      { decide: 'reject', code: '03', description: 'Discontinued' },
    ],
  ])(
    'without a rule that matches decides as it says, with a description for every rejection: %j',
    (given, expected) => {
      expect(decided(given)).toEqual(expected);
    },
  );

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

describe('the code table', () => {
  const policy = { acknowledgement: { ...usual, decide: 'accept' as const } };

  it.each([
    // code, fault
    ['02', undefined],
    ['10', undefined],
    ['99', 'Code 99 is not in the table: 02 bad SKU, 03 out of stock, 10 bad state.'],
    ['00', 'Code 00 is not in the table: 02 bad SKU, 03 out of stock, 10 bad state.'],
    ['toString', 'Code toString is not in the table: 02 bad SKU, 03 out of stock, 10 bad state.'],
  ])('says of %s: %p', (code, fault) => {
    expect(codeFault(policy, code)).toBe(fault);
  });

  it.each([
    [{ code: '02' }, { code: '02', description: 'bad SKU' }],
    [
      { code: '02', description: 'Typo' },
      { code: '02', description: 'Typo' },
    ],
    [{ code: '99' }, { code: '99' }],
    [{ code: 'constructor' }, { code: 'constructor' }],
  ])('fills in the description that is missing: %j becomes %j', (given, expected) => {
    expect(described(policy, given)).toEqual(expected);
  });
});
