import { describe, expect, it } from 'vitest';
import { selectValueAddedServices } from '../../../activities/shipment/value-added-services.js';
import { requiredGroup } from './rates.js';

const euro = (value: number) => ({ value, unit: 'EUR' });

describe('value-added services', () => {
  it.each([
    // groups, preferred, ids, costs
    ['no groups buy nothing', [], ['x'], [], []],
    ['an optional group buys nothing', [{ ...requiredGroup({ a: 1 }), isRequired: false }], ['a'], [], []],
    ['a required group of one is filled', [requiredGroup({ a: 1 })], [], ['a'], [euro(1)]],
    ['a required group of one is filled against the policy', [requiredGroup({ a: 1 })], ['b'], ['a'], [euro(1)]],
    [
      'of several the first of the policy counts',
      [requiredGroup({ a: 1, b: 2, c: 3 })],
      ['x', 'c', 'b'],
      ['c'],
      [euro(3)],
    ],
    ['a service without a price costs nothing more', [requiredGroup({ a: undefined })], [], ['a'], []],
    [
      'every required group is filled',
      [requiredGroup({ a: 1 }, 'g1'), requiredGroup({ b: 2, c: 3 }, 'g2')],
      ['b'],
      ['a', 'b'],
      [euro(1), euro(2)],
    ],
  ])('%s', (_rule, groups, preferred, ids, costs) => {
    expect(selectValueAddedServices(groups, preferred)).toEqual({ ids, costs, open: [] });
  });

  it.each([
    ['of several without a policy', [], requiredGroup({ a: 1, b: 2 })],
    ['of several that the policy does not name', ['x'], requiredGroup({ a: 1, b: 2 })],
    ['of none', ['a'], requiredGroup({})],
  ])('a required group %s is for a person', (_case, preferred, group) => {
    const { groupId, valueAddedServices: options } = group;
    expect(selectValueAddedServices([group], preferred)).toEqual({ ids: [], costs: [], open: [{ groupId, options }] });
  });
});
