import type { Weight } from '../schemas/shipments.js';

const gramsPer = { GRAM: 1, KILOGRAM: 1000, OUNCE: 28.349523125, POUND: 453.59237 } as const;

/** A weight in grams. */
export function grams({ unit, value }: Weight): number {
  return value * gramsPer[unit];
}
