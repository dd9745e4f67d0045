import type { OrderRecord } from '../orders/order-book.js';
import type { OrderFacts } from '../rules/facts.js';
import type { World } from '../world.js';

/** An order as getOrder and getOrders show it. */
export function wireOrder(world: World, record: OrderRecord, orderStatus?: string): unknown {
  return {
    purchaseOrderNumber: record.purchaseOrderNumber,
    orderDetails: { ...record.details, orderStatus: orderStatus ?? world.orders.status(record) },
  };
}

/** An order as the business rules see it at an instant. */
export function factsOf(world: World, purchaseOrderNumber: string, at: number): OrderFacts | undefined {
  const record = world.orders.find(purchaseOrderNumber);
  if (record === undefined) return undefined;
  const { details, label, acknowledgement, confirmation } = record;
  return {
    sellingParty: details.sellingParty.partyId,
    shipFromParty: details.shipFromParty.partyId,
    labelMode: record.labelMode,
    lines: details.items.map((item) => ({ ...item, amount: item.orderedQuantity.amount })),
    scheduledDelivery: details.shipmentDetails.isScheduledDeliveryShipment,
    cancelled: world.orders.status(record, at) === 'CANCELLED',
    ...(acknowledgement === undefined ? {} : { acknowledgement }),
    ...(confirmation === undefined ? {} : { confirmation }),
    ...(label === undefined
      ? {}
      : {
          label: {
            readable: world.orders.readableLabel(record, at) !== undefined,
            shipMethod: label.shipMethod,
            trackingNumbers: label.packages.map((each) => each.trackingNumber),
          },
        }),
    relabelAllowed: record.relabelsAllowed > 0,
  };
}
