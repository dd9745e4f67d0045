import { describe, expect, it } from 'vitest';
import { packagesOf, packedContainers, packingFaults } from '../../../workflows/purchase-order/packing.js';
import type { NamedContainer, PackedContainer } from '../../../workflows/purchase-order/packing.js';
import { checked } from '../../../workflows/steps/checks.js';
import { facts } from './orders.js';

const line = (itemSequenceNumber: string, quantity: number) => ({ itemSequenceNumber, quantity });
const box = (containerIdentifier: string, ...items: PackedContainer['items']): PackedContainer => ({
  containerIdentifier,
  items,
});
const inA = box('A', line('00001', 1), line('00002', 1));
const inB = box('B', line('00002', 2));

describe('a packing list', () => {
  it.each<[string, PackedContainer[], string[]]>([
    ['with the whole order', [inA, inB], []],
    ['that spells a line without its zeros', [box('A', line('1', 1), line('2', 3))], []],
    ['that names a line twice in a package', [box('A', line('1', 1), line('2', 1), line('00002', 2))], []],
    ['with a package twice', [inA, inB, { ...inB, items: [] }], ['Container B is there twice.']],
    [
      'with a tracking number twice',
      [
        { ...inA, trackingNumber: 'T' },
        { ...inB, trackingNumber: 'T' },
      ],
      ['Tracking number T is there twice; each package has its own.'],
    ],
    ['with a line of another order', [inA, inB, box('C', line('3', 1))], ['Line 3 is not in the order.']],
    ['without a line', [box('A', line('1', 1))], ['Line 00002: 0 packed, 3 ordered; partial shipment is not allowed.']],
    [
      'with too many',
      [inA, inB, box('C', line('2', 1))],
      ['Line 00002: 4 packed, 3 ordered; partial shipment is not allowed.'],
    ],
    [
      'with everything wrong',
      [box('A', line('9', 1)), box('A')],
      [
        'Container A is there twice.',
        'Line 9 is not in the order.',
        'Line 00001: 0 packed, 1 ordered; partial shipment is not allowed.',
        'Line 00002: 0 packed, 3 ordered; partial shipment is not allowed.',
      ],
    ],
  ])('%s: %j has the faults %j', (_what, containers, faults) => {
    expect(packingFaults(facts, containers)).toEqual(faults);
  });

  it.each<[string, string]>([
    ['0', 'must be above zero'],
    ['-1', 'must be above zero'],
    ['1,5', 'must be a decimal number as text'],
  ])('takes no weight of %s', (value, fault) => {
    const read = checked(packedContainers, [{ ...inA, weight: { value, unitOfMeasure: 'KG' } }]);
    expect('faults' in read ? read.faults.join() : 'good').toContain(fault);
  });
});

describe('the packages of a departure', () => {
  it.each<[string, PackedContainer[] | undefined, NamedContainer[] | undefined, ReturnType<typeof packagesOf>]>([
    // what, packed, named by the departure, packages
    ['are none of their own where nobody has named any', undefined, undefined, {}],
    ['are those that were packed', [inA, inB], undefined, { containers: [inA, inB] }],
    ['are those of the departure where nothing was packed', undefined, [inA], { containers: [inA] }],
    [
      'need their items where they were not packed',
      undefined,
      [{ containerIdentifier: 'A' }],
      { faults: ['Container A was not packed before; name its items.'] },
    ],
    [
      'take what is missing from what was packed',
      [{ ...inA, weight: { value: '2', unitOfMeasure: 'KG' } }, inB],
      [
        { containerIdentifier: 'A', trackingNumber: 'TA' },
        { containerIdentifier: 'B', trackingNumber: 'TB' },
      ],
      {
        containers: [
          { ...inA, weight: { value: '2', unitOfMeasure: 'KG' }, trackingNumber: 'TA' },
          { ...inB, trackingNumber: 'TB' },
        ],
      },
    ],
    [
      'are as the departure says, where it says otherwise',
      [{ ...inA, trackingNumber: 'old' }],
      [{ containerIdentifier: 'A', trackingNumber: 'new', items: [line('1', 1), line('2', 3)] }],
      { containers: [{ containerIdentifier: 'A', trackingNumber: 'new', items: [line('1', 1), line('2', 3)] }] },
    ],
    [
      'are all named in one answer when they are not known',
      [inA],
      [{ containerIdentifier: 'X' }, { containerIdentifier: 'A' }, { containerIdentifier: 'Y' }],
      {
        faults: [
          'Container X was not packed before; name its items.',
          'Container Y was not packed before; name its items.',
        ],
      },
    ],
  ])('%s', (_what, packing, named, packages) => {
    expect(packagesOf(packing, named)).toEqual(packages);
  });

  it('of which some are left out are short of what was in those', () => {
    const packages = packagesOf([inA, inB], [{ containerIdentifier: 'A' }]);
    expect('containers' in packages ? packingFaults(facts, packages.containers) : packages).toEqual([
      'Line 00002: 1 packed, 3 ordered; partial shipment is not allowed.',
    ]);
  });
});
