import { describe, expect, it } from 'vitest';
import { schemaFault } from '../../../../sandbox/amazon/shipments/json-schema.js';
import type { JsonSchema } from '../../../../sandbox/amazon/shipments/json-schema.js';

describe('a schema of draft 4', () => {
  it.each<[schema: JsonSchema, right: unknown, wrong: unknown, fault: string]>([
    [{ type: 'string' }, 'x', 7, 'additionalInputs is not of type string'],
    [{ type: 'integer' }, 7, 7.5, 'additionalInputs is not of type integer'],
    [{ type: 'boolean' }, false, 'false', 'additionalInputs is not of type boolean'],
    [{ type: 'object' }, {}, [], 'additionalInputs is not of type object'],
    [{ type: 'array', items: { type: 'string' } }, ['x'], ['x', 7], 'additionalInputs.1 is not of type string'],
    [{ enum: ['A', 'B'] }, 'B', 'C', 'additionalInputs is none of the allowed values'],
    [{ pattern: '^[a-z]+$' }, 'abc', 'ABC', 'additionalInputs does not match its pattern'],
    [{ minLength: 2 }, 'ab', 'a', 'additionalInputs is too short or too long'],
    [{ maxLength: 2 }, 'ab', 'abc', 'additionalInputs is too short or too long'],
    [{ minimum: 1 }, 1, 0.9, 'additionalInputs is too low or too high'],
    [{ minimum: 0, exclusiveMinimum: true }, 0.1, 0, 'additionalInputs is too low or too high'], // a boolean in draft 4
    [{ maximum: 9 }, 9, 10, 'additionalInputs is too low or too high'],
    [{ required: ['a'] }, { a: 1 }, { b: 1 }, 'additionalInputs has no a'],
    [{ properties: { a: { required: ['b'] } } }, { a: { b: 1 } }, { a: {} }, 'a has no b'],
    [{ properties: { a: { type: 'string' } } }, {}, { a: 1 }, 'a is not of type string'],
  ])('%j takes %j, and of %j it says: %s', (schema, right, wrong, fault) => {
    expect([schemaFault(schema, right), schemaFault(schema, wrong)]).toEqual([undefined, fault]);
  });
});
