/** The part of JSON Schema draft 4 that additional inputs are described with. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  /** A boolean in draft 4: whether `minimum` itself is too low. */
  readonly exclusiveMinimum?: boolean;
  readonly maximum?: number;
}

/** Where a value breaks its schema, such as `items.B004.HS_CODE`; nothing when it is right. Never tells the value. */
export function schemaFault(schema: JsonSchema, value: unknown, where = ''): string | undefined {
  const here = where === '' ? 'additionalInputs' : where;
  if (!hasType(schema.type, value)) return `${here} is not of type ${schema.type ?? ''}`;
  if (schema.enum?.includes(value) === false) return `${here} is none of the allowed values`;
  if (typeof value === 'string') return stringFault(schema, value, here);
  if (typeof value === 'number') return numberFault(schema, value, here);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return undefined;
    return firstOf(value.map((each: unknown, i) => schemaFault(items, each, `${here}.${i}`)));
  }
  return isRecord(value) ? objectFault(schema, value, where, here) : undefined;
}

function objectFault(schema: JsonSchema, value: Readonly<Record<string, unknown>>, where: string, here: string) {
  const missing = schema.required?.find((name) => value[name] === undefined);
  if (missing !== undefined) return `${here} has no ${missing}`;
  return firstOf(
    Object.entries(schema.properties ?? {}).map(([name, of]) =>
      value[name] === undefined ? undefined : schemaFault(of, value[name], where === '' ? name : `${where}.${name}`),
    ),
  );
}

function stringFault(schema: JsonSchema, value: string, here: string): string | undefined {
  const { pattern, minLength = 0, maxLength = Infinity } = schema;
  if (value.length < minLength || value.length > maxLength) return `${here} is too short or too long`;
  if (pattern !== undefined && !new RegExp(pattern).test(value)) return `${here} does not match its pattern`;
  return undefined;
}

function numberFault(schema: JsonSchema, value: number, here: string): string | undefined {
  const { minimum = -Infinity, exclusiveMinimum = false, maximum = Infinity } = schema;
  const tooLow = exclusiveMinimum ? value <= minimum : value < minimum;
  return tooLow || value > maximum ? `${here} is too low or too high` : undefined;
}

function hasType(type: JsonSchema['type'], value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf(faults: readonly (string | undefined)[]): string | undefined {
  return faults.find((fault) => fault !== undefined);
}
