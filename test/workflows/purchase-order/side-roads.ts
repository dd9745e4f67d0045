import type { PurchaseOrderActivities } from '../../../workflows/purchase-order/activities.js';

const unexpected = (name: string) => async (): Promise<never> => {
  throw new Error(`Nothing here should have called ${name}`);
};

/** The steps that only some orders take, for stand-ins of orders that take none of them. */
export const sideRoads: Pick<PurchaseOrderActivities, 'askInventory' | 'planShipDay' | 'obtainPaper' | 'reportStatus'> =
  {
    askInventory: unexpected('askInventory'),
    planShipDay: unexpected('planShipDay'),
    obtainPaper: unexpected('obtainPaper'),
    reportStatus: unexpected('reportStatus'),
  };
