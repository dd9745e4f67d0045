import { payload } from '../replies.js';
import { judgeStatusUpdate } from '../rules/status-update.js';
import { submitShipmentStatusUpdatesRequest } from '../schemas/shipping.js';
import type { ShipmentStatusUpdate } from '../schemas/shipping.js';
import type { SubmittedEntry } from '../transactions.js';
import type { World } from '../world.js';
import { vendorRate, vendorRateHeaderOn, withBody } from './operation.js';
import type { Operation } from './operation.js';
import { factsOf } from './order-view.js';

/** Reports events of packages on the vendor's own carrier, one package an entry; the outcome is a transaction's. */
export const submitShipmentStatusUpdates: Operation = {
  name: 'submitShipmentStatusUpdates',
  method: 'POST',
  path: '/vendor/directFulfillment/shipping/v1/shipmentStatusUpdates',
  restricted: false,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, body, scripted, receivedAt }) =>
    withBody(submitShipmentStatusUpdatesRequest, body, ({ shipmentStatusUpdates }) => {
      const entries = shipmentStatusUpdates.map((each) => entryOf(world, each, receivedAt));
      const transactionId = world.transactions.open('submitShipmentStatusUpdates', entries, scripted());
      return payload(202, { transactionId }, transactionId);
    }),
};

function entryOf(world: World, submitted: ShipmentStatusUpdate, receivedAt: number): SubmittedEntry {
  const { purchaseOrderNumber, statusUpdateDetails } = submitted;
  const { trackingNumber, statusCode, reasonCode, statusDateTime, shipmentSchedule } = statusUpdateDetails;
  const record = world.orders.find(purchaseOrderNumber);
  if (record !== undefined) record.statusUpdates.accepted++;
  return {
    purchaseOrderNumber,
    trackingNumber,
    judge: (at) => judgeStatusUpdate(submitted, factsOf(world, purchaseOrderNumber, at), receivedAt),
    apply({ at, transactionId }) {
      record?.statusUpdates.applied.push({
        trackingNumber,
        statusCode,
        reasonCode,
        statusDateTime,
        ...(shipmentSchedule === undefined ? {} : { shipmentSchedule }),
        at,
        transactionId,
      });
    },
  };
}
