import { z } from 'zod';
import { present } from './shared.js';

/** What a submission answers: the id is optional everywhere (DF-2). Source: model `TransactionReference`. */
export const transactionReference = z.object({ transactionId: z.string().exactOptional() });

/**
 * A transaction's status; source: model `Transaction` of transactions v1.
 *
 * `transactionId` is not compared with the one asked for: the static sandbox echoes another.
 */
export const transactionStatus = z.object({
  transactionStatus: present(
    z.object({
      transactionId: z.string().exactOptional(),
      status: z.string(),
      errors: z.unknown().exactOptional(),
    }),
  ),
});
