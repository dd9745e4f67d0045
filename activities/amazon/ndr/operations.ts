import type { Operation } from '../operations.js';
import { ndrHeaders, submitNdrFeedbackRequest, submitNdrFeedbackResult } from './schemas.js';

/** Answers to non-delivery reports. */
export const ndrOperations = {
  submitNdrFeedback: {
    name: 'submitNdrFeedback',
    method: 'POST',
    path: '/shipping/v2/ndrFeedback',
    restricted: false,
    write: true,
    // The model says 80 per second, another page of Amazon's 5: the slower one is right in both cases.
    ratePerSecond: 5,
    burst: 5,
    headers: ndrHeaders,
    request: submitNdrFeedbackRequest,
    response: submitNdrFeedbackResult,
    source: 'shippingV2; rate from the page on submitNdrFeedback',
  },
} as const satisfies Record<string, Operation>;
