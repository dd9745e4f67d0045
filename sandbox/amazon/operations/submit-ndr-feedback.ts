import { takeFeedback } from '../ndr/feedback.js';
import { ndrFeedback } from '../schemas/ndr.js';
import { shippingRefusals } from '../shipments/replies.js';
import type { Operation } from './operation.js';
import { checked, shippingV2, withBusiness } from './shipping-operation.js';

/** What shall become of a parcel that could not be delivered. India only. */
export const submitNdrFeedback: Operation = {
  ...shippingV2,
  name: 'submitNdrFeedback',
  method: 'POST',
  path: '/shipping/v2/ndrFeedback',
  // The page on the operation, not the model.
  rate: { ratePerSecond: 5, burst: 5 },
  rateHeaderOn: [204, 400, 404],
  parcels: ({ body }) => {
    const asked = ndrFeedback.safeParse(body);
    return asked.success ? [asked.data.trackingId] : [];
  },
  run: (call) =>
    withBusiness(call, (businessId) =>
      businessId === 'AmazonShipping_IN'
        ? checked(ndrFeedback, call.body, (feedback) => takeFeedback(call.world.ndr, feedback, call.receivedAt))
        : shippingRefusals.invalid('The operation is available for AmazonShipping_IN only'),
    ),
};
