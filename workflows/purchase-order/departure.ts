import { checked, instant, listOf, object, oneOf, optional, text, wholeNumber } from '../steps/checks.js';
import type { Checked } from '../steps/checks.js';
import type { LabelFacts, LabelMode, OrderFacts, OrderLine, Weight } from './order.js';

/** The truck has left. */
export interface Departure {
  /** ISO 8601, UTC. Never adjusted. */
  departedAt: string;
  manifestId?: string;
  trackingNumber?: string;
  /** The vendor's own carrier: SCAC in North America, carrier name elsewhere. */
  carrier?: string;
  weight?: Weight;
  containers?: DepartedContainer[];
}

export interface DepartedContainer {
  containerIdentifier: string;
  /** Default `carton`. */
  containerType?: 'carton' | 'pallet';
  trackingNumber?: string;
  weight?: Weight;
  dimensions?: { length: string; width: string; height: string; unitOfMeasure: 'IN' | 'CM' };
  items: { itemSequenceNumber: string; quantity: number }[];
}

const decimal = text({
  max: 20,
  pattern: /^-?(0|([1-9]\d*))(\.\d+)?([eE][+-]?\d+)?$/,
  says: 'must be a decimal number as text, e.g. "1.2"',
});
const weight = object({ value: decimal, unitOfMeasure: oneOf(['KG', 'LB']) });
const trackingNumber = text({ max: 100 });
const lineNumber = text({ max: 20, pattern: /^\d+$/, says: 'must have digits only' });

/** The fields of a departure, for the checks of messages. */
export const departureFields = {
  departedAt: instant,
  manifestId: optional(text({ max: 100 })),
  trackingNumber: optional(trackingNumber),
  carrier: optional(text({ max: 100 })),
  weight: optional(weight),
  containers: optional(
    listOf(
      object({
        containerIdentifier: text({ max: 100 }),
        containerType: optional(oneOf(['carton', 'pallet'])),
        trackingNumber: optional(trackingNumber),
        weight: optional(weight),
        dimensions: optional(
          object({ length: decimal, width: decimal, height: decimal, unitOfMeasure: oneOf(['IN', 'CM']) }),
        ),
        items: listOf(object({ itemSequenceNumber: lineNumber, quantity: wholeNumber({ min: 1 }) }), { max: 500 }),
      }),
      { max: 200 },
    ),
  ),
};

/** A departure as a person corrected it after Amazon refused the confirmation. */
export const correctDeparture = (departure: Departure | undefined, data: Record<string, unknown>): Checked<Departure> =>
  checked(object(departureFields), { ...departure, ...data });

/** Clocks of warehouse and server may differ by this much before a departure counts as future, ms. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Why a departure is not believed: nothing leaves ahead of time, or before it was ordered. */
export function timeFault(order: OrderFacts | undefined, { departedAt }: Departure, now: number): string | undefined {
  if (Date.parse(departedAt) > now + CLOCK_TOLERANCE_MS) {
    return `departedAt ${departedAt} lies in the future; report the departure once the truck has left.`;
  }
  return order !== undefined && Date.parse(departedAt) < Date.parse(order.orderDate)
    ? `departedAt ${departedAt} lies before the order's date ${order.orderDate}.`
    : undefined;
}

/** What is missing or wrong in a departure for this order; Amazon would fail the confirmation later. */
export function departureFaults(
  order: OrderFacts,
  labelMode: LabelMode,
  label: LabelFacts | undefined,
  departure: Departure,
): string[] {
  return [
    ...trackingFaults(labelMode, label, departure),
    ...(departure.containers ? packingFaults(order, departure.containers) : []),
  ];
}

function trackingFaults(labelMode: LabelMode, label: LabelFacts | undefined, departure: Departure): string[] {
  const containers = departure.containers ?? [];
  const given = [departure.trackingNumber, ...containers.map((container) => container.trackingNumber)].filter(
    (trackingNumber) => trackingNumber !== undefined,
  );
  if (labelMode.mode === 'amazon') {
    const known = (label?.packages ?? []).flatMap((labelled) => labelled.trackingNumber ?? []);
    return known.length === 0
      ? []
      : given
          .filter((trackingNumber) => !known.includes(trackingNumber))
          .map((trackingNumber) => `Tracking number ${trackingNumber} is not on Amazon's label (${known.join(', ')}).`);
  }
  const faults: string[] = [];
  const isTracked =
    containers.length === 0
      ? departure.trackingNumber !== undefined
      : containers.every((container) => container.trackingNumber !== undefined) ||
        (containers.length === 1 && departure.trackingNumber !== undefined);
  if (!isTracked) faults.push(`Label mode ${labelMode.mode} needs the trackingNumber of every package.`);
  if (
    labelMode.mode === 'vendor-carrier' &&
    (departure.carrier ?? labelMode.scacCode ?? labelMode.carrier) === undefined
  ) {
    faults.push('Label mode vendor-carrier needs the carrier (SCAC in North America), here or in WAREHOUSES_FILE.');
  }
  return faults;
}

function packingFaults(order: OrderFacts, containers: DepartedContainer[]): string[] {
  // `00001` and `1` name the same line (DF-5).
  const lineNumber = ({ itemSequenceNumber }: { itemSequenceNumber: string }): number => Number(itemSequenceNumber);
  const items = containers.flatMap((container) => container.items);
  const unknown = items.filter((item) => !order.lines.some((line) => lineNumber(line) === lineNumber(item)));
  const packed = (line: OrderLine): number =>
    items.filter((item) => lineNumber(item) === lineNumber(line)).reduce((sum, item) => sum + item.quantity, 0);
  return [
    ...unknown.map((item) => `Line ${item.itemSequenceNumber} is not in the order.`),
    ...order.lines
      .filter((line) => packed(line) !== line.quantity)
      .map(
        (line) =>
          `Line ${line.itemSequenceNumber}: ${packed(line)} packed, ${line.quantity} ordered; partial shipment is not allowed.`,
      ),
  ];
}
