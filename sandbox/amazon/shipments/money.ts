/** An amount in the smallest unit of its currency, such as pence. */
export interface Money {
  readonly minor: number;
  /** ISO 4217. */
  readonly unit: string;
}

// Currencies without a smaller unit; of those of Amazon's shipping businesses only the yen.
const wholeUnits = new Set(['JPY']);

/** Shipping v2 `Currency`. */
export function wireMoney({ minor, unit }: Money): { readonly value: number; readonly unit: string } {
  return { value: wholeUnits.has(unit) ? minor : minor / 100, unit };
}

/** The sum of amounts of one currency. */
export function total(first: Money, ...others: readonly Money[]): Money {
  const foreign = others.find(({ unit }) => unit !== first.unit);
  if (foreign !== undefined) throw new RangeError(`cannot add ${foreign.unit} to ${first.unit}`);
  return { minor: others.reduce((sum, { minor }) => sum + minor, first.minor), unit: first.unit };
}
