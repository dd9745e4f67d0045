import { CallFailed } from '../amazon.js';
import { faultsOf } from '../faults.js';
import { createSend } from '../shipping/send.js';
import type { SendDependencies, SendOptions, SendResult } from '../shipping/send.js';
import { ndrOperations } from './operations.js';
import { ndrHeaders, submitNdrFeedbackRequest } from './schemas.js';

/** The business that knows non-delivery reports. */
export const NDR_BUSINESS_ID = 'AmazonShipping_IN';

/** Answers to non-delivery reports, for one account. Nothing is retried inside. */
export interface NdrCalls {
  /**
   * Sends an answer, once. There is no idempotency key, so an unknown outcome has to be looked into before another.
   *
   * @param input.body JSON text that goes out byte for byte, as the ledger keeps it.
   * @throws {CallFailed} `Rejected` without a call for what Amazon would refuse, naming the fields.
   */
  submitNdrFeedback(input: { body: string }, options: SendOptions): Promise<SendResult<unknown>>;
}

export function createNdrCalls(dependencies: SendDependencies): NdrCalls {
  const send = createSend(dependencies);
  return {
    submitNdrFeedback: async ({ body }, options) => {
      const operation = ndrOperations.submitNdrFeedback;
      const parsed = submitNdrFeedbackRequest.safeParse(JSON.parse(body));
      if (!parsed.success) {
        throw new CallFailed('Rejected', `${operation.name} was not sent, ${faultsOf(parsed.error)}.`);
      }
      const headers = ndrHeaders.parse({ 'x-amzn-shipping-business-id': NDR_BUSINESS_ID });
      return await send(operation, { headers, body }, options);
    },
  };
}
