import type { GetRatesRequest } from '../schemas/shipments.js';
import type { Dialect } from './dialect.js';
import type { JsonSchema } from './json-schema.js';
import type { OfferedService } from './rate-plan.js';

const text = (title: string): JsonSchema => ({ title, type: 'string' });

const amount = (title: string, unitTitle: string, units: readonly string[]): JsonSchema => ({
  title,
  type: 'object',
  required: ['unit', 'value'],
  properties: { unit: { title: unitTitle, type: 'string', enum: units }, value: { title: 'Value', type: 'number' } },
});

const itemInputs: JsonSchema = {
  type: 'object',
  required: ['ITEM_WEIGHT', 'COUNTRY_OF_ORIGIN', 'ITEM_VALUE', 'ITEM_DESCRIPTION'],
  properties: {
    ITEM_WEIGHT: amount('Item weight', 'Unit', ['GRAM', 'KILOGRAM', 'POUND', 'OUNCE']),
    COUNTRY_OF_ORIGIN: { title: 'Country of Origin', type: 'string', pattern: '^[a-zA-Z]{2}$' },
    ITEM_VALUE: amount('Item Value', 'Currency', ['USD', 'GBP', 'EUR', 'JPY', 'INR']),
    ITEM_DESCRIPTION: { title: 'Item Description', type: 'string', pattern: '^[a-zA-Z0-9-._& ]{3,25}$' },
    HS_CODE: { title: 'HS Code', type: 'string', pattern: '^[0-9 -]{1,10}?$' },
  },
};

/** The inputs that a purchase of a service needs for a request; nothing when it needs none. */
export function additionalInputsOf(service: OfferedService, request: GetRatesRequest): JsonSchema | undefined {
  const wanted = service.additionalInputs;
  return wanted === true ? usualInputs(request) : wanted;
}

/** A schema as it is sent: the model's example says which draft it is, the guide's does not. */
export function wireSchema(schema: JsonSchema, dialect: Dialect): JsonSchema {
  const { $schema, ...rest } = schema;
  return dialect === 'guide' ? rest : { $schema: $schema ?? 'http://json-schema.org/draft-04/schema#', ...rest };
}

// An item is known by its identifier, or by its place where it has none.
function usualInputs(request: GetRatesRequest): JsonSchema {
  const items = request.packages.flatMap((parcel) =>
    parcel.items.map((item, i) => item.itemIdentifier ?? `ITEM-${String(i + 1)}`),
  );
  return {
    title: 'Additional Inputs',
    type: 'object',
    required: ['shipment', 'items'],
    properties: {
      shipment: {
        title: 'Shipment Inputs',
        type: 'object',
        required: ['NON_DELIVERABLE_INSTRUCTIONS'],
        properties: {
          NON_DELIVERABLE_INSTRUCTIONS: {
            title: 'Non-Deliverable Instructions',
            type: 'string',
            default: 'ABANDON',
            enum: ['ABANDON', 'RETURN_TO_SELLER'],
          },
          SENDER_TAX_ID: text('Tax number of the sender'),
        },
      },
      items: {
        title: 'Item Inputs',
        type: 'object',
        required: items,
        properties: Object.fromEntries(items.map((id) => [id, { title: id, ...itemInputs }])),
      },
    },
  };
}
