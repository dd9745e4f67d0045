import type { Clock } from '../../clock.js';
import type { ReadOptions, Reads } from '../amazon.js';
import { failureOf } from '../failure.js';
import { operations } from '../operations.js';
import type { Order } from '../schemas/index.js';
import type { CancelledLists } from './cancelled-lists.js';
import type { AskTogether } from './gathering.js';
import { dateDoubtMs } from './order-lists.js';
import type { OrderStatuses } from './order-statuses.js';
import { isAbsent, parse } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';

const { getOrder } = operations;

export interface OrderReadsOptions {
  read: Read;
  share: Share;
  statuses: OrderStatuses;
  cancelled: CancelledLists;
  /** Asks lists about many orders at once. */
  together: { status: AskTogether<string>; isCancelled: AskTogether<boolean> };
  clock: Clock;
}

/** Reads of single orders, and of the statuses of one or many. */
export function createOrderReads({
  read,
  share,
  statuses,
  cancelled,
  together,
  clock,
}: OrderReadsOptions): Pick<Reads, 'order' | 'orderStatus' | 'isCancelled'> {
  const order = (purchaseOrderNumber: string, ask: ReadOptions): Promise<{ order: Order; raw: Uint8Array }> =>
    share(`getOrder ${purchaseOrderNumber}`, ask, async () => {
      const answer = await read(getOrder, { params: { purchaseOrderNumber } }, ask);
      // An unknown number was seen as 400 InvalidInput too; an empty payload means the same.
      if (isAbsent(answer)) throw failureOf('not-found', getOrder, answer);
      const parsed = parse(getOrder, answer);
      statuses.remember(purchaseOrderNumber, parsed.orderDetails.orderStatus, clock());
      return { order: parsed, raw: answer.body };
    });
  const statusAlone = async (purchaseOrderNumber: string, ask: ReadOptions): Promise<string | undefined> =>
    (await order(purchaseOrderNumber, ask)).order.orderDetails.orderStatus;

  return {
    order,
    orderStatus: async (purchaseOrderNumber, { maxAgeMs, orderedAt, ...ask }) => {
      const known = statuses.fresh(purchaseOrderNumber, maxAgeMs);
      if (known) return known.status;
      const listed =
        orderedAt === undefined ? undefined : await together.status({ ...ask, purchaseOrderNumber, orderedAt });
      return listed ?? (await statusAlone(purchaseOrderNumber, ask));
    },
    isCancelled: async (purchaseOrderNumber, { maxAgeMs, orderedAt, ...ask }) => {
      const known = statuses.fresh(purchaseOrderNumber, maxAgeMs);
      if (known) return known.status === 'CANCELLED';
      if (orderedAt !== undefined) {
        const at = cancelled.notCancelledAt(purchaseOrderNumber, orderedAt - dateDoubtMs);
        if (at !== undefined && clock() - at >= 0 && clock() - at < maxAgeMs) return false;
        const listed = await together.isCancelled({ ...ask, purchaseOrderNumber, orderedAt });
        if (listed !== undefined) return listed;
      }
      return (await statusAlone(purchaseOrderNumber, ask)) === 'CANCELLED';
    },
  };
}
