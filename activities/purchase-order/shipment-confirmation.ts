import type { ConfirmShipmentInput, DenyShipmentInput } from '../../workflows/purchase-order/activities.js';
import { shipMethodsOf } from '../../workflows/purchase-order/departure.js';
import { SCAC, scacOf } from '../../workflows/purchase-order/departure.js';
import type { Departure } from '../../workflows/purchase-order/departure.js';
import type { OrderFacts } from '../../workflows/purchase-order/order.js';
import type { PackedContainer } from '../../workflows/purchase-order/packing.js';
import type { ConfirmedContainer, ShipmentConfirmation } from '../amazon/schemas/index.js';
import { StepNotDone } from '../attempt.js';
import { numbered, toContainer } from './container.js';
import type { StepDependencies } from './dependencies.js';
import { optional } from './optional.js';

/**
 * The confirmation of a departed order: all lines, ordered quantities, the true departure time.
 *
 * Containers are left out only when Amazon's label is here: Amazon has the package data then, and only then; without
 * any it fails the confirmation with `EMPTY_PACKAGES`. Each container has the ship method as Amazon spells it (DF-13)
 * and, for an own carrier, `scacCode` in North America, `carrier` elsewhere (DF-12).
 *
 * @throws StepNotDone `Rejected` when Amazon would refuse the carrier.
 */
export function toConfirmation(input: ConfirmShipmentInput, region: StepDependencies['region']): ShipmentConfirmation {
  const { purchaseOrderNumber, order, labelMode, departure } = input;
  const isOwnCarrier = labelMode.mode === 'vendor-carrier';
  return {
    purchaseOrderNumber,
    shipmentDetails: {
      shippedDate: departure.departedAt,
      shipmentStatus: 'SHIPPED',
      isPriorityShipment: order.isPriorityShipment,
      vendorOrderNumber: purchaseOrderNumber,
      ...optional('estimatedDeliveryDate', isOwnCarrier ? estimatedDeliveryOf(order, departure) : undefined),
    },
    ...partiesAndItems(order),
    ...(hasAmazonsLabel(input) ? {} : { containers: containersOf(input, region) }),
  };
}

const hasAmazonsLabel = ({ labelMode, label }: ConfirmShipmentInput): boolean =>
  labelMode.mode === 'amazon' && label !== undefined && label.packages.length > 0;

const containersOf = (
  { order, labelMode, label, departure }: ConfirmShipmentInput,
  region: StepDependencies['region'],
): ConfirmedContainer[] =>
  packagesOf(order, departure).map((container) => {
    const trackingNumber = container.trackingNumber ?? departure.trackingNumber;
    return {
      ...toContainer(order, container, departure.weight ?? labelMode.defaultWeight, region),
      ...optional('trackingNumber', trackingNumber),
      ...optional('manifestId', departure.manifestId),
      shipMethod: shipMethodOf(order, label, trackingNumber),
      ...(labelMode.mode === 'vendor-carrier' ? carrierOf(labelMode, departure, region) : {}),
    };
  });

/** That of the label with the same tracking number, else the first that Amazon has for the order. */
const shipMethodOf = (
  order: OrderFacts,
  label: ConfirmShipmentInput['label'],
  trackingNumber: string | undefined,
): string =>
  label?.packages.find((labelled) => labelled.trackingNumber === trackingNumber)?.shipMethod ??
  shipMethodsOf(order, label)[0] ??
  order.shipMethod;

/** What the warehouse says, else what the customer was promised; a date that has passed estimates nothing. */
function estimatedDeliveryOf(
  { promisedDeliveryDate }: OrderFacts,
  { departedAt, estimatedDeliveryDate }: Departure,
): string | undefined {
  const estimate = Date.parse(estimatedDeliveryDate ?? promisedDeliveryDate ?? '');
  return estimate > Date.parse(departedAt) ? new Date(estimate).toISOString() : undefined;
}

/** The denial of an accepted order: all lines, no departure; the model wants a date all the same. */
export const toFloorDenial = ({ purchaseOrderNumber, order, decidedAt }: DenyShipmentInput): ShipmentConfirmation => ({
  purchaseOrderNumber,
  shipmentDetails: {
    shippedDate: decidedAt,
    shipmentStatus: 'FLOOR_DENIAL',
    isPriorityShipment: order.isPriorityShipment,
    vendorOrderNumber: purchaseOrderNumber,
  },
  ...partiesAndItems(order),
});

const partiesAndItems = (
  order: OrderFacts,
): Pick<ShipmentConfirmation, 'sellingParty' | 'shipFromParty' | 'items'> => ({
  sellingParty: { partyId: order.sellingParty },
  shipFromParty: { partyId: order.shipFromParty },
  items: order.lines.map(({ quantity, ...line }) => ({
    ...numbered(line),
    shippedQuantity: { amount: quantity, unitOfMeasure: 'Each' },
  })),
});

/** The departure that a confirmation tells of: the inverse of {@link toConfirmation}, for orders joined from the ledger. */
export function departureOf({ shipmentDetails, containers }: ShipmentConfirmation): Departure {
  const first = containers?.[0];
  return {
    departedAt: new Date(shipmentDetails.shippedDate).toISOString(),
    ...optional('manifestId', first?.manifestId),
    ...optional('carrier', first?.scacCode ?? first?.carrier),
    ...optional('estimatedDeliveryDate', shipmentDetails.estimatedDeliveryDate),
    ...(containers === undefined ? {} : { containers: containers.map(packedContainer) }),
  };
}

const packedContainer = (container: ConfirmedContainer): PackedContainer => ({
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
const packagesOf = (order: OrderFacts, departure: Departure): PackedContainer[] =>
  departure.containers ?? [
    {
      containerIdentifier: '001',
      items: order.lines.map(({ itemSequenceNumber, quantity }) => ({ itemSequenceNumber, quantity })),
    },
  ];

function carrierOf(
  labelMode: ConfirmShipmentInput['labelMode'],
  departure: Departure,
  region: StepDependencies['region'],
): { scacCode?: string } | { carrier?: string } {
  if (region !== 'NA') {
    const { scacCode, carrier } = labelMode;
    const isInTable = departure.carrier === undefined || [scacCode, carrier].includes(departure.carrier);
    return optional('carrier', isInTable ? (carrier ?? scacCode) : departure.carrier);
  }
  // A label mode that a person has given does not know the region: its departure was not checked.
  const code = scacOf(labelMode, departure);
  if (code !== undefined && !SCAC.test(code)) {
    throw new StepNotDone(
      'Rejected',
      `Not sent: ${JSON.stringify(code)} is no SCAC, which North America needs of your own carrier: 2 to 4 capital ` +
        'letters. Answer retry with data { "carrier": "…" }, and set scacCode of the label mode in WAREHOUSES_FILE.',
    );
  }
  return optional('scacCode', code);
}
