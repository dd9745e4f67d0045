import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { PackedContainer } from '../../../workflows/purchase-order/packing.js';
import type { MadeOrder } from '../../amazon/orders/order.js';

/** Every line in a package of its own. */
export const packagesOf = ({ details }: Pick<MadeOrder, 'details'>): PackedContainer[] =>
  details.items.map(({ itemSequenceNumber, orderedQuantity }, index) => ({
    containerIdentifier: `C${index + 1}`,
    weight: { value: '1.2', unitOfMeasure: 'KG' },
    items: [{ itemSequenceNumber, quantity: orderedQuantity.amount }],
  }));

/** Name of the file with an order's packages. */
export const packagesFile = ({ purchaseOrderNumber }: { purchaseOrderNumber: string }): string =>
  `${purchaseOrderNumber}.json`;

/** Writes the file that `orders pack` takes. @returns its name in the directory. */
export function writePackages(directory: string, order: MadeOrder): string {
  const name = packagesFile(order);
  writeFileSync(join(directory, name), `${JSON.stringify(packagesOf(order), null, 2)}\n`);
  return name;
}
