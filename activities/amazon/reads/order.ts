import type { Clock } from '../../clock.js';
import type { ReadOptions, Reads } from '../amazon.js';
import { failureOf } from '../failure.js';
import { operations } from '../operations.js';
import type { Order } from '../schemas/index.js';
import type { OrderStatuses } from './order-statuses.js';
import { isAbsent, parse } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';

const { getOrder } = operations;

/** Reads of single orders and of their statuses. */
export function createOrderReads(
  read: Read,
  share: Share,
  statuses: OrderStatuses,
  clock: Clock,
): Pick<Reads, 'order' | 'orderStatus'> {
  const order = (purchaseOrderNumber: string, ask: ReadOptions): Promise<{ order: Order; raw: Uint8Array }> =>
    share(`getOrder ${purchaseOrderNumber}`, ask, async () => {
      const answer = await read(getOrder, { params: { purchaseOrderNumber } }, ask);
      // An unknown number was seen as 400 InvalidInput too; an empty payload means the same.
      if (isAbsent(answer)) throw failureOf('not-found', getOrder, answer);
      const parsed = parse(getOrder, answer);
      statuses.remember(purchaseOrderNumber, parsed.orderDetails.orderStatus, clock());
      return { order: parsed, raw: answer.body };
    });
  return {
    order,
    orderStatus: async (purchaseOrderNumber, ask) => {
      const known = statuses.fresh(purchaseOrderNumber, ask.maxAgeMs);
      if (known) return known.status;
      return (await order(purchaseOrderNumber, ask)).order.orderDetails.orderStatus;
    },
  };
}
