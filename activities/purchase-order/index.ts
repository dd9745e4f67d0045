import type { PurchaseOrderActivities } from '../../workflows/purchase-order/activities.js';
import { createAcknowledge } from './acknowledge.js';
import { createAskInventory } from './ask-inventory.js';
import { createConfirmShipment } from './confirm-shipment.js';
import { createDenyShipment } from './deny-shipment.js';
import type { StepDependencies } from './dependencies.js';
import { createObtainLabel } from './obtain-label.js';
import { createObtainPaper } from './obtain-paper.js';
import { createPlanShipDay } from './plan-ship-day.js';
import { createReadOrder } from './read-order.js';
import { createReportStatus } from './report-status.js';

/** The steps of a purchase order for one Amazon account. */
export const createPurchaseOrderActivities = (dependencies: StepDependencies): PurchaseOrderActivities => ({
  readOrder: createReadOrder(dependencies),
  askInventory: createAskInventory(dependencies),
  acknowledge: createAcknowledge(dependencies),
  planShipDay: createPlanShipDay(dependencies),
  obtainPaper: createObtainPaper(dependencies),
  obtainLabel: createObtainLabel(dependencies),
  confirmShipment: createConfirmShipment(dependencies),
  denyShipment: createDenyShipment(dependencies),
  reportStatus: createReportStatus(dependencies),
});
