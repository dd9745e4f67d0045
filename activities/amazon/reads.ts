import type { Reads } from './amazon.js';
import { createDocumentReads } from './reads/documents.js';
import { createLabelRead } from './reads/label.js';
import { createOrderStatuses } from './reads/order-statuses.js';
import { createOrderReads } from './reads/order.js';
import { createOrdersRead } from './reads/orders.js';
import { createRead } from './reads/read.js';
import type { ReadDependencies } from './reads/read.js';
import { createSharing } from './reads/sharing.js';
import { createTransactionRead } from './reads/transaction.js';

/** Reads of one account. A read that is asked for while the same one is under way gets that one's answer. */
export function createReads(dependencies: ReadDependencies): Reads {
  const { clock } = dependencies;
  const read = createRead(dependencies);
  const share = createSharing();
  const statuses = createOrderStatuses(clock);
  return {
    ...createOrderReads(read, share, statuses, clock),
    ...createOrdersRead(read, share, statuses, clock),
    ...createLabelRead(read, share),
    ...createDocumentReads(read, share),
    ...createTransactionRead(read, share),
  };
}
