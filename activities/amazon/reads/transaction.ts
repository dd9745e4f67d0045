import type { Reads, TransactionOutcome } from '../amazon.js';
import { codesOf, errorsOf } from '../envelope.js';
import { operations } from '../operations.js';
import { isAbsent, parse } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';

const { getTransactionStatus } = operations;

/** Reads of transactions. */
export function createTransactionRead(read: Read, share: Share): Pick<Reads, 'transaction'> {
  return {
    transaction: (transactionId, ask) =>
      share(`getTransactionStatus ${transactionId}`, ask, async (): Promise<TransactionOutcome> => {
        const answer = await read(getTransactionStatus, { params: { transactionId } }, ask);
        // "Invalid transmission ID.": it takes a moment until a new transaction is known.
        if (isAbsent(answer)) return { status: 'Processing', codes: [] };
        const { transactionStatus } = parse(getTransactionStatus, answer);
        const errors = errorsOf(transactionStatus.errors);
        return {
          status: capitalised(transactionStatus.status),
          codes: codesOf(errors),
          ...(errors.length > 0 && { errors: JSON.stringify(transactionStatus.errors) }),
        };
      }),
  };
}

/** `Processing` for `PROCESSING`, as the newer version spells it. */
const capitalised = (status: string): string => status.charAt(0).toUpperCase() + status.slice(1).toLowerCase();
