import type { ConfirmShipmentInput, DenyShipmentInput } from '../../workflows/purchase-order/activities.js';
import type { Departure } from '../../workflows/purchase-order/departure.js';
import type { OrderFacts } from '../../workflows/purchase-order/order.js';
import type { PackedContainer } from '../../workflows/purchase-order/packing.js';
import type { ConfirmedContainer, ShipmentConfirmation } from '../amazon/schemas/index.js';
import { numbered, toContainer } from './container.js';
import type { StepDependencies } from './dependencies.js';
import { optional } from './optional.js';

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
    ...partiesAndItems(order),
    ...(labelMode.mode === 'amazon'
      ? {}
      : {
          containers: packagesOf(order, departure).map((container) => ({
            ...toContainer(order, container, departure.weight ?? labelMode.defaultWeight, region),
            ...optional('trackingNumber', container.trackingNumber ?? departure.trackingNumber),
            ...optional('manifestId', departure.manifestId),
            shipMethod: order.shipMethod,
            ...(labelMode.mode === 'vendor-carrier' ? carrierOf(labelMode, departure, region) : {}),
          })),
        }),
  };
}

/** The denial of an accepted order: all lines, no departure; the model wants a date all the same. */
export const toFloorDenial = ({ purchaseOrderNumber, order, decidedAt }: DenyShipmentInput): ShipmentConfirmation => ({
  purchaseOrderNumber,
  shipmentDetails: {
    shippedDate: decidedAt,
    shipmentStatus: 'FLOOR_DENIAL',
    isPriorityShipment: order.isPriorityShipment,
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
