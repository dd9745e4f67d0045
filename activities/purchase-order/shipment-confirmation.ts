import type { ConfirmShipmentInput } from '../../workflows/purchase-order/activities.js';
import type { DepartedContainer, Departure } from '../../workflows/purchase-order/departure.js';
import type { OrderFacts, OrderLine } from '../../workflows/purchase-order/order.js';
import type { ConfirmedContainer, ShipmentConfirmation } from '../amazon/schemas/index.js';
import type { StepDependencies } from './dependencies.js';

/**
 * The confirmation of a departed order: all lines, ordered quantities, the true departure time.
 *
 * Containers are left out when the label is Amazon's, which then has the package data. Vendor modes name each package
 * with its ship method (DF-13) and, for an own carrier, `scacCode` in North America, `carrier` elsewhere (DF-12).
 */
export function toConfirmation(
  { purchaseOrderNumber, order, labelMode, departure }: ConfirmShipmentInput,
  region: StepDependencies['region'],
): ShipmentConfirmation {
  return {
    purchaseOrderNumber,
    shipmentDetails: {
      shippedDate: departure.departedAt,
      shipmentStatus: 'SHIPPED',
      isPriorityShipment: order.isPriorityShipment,
    },
    sellingParty: { partyId: order.sellingParty },
    shipFromParty: { partyId: order.shipFromParty },
    items: order.lines.map(({ quantity, ...line }) => ({
      ...numbered(line),
      shippedQuantity: { amount: quantity, unitOfMeasure: 'Each' },
    })),
    ...(labelMode.mode === 'amazon'
      ? {}
      : {
          containers: packagesOf(order, departure).map((container) => ({
            containerType: container.containerType ?? 'carton',
            containerIdentifier: container.containerIdentifier,
            ...optional('trackingNumber', container.trackingNumber ?? departure.trackingNumber),
            ...optional('manifestId', departure.manifestId),
            shipMethod: order.shipMethod,
            ...(labelMode.mode === 'vendor-carrier' ? carrierOf(labelMode, departure, region) : {}),
            ...optional('dimensions', container.dimensions),
            weight: container.weight ?? departure.weight ?? labelMode.defaultWeight ?? fallbackWeight(region),
            packedItems: container.items.map(({ itemSequenceNumber, quantity }) => ({
              ...numbered(lineOf(order, itemSequenceNumber)),
              packedQuantity: { amount: quantity, unitOfMeasure: 'Each' },
            })),
          })),
        }),
  };
}

/** The departure that a confirmation tells of: the inverse of {@link toConfirmation}, for orders joined from the ledger. */
export function departureOf({ shipmentDetails, containers }: ShipmentConfirmation): Departure {
  const first = containers?.[0];
  return {
    departedAt: new Date(shipmentDetails.shippedDate).toISOString(),
    ...optional('manifestId', first?.manifestId),
    ...optional('carrier', first?.scacCode ?? first?.carrier),
    ...(containers === undefined ? {} : { containers: containers.map(departedContainer) }),
  };
}

const departedContainer = (container: ConfirmedContainer): DepartedContainer => ({
  containerIdentifier: container.containerIdentifier,
  containerType: container.containerType,
  ...optional('trackingNumber', container.trackingNumber),
  ...optional('dimensions', container.dimensions),
  weight: container.weight,
  items: container.packedItems.map(({ itemSequenceNumber, packedQuantity }) => ({
    itemSequenceNumber: String(itemSequenceNumber),
    quantity: packedQuantity.amount,
  })),
});

/** One carton with everything, unless the departure says otherwise. */
const packagesOf = (order: OrderFacts, departure: Departure): DepartedContainer[] =>
  departure.containers ?? [
    {
      containerIdentifier: '001',
      items: order.lines.map(({ itemSequenceNumber, quantity }) => ({ itemSequenceNumber, quantity })),
    },
  ];

function carrierOf(
  { scacCode, carrier }: ConfirmShipmentInput['labelMode'],
  departure: Departure,
  region: StepDependencies['region'],
): { scacCode?: string } | { carrier?: string } {
  // A departure may name the carrier as people call it; the table then knows its code.
  const isNamed = departure.carrier === undefined || departure.carrier === carrier;
  return region === 'NA'
    ? optional('scacCode', isNamed ? (scacCode ?? carrier) : departure.carrier)
    : optional('carrier', isNamed ? (carrier ?? scacCode) : departure.carrier);
}

/** Amazon's model requires a weight on every container (DF-15) and does nothing with an own carrier's. */
const fallbackWeight = (region: StepDependencies['region']): { value: string; unitOfMeasure: 'LB' | 'KG' } => ({
  value: '1',
  unitOfMeasure: region === 'NA' ? 'LB' : 'KG',
});

/** The order's string `00001` is the integer 1 here (DF-5). */
const numbered = ({ itemSequenceNumber, ...identifiers }: Omit<OrderLine, 'quantity'>) => ({
  itemSequenceNumber: Number.parseInt(itemSequenceNumber, 10),
  ...identifiers,
});

function lineOf(order: OrderFacts, itemSequenceNumber: string): Omit<OrderLine, 'quantity'> {
  const number = Number.parseInt(itemSequenceNumber, 10);
  const line = order.lines.find((candidate) => Number.parseInt(candidate.itemSequenceNumber, 10) === number);
  if (line === undefined) throw new RangeError(`Line ${itemSequenceNumber} is not in the order.`);
  const { quantity, ...identity } = line;
  return identity;
}

const optional = <K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };
