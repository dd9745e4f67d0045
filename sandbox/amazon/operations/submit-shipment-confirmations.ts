import { payload } from '../replies.js';
import { confirmationDeadlineMs, judgeConfirmation } from '../rules/confirmation.js';
import { submitShipmentConfirmationsRequest } from '../schemas/shipping.js';
import type { ShipmentConfirmation } from '../schemas/shipping.js';
import type { SubmittedEntry } from '../transactions.js';
import type { World } from '../world.js';
import { vendorRate, vendorRateHeaderOn, withBody } from './operation.js';
import type { Operation } from './operation.js';
import { factsOf } from './order-view.js';

/** Reports whole orders as shipped, or as denied on the floor; the outcome is a transaction's. */
export const submitShipmentConfirmations: Operation = {
  name: 'submitShipmentConfirmations',
  method: 'POST',
  path: '/vendor/directFulfillment/shipping/v1/shipmentConfirmations',
  restricted: false,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, body, scripted, receivedAt }) =>
    withBody(submitShipmentConfirmationsRequest, body, ({ shipmentConfirmations }) => {
      const entries = shipmentConfirmations.map((each) => entryOf(world, each, receivedAt));
      const transactionId = world.transactions.open('submitShipmentConfirmations', entries, scripted());
      return payload(202, { transactionId }, transactionId);
    }),
};

function entryOf(world: World, submitted: ShipmentConfirmation, receivedAt: number): SubmittedEntry {
  const { purchaseOrderNumber, shipmentDetails, containers = [] } = submitted;
  const { shipmentStatus, shippedDate } = shipmentDetails;
  const record = world.orders.find(purchaseOrderNumber);
  if (record !== undefined) record.accepted.confirmations++;
  return {
    purchaseOrderNumber,
    judge: (at) => judgeConfirmation(submitted, factsOf(world, purchaseOrderNumber, at), receivedAt),
    apply({ at, transactionId }) {
      if (record === undefined) return;
      const late = receivedAt > Date.parse(shippedDate) + confirmationDeadlineMs;
      const trackingNumbers = containers.flatMap(({ trackingNumber }) => trackingNumber ?? []);
      record.confirmation = {
        shipmentStatus,
        shippedDate,
        ...(trackingNumbers.length === 0 ? {} : { trackingNumbers }),
        at,
        late,
        transactionId,
      };
    },
  };
}
