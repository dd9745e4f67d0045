import { describe, expect, it } from 'vitest';
import { inputFaults } from '../../clients/shipments-inputs.js';
import type { InputField } from '../../workflows/shipment/offer.js';

const asked: InputField[] = [
  { path: ['harmonizedSystemCode'], title: 'HS code', type: 'string' },
  { path: ['customs', 'pieces'], type: 'integer' },
  { path: ['customs', 'purpose'], oneOf: ['GIFT', 'SALE'] },
];
const whole = { harmonizedSystemCode: '9503', customs: { pieces: 2, purpose: 'SALE' } };

describe('the answer to what a carrier wants to know', () => {
  it.each<[object, string[]]>([
    [whole, []],
    [{ ...whole, more: 1 }, []],
    [{}, ['harmonizedSystemCode is missing: HS code', 'customs.pieces is missing', 'customs.purpose is missing']],
    [{ ...whole, harmonizedSystemCode: 9503 }, ['harmonizedSystemCode must be of type string']],
    [{ ...whole, harmonizedSystemCode: '' }, ['harmonizedSystemCode is missing: HS code']],
    [{ ...whole, customs: { pieces: 1.5, purpose: 'SALE' } }, ['customs.pieces must be of type integer']],
    [{ ...whole, customs: { pieces: 1, purpose: 'LOAN' } }, ['customs.purpose must be one of GIFT, SALE']],
    [{ ...whole, customs: 'none' }, ['customs.pieces is missing', 'customs.purpose is missing']],
  ])('%j has the faults %j', (given, faults) => {
    expect(inputFaults(given as Record<string, unknown>, asked)).toEqual(faults);
  });

  it('knows every type of draft-04, and leaves an unknown one to the carrier', () => {
    const typed = (type: string, value: unknown): number => inputFaults({ a: value }, [{ path: ['a'], type }]).length;
    expect([
      typed('boolean', true),
      typed('number', 1),
      typed('array', []),
      typed('object', {}),
      typed('date', 'x'),
    ]).toEqual([0, 0, 0, 0, 0]);
    expect([typed('boolean', 'true'), typed('number', '1'), typed('array', {}), typed('object', [])]).toEqual([
      1, 1, 1, 1,
    ]);
  });
});
