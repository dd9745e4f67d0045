import type { OrderFacts, OrderLine, Weight } from '../../workflows/purchase-order/order.js';
import type { PackedContainer } from '../../workflows/purchase-order/packing.js';
import type { ConfirmedContainer } from '../amazon/schemas/index.js';
import type { StepDependencies } from './dependencies.js';
import { optional } from './optional.js';

/** A package as label request and confirmation name it. */
export const toContainer = (
  order: OrderFacts,
  container: PackedContainer,
  weight: Weight | undefined,
  region: StepDependencies['region'],
): Pick<ConfirmedContainer, 'containerType' | 'containerIdentifier' | 'weight' | 'dimensions' | 'packedItems'> => ({
  containerType: container.containerType ?? 'carton',
  containerIdentifier: container.containerIdentifier,
  ...optional('dimensions', container.dimensions),
  weight: container.weight ?? weight ?? fallbackWeight(region),
  packedItems: container.items.map(({ itemSequenceNumber, quantity }) => ({
    ...numbered(lineOf(order, itemSequenceNumber)),
    packedQuantity: { amount: quantity, unitOfMeasure: 'Each' },
  })),
});

/** The order's string `00001` is the integer 1 here (DF-5). */
export const numbered = ({ itemSequenceNumber, ...identifiers }: Omit<OrderLine, 'quantity'>) => ({
  itemSequenceNumber: Number.parseInt(itemSequenceNumber, 10),
  ...identifiers,
});

/** Amazon's model requires a weight on every container (DF-15) and does nothing with an own carrier's. */
const fallbackWeight = (region: StepDependencies['region']): Weight => ({
  value: '1',
  unitOfMeasure: region === 'NA' ? 'LB' : 'KG',
});

function lineOf(order: OrderFacts, itemSequenceNumber: string): Omit<OrderLine, 'quantity'> {
  const number = Number.parseInt(itemSequenceNumber, 10);
  const line = order.lines.find((candidate) => Number.parseInt(candidate.itemSequenceNumber, 10) === number);
  if (line === undefined) throw new RangeError(`Line ${itemSequenceNumber} is not in the order.`);
  const { quantity, ...identity } = line;
  return identity;
}
