import type { Money } from '../../workflows/shipment/offer.js';

/** Four digits behind the point hold every currency, and the five zeros of Amazon's examples. */
const scale = 10_000;

/** The sum of amounts in one currency; `undefined` when they are in several. Sums of pennies stay exact. */
export function sumOf(first: Money, ...others: readonly Money[]): Money | undefined {
  if (others.some(({ unit }) => unit !== first.unit)) return undefined;
  const value = [first, ...others].reduce((sum, amount) => sum + scaled(amount), 0) / scale;
  return { value, unit: first.unit };
}

/** Negative when `a` is less than `b`, both in the same currency. */
export const compareMoney = (a: Money, b: Money): number => scaled(a) - scaled(b);

const scaled = ({ value }: Money): number => Math.round(value * scale);
