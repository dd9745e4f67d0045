import type { InputField } from '../workflows/shipment/offer.js';

/**
 * What is wrong with the answer to what a carrier wants to know, by path: every field that was asked for has to be there,
 * of its type and among its values. Never holds a given value.
 */
export const inputFaults = (inputs: Record<string, unknown>, asked: readonly InputField[]): string[] =>
  asked.flatMap((field) => {
    const fault = faultOf(valueAt(inputs, field.path), field);
    return fault === undefined ? [] : [`${field.path.join('.')} ${fault}`];
  });

function faultOf(value: unknown, { type, title, oneOf }: InputField): string | undefined {
  if (value === undefined || value === null || value === '') {
    return title === undefined ? 'is missing' : `is missing: ${title}`;
  }
  if (type !== undefined && !isOfType(value, type)) return `must be of type ${type}`;
  if (oneOf !== undefined && !oneOf.some((each) => each === value || each === JSON.stringify(value)))
    return `must be one of ${oneOf.join(', ')}`;
  return undefined;
}

/** Types of JSON Schema, draft-04; one that was added since is the carrier's to check. */
function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    default:
      return true;
  }
}

function valueAt(inputs: unknown, path: readonly string[]): unknown {
  let inner = inputs;
  for (const name of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, name)) return undefined;
    inner = (inner as Record<string, unknown>)[name];
  }
  return inner;
}
