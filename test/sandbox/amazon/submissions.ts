import type { OrderAcknowledgementItem } from '@sp-api-sdk/vendor-direct-fulfillment-orders-api-v1';
import type {
  Container,
  ShipmentConfirmation,
  ShipmentStatusUpdate,
  ShippingLabelRequest,
} from '@sp-api-sdk/vendor-direct-fulfillment-shipping-api-v1';
import type { MadeOrder } from '../../../sandbox/amazon/orders/order.js';

/** A right acknowledgement of an order, in the types of the generated client. */
export function acknowledgementOf(order: MadeOrder, code = '00'): OrderAcknowledgementItem {
  return {
    purchaseOrderNumber: order.purchaseOrderNumber,
    vendorOrderNumber: order.purchaseOrderNumber,
    acknowledgementDate: '2026-03-02T15:00:00Z',
    acknowledgementStatus: { code, description: 'decided' },
    sellingParty: { partyId: order.details.sellingParty.partyId },
    shipFromParty: { partyId: order.details.shipFromParty.partyId },
    itemAcknowledgements: order.details.items.map((item) => ({
      itemSequenceNumber: item.itemSequenceNumber,
      buyerProductIdentifier: item.buyerProductIdentifier ?? '',
      vendorProductIdentifier: item.vendorProductIdentifier ?? '',
      acknowledgedQuantity: { amount: item.orderedQuantity.amount, unitOfMeasure: 'Each' },
    })),
  };
}

/** A right label request of an order. */
export function labelRequestOf(order: MadeOrder): ShippingLabelRequest {
  return {
    purchaseOrderNumber: order.purchaseOrderNumber,
    sellingParty: { partyId: order.details.sellingParty.partyId },
    shipFromParty: { partyId: order.details.shipFromParty.partyId },
  };
}

/** A right confirmation of an order, without containers. */
export function confirmationOf(order: MadeOrder, shippedAt: number): ShipmentConfirmation {
  return {
    purchaseOrderNumber: order.purchaseOrderNumber,
    shipmentDetails: { shippedDate: new Date(shippedAt).toISOString(), shipmentStatus: 'SHIPPED' },
    sellingParty: { partyId: order.details.sellingParty.partyId },
    shipFromParty: { partyId: order.details.shipFromParty.partyId },
    items: order.details.items.map((item) => ({
      itemSequenceNumber: Number(item.itemSequenceNumber),
      buyerProductIdentifier: item.buyerProductIdentifier ?? '',
      shippedQuantity: { amount: item.orderedQuantity.amount, unitOfMeasure: 'Each' },
    })),
  };
}

/** One container with everything of an order in it. */
export function containerOf(order: MadeOrder, fields: Partial<Container> = {}): Container {
  return {
    containerType: 'carton',
    containerIdentifier: 'BOX-1',
    weight: { unitOfMeasure: 'KG', value: '1.5' },
    packedItems: order.details.items.map((item) => ({
      itemSequenceNumber: Number(item.itemSequenceNumber),
      buyerProductIdentifier: item.buyerProductIdentifier ?? '',
      packedQuantity: { amount: item.orderedQuantity.amount, unitOfMeasure: 'Each' },
    })),
    ...fields,
  };
}

/** An event of one package: delivered, at the carrier's depot, unless told otherwise. */
export function statusUpdateOf(
  order: MadeOrder,
  trackingNumber: string,
  details: Partial<ShipmentStatusUpdate['statusUpdateDetails']> = {},
): ShipmentStatusUpdate {
  return {
    purchaseOrderNumber: order.purchaseOrderNumber,
    sellingParty: { partyId: order.details.sellingParty.partyId },
    shipFromParty: { partyId: order.details.shipFromParty.partyId },
    statusUpdateDetails: {
      trackingNumber,
      statusCode: 'D1',
      reasonCode: 'NS',
      statusDateTime: '2026-03-04T09:30:00+01:00',
      statusLocationAddress: { name: 'Hauler', addressLine1: '1 Depot Road', city: 'Reno', countryCode: 'US' },
      ...details,
    },
  };
}
