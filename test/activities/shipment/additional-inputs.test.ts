import { describe, expect, it } from 'vitest';
import { checkAdditionalInputs } from '../../../activities/shipment/additional-inputs.js';

type Json = Record<string, unknown>;

const object = (properties: Json, required: string[] = []): Json => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});
const text = { type: 'string' };

/** As Amazon gives it for a parcel that leaves the country. */
const abroad = object(
  {
    shipment: object(
      {
        NON_DELIVERABLE_INSTRUCTIONS: {
          title: 'Non-Deliverable Instructions',
          default: 'ABANDON',
          enum: ['ABANDON', 'RETURN_TO_SELLER'],
          type: 'string',
        },
        NOTE: text,
      },
      ['NON_DELIVERABLE_INSTRUCTIONS'],
    ),
    items: object(
      {
        B004: object(
          {
            ITEM_WEIGHT: object({ unit: text, value: { type: 'number', minimum: 0, exclusiveMinimum: true } }, [
              'unit',
              'value',
            ]),
            ITEM_DESCRIPTION: { type: 'string', pattern: '^[a-zA-Z0-9-._& ]{3,25}$' },
            HS_CODE: { type: 'string', pattern: '^[0-9 -]{1,10}?$' },
          },
          ['ITEM_WEIGHT', 'ITEM_DESCRIPTION'],
        ),
      },
      ['B004'],
    ),
  },
  ['shipment', 'items'],
);

const complete = {
  shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'ABANDON' },
  items: { B004: { ITEM_WEIGHT: { unit: 'kg', value: 1 }, ITEM_DESCRIPTION: 'Lamp', HS_CODE: '9405 11' } },
};

/** Paths of the fields that are missing and that are wrong. */
function asked(schema: Json, inputs: Json): { missing: string[]; invalid: string[] } {
  const check = checkAdditionalInputs(schema, inputs);
  if (check.kind !== 'incomplete') throw new Error(`Expected incomplete, got ${JSON.stringify(check)}`);
  const paths = (fields: { path: string[] }[]) => fields.map(({ path }) => path.join('.'));
  return { missing: paths(check.missing), invalid: paths(check.invalid) };
}

describe('additional inputs', () => {
  it.each([
    ['with the dialect of draft-04', { $schema: 'http://json-schema.org/draft-04/schema#', ...abroad }, complete],
    ['without a dialect', abroad, complete],
    ['of which nothing is asked', {}, {}],
    [
      'with keywords and formats that nobody knows',
      {
        ...abroad,
        sparkle: 1,
        properties: { ...(abroad['properties'] as Json), at: { type: 'string', format: 'moon' } },
      },
      { ...complete, at: 'x' },
    ],
  ])('are complete %s', (_case, schema, inputs) => {
    expect(checkAdditionalInputs(schema, inputs)).toEqual({ kind: 'complete' });
  });

  const everything = [
    'shipment.NON_DELIVERABLE_INSTRUCTIONS',
    'items.B004.ITEM_DESCRIPTION',
    'items.B004.ITEM_WEIGHT.unit',
    'items.B004.ITEM_WEIGHT.value',
  ];
  it.each([
    ['nothing is there', {}, everything],
    ['one part is there', { shipment: complete.shipment }, everything.slice(1)],
    [
      'a single field is missing',
      { ...complete, items: { B004: { ...complete.items.B004, ITEM_WEIGHT: { unit: 'kg' } } } },
      ['items.B004.ITEM_WEIGHT.value'],
    ],
  ])('name exactly the missing fields when %s', (_case, inputs, missing) => {
    const found = asked(abroad, inputs);
    expect(found.missing.toSorted()).toEqual(missing.toSorted());
    expect(found.invalid).toEqual([]);
  });

  it('tell a person what a missing field takes', () => {
    expect(checkAdditionalInputs(abroad, { items: complete.items })).toEqual({
      kind: 'incomplete',
      missing: [
        {
          path: ['shipment', 'NON_DELIVERABLE_INSTRUCTIONS'],
          title: 'Non-Deliverable Instructions',
          type: 'string',
          oneOf: ['ABANDON', 'RETURN_TO_SELLER'],
          default: 'ABANDON',
        },
      ],
      invalid: [],
    });
  });

  it('name an object that is missing and requires nothing inside', () => {
    const schema = object({ extra: object({ note: text }) }, ['extra']);
    expect(asked(schema, {})).toEqual({ missing: ['extra'], invalid: [] });
  });

  it.each([
    [
      'a value that is not on the list',
      { ...complete, shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'BURN' } },
      'shipment.NON_DELIVERABLE_INSTRUCTIONS',
    ],
    [
      'a text against the pattern',
      { ...complete, items: { B004: { ...complete.items.B004, HS_CODE: 'hush' } } },
      'items.B004.HS_CODE',
    ],
    [
      'a number at the excluded minimum of draft-04',
      { ...complete, items: { B004: { ...complete.items.B004, ITEM_WEIGHT: { unit: 'kg', value: 0 } } } },
      'items.B004.ITEM_WEIGHT.value',
    ],
  ])('name %s, without the value', (_case, inputs, invalid) => {
    expect(asked(abroad, inputs)).toEqual({ missing: [], invalid: [invalid] });
    expect(JSON.stringify(checkAdditionalInputs(abroad, inputs))).not.toMatch(/BURN|hush/);
  });

  it('of a schema that refers to itself are asked for once', () => {
    expect(asked(object({ a: { $ref: '#' } }, ['a']), {})).toEqual({ missing: ['a'], invalid: [] });
  });

  it('are left as they came', () => {
    const inputs = {};
    checkAdditionalInputs(abroad, inputs);
    expect(inputs).toEqual({});
  });
});

describe('a schema is unusable', () => {
  it.each<[string, Json, Json, string]>([
    ['of 200,000 characters', { description: 'x'.repeat(200_000) }, {}, 'the schema is too large'],
    [
      'of another draft',
      { $schema: 'https://json-schema.org/draft/2020-12/schema' },
      {},
      'the schema is not of draft-04',
    ],
    ['that refers to elsewhere', { $ref: 'https://example.com/schema' }, {}, 'the schema cannot be understood'],
    ['that is none', { type: 'lamp' }, {}, 'the schema cannot be understood'],
    [
      'whose pattern is none',
      object({ a: { type: 'string', pattern: '(' } }),
      { a: 'x' },
      'the schema cannot be understood',
    ],
    [
      'whose pattern takes for ever',
      object({ a: { type: 'string', pattern: '^(a+)+$' } }),
      { a: `${'a'.repeat(50)}!` },
      'the schema takes too long',
    ],
  ])('%s', (_case, schema, inputs, reason) => {
    expect(checkAdditionalInputs(schema, inputs)).toEqual({ kind: 'unusable', reason });
  });

  it('when its levels have no end in sight', () => {
    let levels: Json = text;
    for (let level = 0; level < 2_000; level += 1) levels = object({ inner: levels }, ['inner']);
    expect(checkAdditionalInputs(levels, {})).toMatchObject({ kind: 'unusable' });
  });

  it('when it would reach what all objects inherit, and reaches nothing', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"object","properties":{"polluted":{"type":"object"}},"required":["polluted"]},"constructor":{"type":"object","properties":{"polluted":{"type":"object"}},"required":["polluted"]}},"required":["__proto__","constructor"]}',
    ) as Json;
    checkAdditionalInputs(schema, {});
    expect('polluted' in {}).toBe(false);
    expect('polluted' in Object).toBe(false);
  });
});
