import { listOf, object, oneOf, optional, text, wholeNumber } from '../steps/checks.js';
import type { Check } from '../steps/checks.js';
import type { OrderFacts, OrderLine, Weight } from './order.js';

/** One package and what is in it. */
export interface PackedContainer {
  /** Unique within the order. */
  containerIdentifier: string;
  /** Default `carton`. */
  containerType?: 'carton' | 'pallet';
  trackingNumber?: string;
  weight?: Weight;
  dimensions?: Dimensions;
  items: PackedItem[];
}

export interface Dimensions {
  /** Decimal strings. */
  length: string;
  width: string;
  height: string;
  unitOfMeasure: 'IN' | 'CM';
}

export interface PackedItem {
  itemSequenceNumber: string;
  quantity: number;
}

/** A package as a departure names it: what `pack` has told already need not be repeated. */
export type NamedContainer = Omit<PackedContainer, 'items'> & { items?: PackedItem[] };

const decimal = text({
  max: 20,
  pattern: /^-?(0|([1-9]\d*))(\.\d+)?([eE][+-]?\d+)?$/,
  says: 'must be a decimal number as text, e.g. "1.2"',
});

/** A weight above nothing. */
export const weightCheck: Check<Weight> = (value, path, faults) => {
  const found = object({ value: decimal, unitOfMeasure: oneOf(['KG', 'LB']) })(value, path, faults);
  if (found?.value !== undefined && !(Number(found.value) > 0)) faults.push(`${path}.value must be above zero`);
  return found;
};

export const trackingNumberCheck = text({ max: 100 });

const lineNumber = text({ max: 20, pattern: /^\d+$/, says: 'must have digits only' });
const items = listOf(object({ itemSequenceNumber: lineNumber, quantity: wholeNumber({ min: 1 }) }), { max: 500 });
const fields = {
  containerIdentifier: text({ max: 100 }),
  containerType: optional(oneOf(['carton', 'pallet'])),
  trackingNumber: optional(trackingNumberCheck),
  weight: optional(weightCheck),
  dimensions: optional(
    object({ length: decimal, width: decimal, height: decimal, unitOfMeasure: oneOf(['IN', 'CM']) }),
  ),
};
const MAX_CONTAINERS = { max: 200 };

export const packedContainers: Check<PackedContainer[]> = listOf(object({ ...fields, items }), MAX_CONTAINERS);
export const namedContainers: Check<NamedContainer[]> = listOf(
  object({ ...fields, items: optional(items) }),
  MAX_CONTAINERS,
);

/** What is wrong with a packing list: Amazon takes whole orders only. */
export function packingFaults(order: OrderFacts, containers: readonly PackedContainer[]): string[] {
  // `00001` and `1` name the same line (DF-5).
  const number = ({ itemSequenceNumber }: { itemSequenceNumber: string }): number => Number(itemSequenceNumber);
  const packedItems = containers.flatMap((container) => container.items);
  const packed = (line: OrderLine): number =>
    packedItems.filter((item) => number(item) === number(line)).reduce((sum, item) => sum + item.quantity, 0);
  return [
    ...repeated(containers.map(({ containerIdentifier }) => containerIdentifier)).map(
      (identifier) => `Container ${identifier} is there twice.`,
    ),
    ...repeated(containers.flatMap(({ trackingNumber }) => trackingNumber ?? [])).map(
      (trackingNumber) => `Tracking number ${trackingNumber} is there twice; each package has its own.`,
    ),
    ...packedItems
      .filter((item) => !order.lines.some((line) => number(line) === number(item)))
      .map((item) => `Line ${item.itemSequenceNumber} is not in the order.`),
    ...order.lines
      .filter((line) => packed(line) !== line.quantity)
      .map(
        (line) =>
          `Line ${line.itemSequenceNumber}: ${packed(line)} packed, ${line.quantity} ordered; partial shipment is not allowed.`,
      ),
  ];
}

/**
 * The packages of a departure, each with its items: from the departure, else from what was packed.
 *
 * A departure that names only some of the packed containers is a fault: the rest would be lost.
 */
export function packagesOf(
  packing: readonly PackedContainer[] | undefined,
  named: readonly NamedContainer[] | undefined,
): { containers?: PackedContainer[] } | { faults: string[] } {
  if (named === undefined) return packing === undefined ? {} : { containers: [...packing] };
  const known = (identifier: string): PackedContainer | undefined =>
    packing?.find(({ containerIdentifier }) => containerIdentifier === identifier);
  const faults: string[] = [];
  const containers = named.flatMap((container): PackedContainer[] => {
    const packed = known(container.containerIdentifier);
    const inside = container.items ?? packed?.items;
    if (inside !== undefined) return [{ ...packed, ...container, items: inside }];
    faults.push(`Container ${container.containerIdentifier} was not packed before; name its items.`);
    return [];
  });
  return faults.length > 0 ? { faults } : { containers };
}

const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];
