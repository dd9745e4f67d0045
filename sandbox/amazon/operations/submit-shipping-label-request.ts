import { seededRandom } from '../random.js';
import { payload } from '../replies.js';
import type { OrderRecord } from '../orders/order-book.js';
import { judgeLabelRequest } from '../rules/label-request.js';
import { submitShippingLabelsRequest } from '../schemas/shipping.js';
import type { ShippingLabelRequest } from '../schemas/shipping.js';
import type { SubmittedEntry } from '../transactions.js';
import type { World } from '../world.js';
import { vendorRate, vendorRateHeaderOn, withBody } from './operation.js';
import type { Operation } from './operation.js';
import { factsOf } from './order-view.js';

/** Asks Amazon for the labels of accepted orders; the outcome is a transaction's, then the label can be read. */
export const submitShippingLabelRequest: Operation = {
  name: 'submitShippingLabelRequest',
  method: 'POST',
  path: '/vendor/directFulfillment/shipping/v1/shippingLabels',
  restricted: false,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, body, scripted, receivedAt }) =>
    withBody(submitShippingLabelsRequest, body, ({ shippingLabelRequests }) => {
      const entries = shippingLabelRequests.map((each) => entryOf(world, each, receivedAt));
      const transactionId = world.transactions.open('submitShippingLabelRequest', entries, scripted());
      return payload(202, { transactionId }, transactionId);
    }),
};

function entryOf(world: World, submitted: ShippingLabelRequest, receivedAt: number): SubmittedEntry {
  const { purchaseOrderNumber } = submitted;
  const record = world.orders.find(purchaseOrderNumber);
  if (record !== undefined) record.accepted.labelRequests++;
  return {
    purchaseOrderNumber,
    judge: (at) => judgeLabelRequest(submitted, factsOf(world, purchaseOrderNumber, at)),
    apply({ at, transactionId, labelDelayMs }) {
      if (record === undefined) return;
      if (record.label !== undefined) record.relabelsAllowed--;
      const packages = Math.max(record.packages, submitted.containers?.length ?? 0);
      record.label = {
        requestedAt: receivedAt,
        visibleAt: at + labelDelayMs,
        format: record.labelFormat,
        shipMethod: record.details.shipmentDetails.shipMethod,
        packages: packagesOf(world, record, packages),
        transactionId,
      };
    },
  };
}

function packagesOf(
  world: World,
  record: OrderRecord,
  count: number,
): { packageIdentifier: string; trackingNumber: string }[] {
  // The occurrence takes part, so that a second label has other tracking numbers.
  const random = seededRandom(
    world.settings.seed,
    'label',
    record.purchaseOrderNumber,
    record.label?.transactionId ?? '',
  );
  // The description says 001, the examples say PKG001: the identifier is opaque.
  const prefix = random.next() < 0.5 ? 'PKG' : '';
  const ups = record.details.shipmentDetails.shipMethod.startsWith('UPS');
  return Array.from({ length: count }, (_, i) => ({
    packageIdentifier: `${prefix}${String(i + 1).padStart(3, '0')}`,
    trackingNumber: ups ? `1Z${random.hex(6)}${random.digits(10)}` : `TBA${random.digits(12)}`,
  }));
}
