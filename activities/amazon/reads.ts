import type { Reads, WriteOperation } from './amazon.js';
import type { FirstPolls } from './first-poll.js';
import { timer } from './limiter.js';
import type { MonotonicClock, Schedule } from './limiter.js';
import { createPassingTime } from './passing-time.js';
import { createCancelledLists } from './reads/cancelled-lists.js';
import { createDocumentReads } from './reads/documents.js';
import { createGathering } from './reads/gathering.js';
import { createLabels } from './reads/label.js';
import { createOrderLists } from './reads/order-lists.js';
import { createOrderStatuses } from './reads/order-statuses.js';
import { createOrderReads } from './reads/order.js';
import { createOrdersRead } from './reads/orders.js';
import { createRead } from './reads/read.js';
import type { ReadDependencies } from './reads/read.js';
import { createSharing } from './reads/sharing.js';
import { createTransactionRead } from './reads/transaction.js';
import { createWholeOrders } from './reads/whole-orders.js';

export interface ReadsOptions extends ReadDependencies {
  firstPolls: Pick<FirstPolls, 'learn' | 'processingMs'>;
  monotonic: MonotonicClock;
  /** Default: timers. */
  schedule?: Schedule;
  /** Ends waiting for company. */
  stopping: AbortSignal;
}

/** Reads of one account, and what is sent that they will be asked about. */
export interface AccountReads extends Reads {
  /** A send is about to leave: who waits for its effect is served from lists from then on. */
  sending(send: { operation: WriteOperation; purchaseOrderNumber: string; occurrence: number; send: number }): void;
}

/** New orders that come together wait so long for others, ms. */
const gatherOrdersMs = 500;

/**
 * Reads of one account. A read that is asked for while the same one is under way gets that one's answer; what many
 * orders wait for is read for all of them at once.
 */
export function createReads(options: ReadsOptions): AccountReads {
  const { clock, monotonic, schedule = timer, firstPolls } = options;
  const stopping = stoppedWith(options.stopping);
  const read = createRead(options);
  const share = createSharing();
  const now = createPassingTime(clock, monotonic);
  const statuses = createOrderStatuses(clock);
  const cancelled = createCancelledLists();
  const { orders } = createOrdersRead({ read, share, statuses, cancelled, clock });
  const lists = createOrderLists({ orders, statuses, clock });
  const { answer, known, forget } = createWholeOrders({ orders, clock, now, schedule, stopping });
  const gathering = { clock, now, schedule, stopping };
  const basis = { read, share, clock, now, schedule, stopping };
  const labels = createLabels(basis);
  return {
    ...createOrderReads({
      read,
      share,
      statuses,
      cancelled,
      together: {
        order: createGathering({ ...gathering, answer, known, gatherMs: gatherOrdersMs }),
        status: createGathering({ ...gathering, answer: lists.statuses }),
        isCancelled: createGathering({ ...gathering, answer: lists.cancelled }),
      },
      askedFor: forget,
      clock,
    }),
    orders,
    label: (purchaseOrderNumber, ask) => labels.read(purchaseOrderNumber, ask),
    ...createDocumentReads(basis),
    ...createTransactionRead({ read, share, firstPolls, clock, now }),
    sending: ({ operation, purchaseOrderNumber, occurrence, send }) => {
      if (operation !== 'submitShippingLabelRequest') return;
      if (occurrence > 1) labels.forget(purchaseOrderNumber);
      // A label that an earlier send brought may be older than this one.
      else if (send === 1) labels.expect(purchaseOrderNumber, clock());
    },
  };
}

/** One listener, whatever waits here: the signal is shared by all accounts, and warns of more than ten. */
function stoppedWith(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort(), { once: true });
  if (signal.aborted) controller.abort();
  return controller.signal;
}
