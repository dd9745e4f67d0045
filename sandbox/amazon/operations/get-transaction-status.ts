import { z } from 'zod';
import { payload, refusal } from '../replies.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';

/** How a submission fares. Errors are given on a failure only. */
export const getTransactionStatus: Operation = {
  name: 'getTransactionStatus',
  method: 'GET',
  path: '/vendor/directFulfillment/transactions/v1/transactions/{transactionId}',
  restricted: false,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, params, query }) =>
    withQuery(z.strictObject({}), query, () => {
      const transaction = world.transactions.find(params['transactionId'] ?? '');
      if (transaction === undefined) return refusal(400, 'InvalidInput', 'Invalid transmission ID.');
      const { transactionId, state: status, errors } = transaction;
      return payload(200, {
        transactionStatus: { transactionId, status, ...(errors.length === 0 ? {} : { errors }) },
      });
    }),
};
