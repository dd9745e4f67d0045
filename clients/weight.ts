import type { Weight } from '../workflows/purchase-order/order.js';
import type { Checked } from '../workflows/steps/checks.js';

/** A weight as people write it: `1.2kg`, `3 LB`. */
export function readWeight(text: string): Checked<Weight> {
  const [, value, unit] = /^(0|[1-9]\d*|(?:0|[1-9]\d*)\.\d+) ?(kg|lb)$/i.exec(text) ?? [];
  if (value === undefined || unit === undefined || Number(value) === 0) {
    return { faults: ['is no weight; write 1.2kg or 3lb'] };
  }
  return { value: { value, unitOfMeasure: unit.toUpperCase() === 'KG' ? 'KG' : 'LB' } };
}
