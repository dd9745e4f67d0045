import type { ObtainLabelInput } from '../../workflows/purchase-order/activities.js';
import type { ShippingLabelRequest } from '../amazon/schemas/index.js';
import { toContainer } from './container.js';
import type { StepDependencies } from './dependencies.js';

/** The request of Amazon's label: packages are named where the warehouse has reported any, one label for each. */
export const toLabelRequest = (
  { purchaseOrderNumber, order, containers, labelMode }: ObtainLabelInput,
  region: StepDependencies['region'],
): ShippingLabelRequest => ({
  purchaseOrderNumber,
  sellingParty: { partyId: order.sellingParty },
  shipFromParty: { partyId: order.shipFromParty },
  ...(containers === undefined
    ? {}
    : { containers: containers.map((container) => toContainer(order, container, labelMode.defaultWeight, region)) }),
});
