import { checked, instant, object, optional, text } from '../steps/checks.js';
import type { Checked } from '../steps/checks.js';
import type { LabelFacts, LabelMode, OrderFacts, Weight } from './order.js';
import { namedContainers, packagesOf, packingFaults, trackingNumberCheck, weightCheck } from './packing.js';
import type { NamedContainer, PackedContainer } from './packing.js';

/** The truck has left, as it is on record. */
export interface Departure extends ReportedDeparture {
  containers?: PackedContainer[];
}

/** The truck has left, as the warehouse reports it. */
export interface ReportedDeparture {
  /** ISO 8601, UTC. Never adjusted. */
  departedAt: string;
  manifestId?: string;
  /** Of the only package. */
  trackingNumber?: string;
  /** The vendor's own carrier: SCAC in North America, carrier name elsewhere. */
  carrier?: string;
  /** With which it has left: compared with Amazon's, so that a mistake is found out before it is confirmed. */
  shipMethod?: string;
  /** When the vendor's own carrier will be with the customer, ISO 8601, UTC. Default: what the customer was promised. */
  estimatedDeliveryDate?: string;
  /** Of each package that has none of its own. */
  weight?: Weight;
  /** Default: the packages that were packed, else one with everything. */
  containers?: NamedContainer[];
}

/** The fields of a departure, for the checks of messages. */
export const departureFields = {
  departedAt: instant,
  manifestId: optional(text({ max: 100 })),
  trackingNumber: optional(trackingNumberCheck),
  carrier: optional(text({ max: 100 })),
  shipMethod: optional(text({ max: 100 })),
  estimatedDeliveryDate: optional(instant),
  weight: optional(weightCheck),
  containers: optional(namedContainers),
};

/** A departure as a person corrected it after Amazon refused the confirmation. */
export function correctDeparture(departure: Departure | undefined, data: Record<string, unknown>): Checked<Departure> {
  const read = checked(object(departureFields), { ...departure, ...data });
  return 'faults' in read ? read : withPackages(read.value, departure?.containers);
}

/** A reported departure with the items of every package. A package keeps the tracking number that it was packed with. */
export function completed(
  departure: ReportedDeparture,
  packing: readonly PackedContainer[] | undefined,
): Checked<Departure> {
  const faults = (departure.containers ?? []).flatMap(({ containerIdentifier, trackingNumber }) => {
    const packed = packing?.find((container) => container.containerIdentifier === containerIdentifier)?.trackingNumber;
    return packed === undefined || trackingNumber === undefined || packed === trackingNumber
      ? []
      : [
          `Container ${containerIdentifier} was packed with tracking number ${packed}, not ${trackingNumber}; if that has changed, pack it anew.`,
        ];
  });
  return faults.length > 0 ? { faults } : withPackages(departure, packing);
}

function withPackages(
  { containers: named, ...departure }: ReportedDeparture,
  packing: readonly PackedContainer[] | undefined,
): Checked<Departure> {
  const packages = packagesOf(packing, named);
  return 'faults' in packages ? packages : { value: { ...departure, ...packages } };
}

/** Clocks of warehouse and server may differ by this much before a departure counts as future, ms. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Why a departure is not believed: nothing leaves ahead of time, or before it was ordered. */
export function timeFault(
  order: OrderFacts | undefined,
  { departedAt }: Pick<Departure, 'departedAt'>,
  now: number,
): string | undefined {
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
    ...shipMethodFaults(order, label, departure),
    ...deliveryFaults(departure),
    ...numberFaults(departure),
    ...trackingFaults(labelMode, label, departure),
    ...(departure.containers ? packingFaults(order, departure.containers) : []),
  ];
}

/** Ship methods that Amazon expects, byte for byte: those of its label, else that of the order. */
export function shipMethodsOf({ shipMethod }: Pick<OrderFacts, 'shipMethod'>, label: LabelFacts | undefined): string[] {
  const labelled = (label?.packages ?? []).flatMap((each) => each.shipMethod ?? []);
  return labelled.length > 0 ? [...new Set(labelled)] : [shipMethod];
}

function shipMethodFaults(order: OrderFacts, label: LabelFacts | undefined, { shipMethod }: Departure): string[] {
  const expected = shipMethodsOf(order, label);
  if (shipMethod === undefined || expected.includes(shipMethod)) return [];
  const meant = expected.find((each) => each.toLowerCase() === shipMethod.toLowerCase());
  return meant === undefined
    ? [`shipMethod ${shipMethod} is not what Amazon has for this order: ${expected.join(', ')}.`]
    : [`shipMethod ${shipMethod} differs in case; Amazon's is ${meant}.`];
}

const deliveryFaults = ({ departedAt, estimatedDeliveryDate }: Departure): string[] =>
  estimatedDeliveryDate === undefined || Date.parse(estimatedDeliveryDate) > Date.parse(departedAt)
    ? []
    : [`estimatedDeliveryDate ${estimatedDeliveryDate} does not lie after the departure ${departedAt}.`];

/** A number for the only package, and numbers of packages: what contradicts would be dropped silently. */
function numberFaults({ trackingNumber, containers = [] }: Departure): string[] {
  const own = containers.flatMap((container) => container.trackingNumber ?? []);
  return trackingNumber === undefined || own.length === 0 || own.includes(trackingNumber)
    ? []
    : [`Tracking number ${trackingNumber} is not that of a package (${own.join(', ')}); name it at its container.`];
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
  return labelMode.mode === 'vendor-carrier' ? [...faults, ...carrierFaults(labelMode, departure)] : faults;
}

function carrierFaults(labelMode: LabelMode, departure: Departure): string[] {
  const scac = scacOf(labelMode, departure);
  if (scac === undefined) {
    return ['Label mode vendor-carrier needs the carrier (SCAC in North America), here or in WAREHOUSES_FILE.'];
  }
  return labelMode.needsScac === true && !SCAC.test(scac)
    ? [`Carrier ${scac} is no SCAC, which North America needs of your own carrier: 2 to 4 capital letters.`]
    : [];
}

/** A SCAC as it is assigned. */
export const SCAC = /^[A-Z]{2,4}$/;

/** The code of the own carrier. A departure may name it as people call it; the table then knows the code. */
export const scacOf = ({ scacCode, carrier }: LabelMode, departure: Pick<Departure, 'carrier'>): string | undefined =>
  departure.carrier === undefined || [scacCode, carrier].includes(departure.carrier)
    ? (scacCode ?? carrier)
    : departure.carrier;
