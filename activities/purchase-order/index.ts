import type { PurchaseOrderActivities } from '../../workflows/purchase-order/activities.js';
import { createAcknowledge } from './acknowledge.js';
import { createConfirmShipment } from './confirm-shipment.js';
import { createDenyShipment } from './deny-shipment.js';
import type { StepDependencies } from './dependencies.js';
import { createObtainLabel } from './obtain-label.js';
import { createReadOrder } from './read-order.js';

/** The steps of a purchase order for one Amazon account. */
export const createPurchaseOrderActivities = (dependencies: StepDependencies): PurchaseOrderActivities => ({
  readOrder: createReadOrder(dependencies),
  acknowledge: createAcknowledge(dependencies),
  obtainLabel: createObtainLabel(dependencies),
  confirmShipment: createConfirmShipment(dependencies),
  denyShipment: createDenyShipment(dependencies),
});
