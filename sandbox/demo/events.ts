import type { DemoEvent } from './intake.js';
import type { DemoOrder } from './orders.js';
import { requestOf } from './shipments/shipments.js';
import type { DemoShipment } from './shipments/shipments.js';

/** What the order system says, in its order. */
export const demoEvents = (orders: readonly DemoOrder[], shipments: readonly DemoShipment[]): DemoEvent[] => [
  ...shipments.map((shipment): DemoEvent => {
    return { type: 'shipment.requested', name: shipment.shipmentReference, data: requestOf(shipment) };
  }),
  ...orders.map(({ purchaseOrderNumber }): DemoEvent => {
    return { type: 'purchase-order.received', name: purchaseOrderNumber, data: { purchaseOrderNumber } };
  }),
];
