import type { Clock } from '../../clock.js';
import type { ReadOptions, Reads, WholeOrder } from '../amazon.js';
import { failureOf } from '../failure.js';
import { operations } from '../operations.js';
import type { CancelledLists } from './cancelled-lists.js';
import type { AskTogether, DatedAsk } from './gathering.js';
import { dateDoubtMs } from './order-lists.js';
import type { OrderStatuses } from './order-statuses.js';
import { isAbsent, parse } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';
import type { WholeOrderAsk } from './whole-orders.js';

const { getOrder } = operations;

export interface OrderReadsOptions {
  read: Read;
  share: Share;
  statuses: OrderStatuses;
  cancelled: CancelledLists;
  /** Asks lists about many orders at once. */
  together: {
    order: AskTogether<WholeOrder, WholeOrderAsk>;
    status: AskTogether<string, DatedAsk>;
    isCancelled: AskTogether<boolean, DatedAsk>;
  };
  /** A whole order was asked for: nothing of it has to be kept any longer. */
  askedFor: (purchaseOrderNumber: string) => void;
  clock: Clock;
}

/** Reads of single orders, and of the statuses of one or many. */
export function createOrderReads({
  read,
  share,
  statuses,
  cancelled,
  together,
  askedFor,
  clock,
}: OrderReadsOptions): Pick<Reads, 'order' | 'orderStatus' | 'isCancelled'> {
  const orderAlone = (purchaseOrderNumber: string, ask: ReadOptions): Promise<WholeOrder> =>
    share(`getOrder ${purchaseOrderNumber}`, ask, async () => {
      const answer = await read(getOrder, { params: { purchaseOrderNumber } }, ask);
      // An unknown number was seen as 400 InvalidInput too; an empty payload means the same.
      if (isAbsent(answer)) throw failureOf('not-found', getOrder, answer);
      const parsed = parse(getOrder, answer);
      statuses.remember(purchaseOrderNumber, parsed.orderDetails.orderStatus, clock());
      return { order: parsed, raw: answer.body };
    });
  const statusAlone = async (purchaseOrderNumber: string, ask: ReadOptions): Promise<string | undefined> =>
    (await orderAlone(purchaseOrderNumber, ask)).order.orderDetails.orderStatus;

  return {
    order: async (purchaseOrderNumber, { maxAgeMs, ...ask }) => {
      const listed =
        maxAgeMs === undefined ? undefined : await together.order({ ...ask, purchaseOrderNumber, maxAgeMs });
      askedFor(purchaseOrderNumber);
      return listed ?? (await orderAlone(purchaseOrderNumber, ask));
    },
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
