import { createHash } from 'node:crypto';
import type { WriteKey } from '../ledger/ledger.js';

/**
 * Amazon Pay's idempotency key of a send: 32 characters, as many as it takes.
 *
 * The number takes part, because Amazon Pay keeps the first answer to a key for ever, a refusal too.
 */
export const noticeIdempotencyKey = ({ account, operation, businessId, occurrence }: WriteKey, send: number): string =>
  createHash('sha256')
    .update(JSON.stringify([account, operation, businessId, occurrence, send]))
    .digest('hex')
    .slice(0, 32);
