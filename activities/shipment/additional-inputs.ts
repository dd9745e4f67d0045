import vm from 'node:vm';
import type { ErrorObject, ValidateFunction } from 'ajv';
import Ajv04 from 'ajv-draft-04';
import type { InputField } from '../../workflows/shipment/offer.js';

/** Whether what is there fulfils the JSON Schema that Amazon gave for a rate. */
export type InputsCheck =
  | { kind: 'complete' }
  /** `missing` and `invalid` together are all that a person has to give. */
  | { kind: 'incomplete'; missing: InputField[]; invalid: InputField[] }
  /** The schema cannot be worked with; why, in our own words. */
  | { kind: 'unusable'; reason: string };

/** The largest schema that was seen has some ten thousand characters; anybody's input is bounded. */
const largestSchema = 200_000;
/** Compiling and checking take a few ms; a schema or a pattern made to take forever ends here. */
const longestMs = 500;
/** Objects that are filled in to find what is missing inside them. */
const mostObjects = 500;

/**
 * Checks additional inputs against Amazon's schema (draft-04; without `$schema` too).
 *
 * Fields inside an object that is missing as a whole are named one by one, as far as they are required.
 */
export function checkAdditionalInputs(schema: Record<string, unknown>, inputs: Record<string, unknown>): InputsCheck {
  try {
    const text = JSON.stringify(schema);
    if (text.length > largestSchema) return { kind: 'unusable', reason: 'the schema is too large' };
    const { $schema: dialect = '', ...rules } = JSON.parse(text) as Record<string, unknown>;
    if (typeof dialect !== 'string' || !/^$|draft-04/.test(dialect)) {
      return { kind: 'unusable', reason: 'the schema is not of draft-04' };
    }
    const check = (): InputsCheck => checkWith(compile(rules), inputs);
    // The time-out ends compiling, checking and every pattern in it, whatever the schema holds.
    return vm.runInNewContext('check()', { check }, { timeout: longestMs }) as InputsCheck;
  } catch (error) {
    const isTooSlow = (error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return { kind: 'unusable', reason: isTooSlow ? 'the schema takes too long' : 'the schema cannot be understood' };
  }
}

/** Unknown keywords and formats are tolerated, and nothing is written to the console. */
const compile = (rules: Record<string, unknown>): ValidateFunction =>
  new Ajv04.default({ strict: false, allErrors: true, verbose: true, validateFormats: false, logger: false }).compile(
    rules,
  );

function checkWith(validate: ValidateFunction, inputs: Record<string, unknown>): InputsCheck {
  const filled = structuredClone(inputs);
  const hollow: InputField[] = [];
  while (!validate(filled)) {
    const errors = validate.errors ?? [];
    const object = errors.find((error) => error.keyword === 'required' && isObject(memberSchema(error)));
    if (object === undefined || !fill(filled, pathOf(object))) return incomplete(errors, hollow);
    if (hollow.length === mostObjects) return { kind: 'unusable', reason: 'the schema is too large' };
    hollow.push(fieldOf(pathOf(object), memberSchema(object)));
  }
  return hollow.length === 0 ? { kind: 'complete' } : incomplete([], hollow);
}

/** @param hollow - Objects that are missing as a whole: named themselves where nothing inside them is required. */
function incomplete(errors: readonly ErrorObject[], hollow: readonly InputField[]): InputsCheck {
  const missing = errors.filter(({ keyword }) => keyword === 'required');
  const invalid = errors.filter(({ keyword }) => keyword !== 'required');
  const fields = [...hollow, ...missing.map((error) => fieldOf(pathOf(error), memberSchema(error)))];
  return {
    kind: 'incomplete',
    missing: once(fields.filter(({ path }) => !fields.some((other) => isInside(other.path, path)))),
    invalid: once(invalid.map((error) => fieldOf(pathOf(error), error.parentSchema))),
  };
}

const isInside = (path: readonly string[], outer: readonly string[]): boolean =>
  path.length > outer.length && outer.every((step, depth) => path[depth] === step);

/** Where an error is; for what is missing, where it should be. */
function pathOf({ instancePath, params }: ErrorObject): string[] {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const member: unknown = params['missingProperty'] ?? params['additionalProperty'];
  return typeof member === 'string' ? [...path, member] : path;
}

/** The rules of a member that is missing. */
function memberSchema({ parentSchema, params }: ErrorObject): unknown {
  const properties: unknown = parentSchema?.['properties'];
  const name: unknown = params['missingProperty'];
  return isRecord(properties) && typeof name === 'string' ? properties[name] : undefined;
}

const isObject = (rules: unknown): boolean =>
  isRecord(rules) && (rules['type'] === 'object' || (rules['type'] === undefined && isRecord(rules['properties'])));

/**
 * Puts an empty object where one is missing, so that its own required members are found.
 *
 * Only what the inputs themselves hold is entered: what every object inherits belongs to the whole process.
 */
function fill(inputs: Record<string, unknown>, path: readonly string[]): boolean {
  let inner: unknown = inputs;
  for (const step of path.slice(0, -1)) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return false;
    inner = Reflect.get(inner, step);
  }
  const name = path.at(-1);
  if (name === undefined || typeof inner !== 'object' || inner === null) return false;
  Object.defineProperty(inner, name, { value: {}, writable: true, enumerable: true, configurable: true });
  return true;
}

function fieldOf(path: string[], rules: unknown): InputField {
  if (!isRecord(rules)) return { path };
  const { title, type, enum: values, default: preset } = rules;
  return {
    path,
    ...(typeof title === 'string' && { title }),
    ...(typeof type === 'string' && { type }),
    ...(Array.isArray(values) && { oneOf: values.map(String) }),
    ...((typeof preset === 'string' || typeof preset === 'number') && { default: String(preset) }),
  };
}

function once(fields: readonly InputField[]): InputField[] {
  return [...new Map(fields.map((field) => [JSON.stringify(field.path), field])).values()];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
