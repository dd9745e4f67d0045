import type { Clock } from '../../clock.js';
import { CallFailed } from '../amazon.js';
import type { CreatedWindow, ListedOrder, OrdersPage, OrdersQuery, Reads } from '../amazon.js';
import type { CancelledLists } from './cancelled-lists.js';
import { failureOf } from '../failure.js';
import { faultsOf } from '../faults.js';
import { operations } from '../operations.js';
import { largestPage, order as orderSchema } from '../schemas/index.js';
import type { OrderStatuses } from './order-statuses.js';
import { parse } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';

const { getOrders } = operations;

export interface OrdersReadOptions {
  read: Read;
  share: Share;
  statuses: OrderStatuses;
  cancelled: CancelledLists;
  clock: Clock;
}

/** Reads of orders in lists, a page at a time. What they say of statuses is remembered. */
export function createOrdersRead({
  read,
  share,
  statuses,
  cancelled,
  clock,
}: OrdersReadOptions): Pick<Reads, 'orders'> {
  const complete = createCompleteness(cancelled);
  return {
    orders: async (window, { deadline, attemptEndsAt, ...asked }) => {
      const query = wireQuery(window, asked);
      const ask = { deadline, attemptEndsAt };
      return share(`getOrders ${JSON.stringify(query)}`, ask, async () => {
        const at = clock();
        const answer = await read(getOrders, { query }, ask);
        // A list has no id that could be unknown: it is refused like any malformed request.
        if (answer.classification !== 'ok') throw failureOf(answer.classification, getOrders, answer);
        const { orders = [], pagination = {} } = parse(getOrders, answer);
        const received = receivedOrders(answer.body);
        const page: OrdersPage = {
          orders: orders.map((each, index) => listedOrder(each, received[index])),
          ...(pagination.nextToken !== undefined && { nextToken: pagination.nextToken }),
        };
        for (const { purchaseOrderNumber, order } of page.orders) {
          const status = order === undefined ? asked.status : order.orderDetails.orderStatus;
          if (status !== undefined) statuses.remember(purchaseOrderNumber, status, at);
        }
        complete(window, asked, { page, at });
        return page;
      });
    },
  };
}

/** Lists that are being read page by page; whoever leaves one unfinished makes room for others. */
const listsUnderway = 20;

/** Puts the pages of a list of cancelled orders together: only the whole of it says anything of those not in it. */
function createCompleteness(cancelled: CancelledLists) {
  const underway = new Map<string, { at: number; numbers: Set<string>; nextToken: string }>();
  return (window: CreatedWindow, asked: OrdersQuery, { page, at }: { page: OrdersPage; at: number }): void => {
    if (asked.status !== 'CANCELLED' || asked.shipFromPartyId !== undefined) return;
    const key = `${window.createdAfter} ${window.createdBefore}`;
    const before = underway.get(key);
    if (asked.nextToken !== undefined && before?.nextToken !== asked.nextToken) return;
    underway.delete(key);
    const begun = asked.nextToken === undefined ? undefined : before;
    const list = {
      at: begun?.at ?? at,
      numbers: new Set([
        ...(begun?.numbers ?? []),
        ...page.orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber),
      ]),
    };
    if (page.nextToken === undefined) {
      cancelled.add({ window, ...list });
      return;
    }
    underway.set(key, { ...list, nextToken: page.nextToken });
    const oldest = underway.keys().next();
    if (underway.size > listsUnderway && !oldest.done) underway.delete(oldest.value);
  };
}

/** @throws {CallFailed} `Rejected`, naming the fields that Amazon would refuse. */
function wireQuery(
  { createdAfter, createdBefore }: CreatedWindow,
  { limit = largestPage, ...asked }: OrdersQuery,
): Record<string, string> {
  const checked = getOrders.query.safeParse({
    createdAfter: instant(createdAfter),
    createdBefore: instant(createdBefore),
    sortOrder: 'ASC',
    limit,
    ...asked,
  });
  if (!checked.success) throw new CallFailed('Rejected', `getOrders was not sent, ${faultsOf(checked.error)}.`);
  return Object.fromEntries(Object.entries(checked.data).map(([name, value]) => [name, String(value)]));
}

/** ISO 8601 in UTC: a `+` of an offset is easily lost in a query. */
const instant = (epochMs: number): string | undefined =>
  Number.isFinite(epochMs) ? new Date(epochMs).toISOString() : undefined;

function listedOrder(listed: { purchaseOrderNumber: string; orderDetails?: unknown }, received: unknown): ListedOrder {
  const { purchaseOrderNumber } = listed;
  const parsed = listed.orderDetails === undefined ? undefined : orderSchema.safeParse(listed);
  return {
    purchaseOrderNumber,
    ...(parsed?.success === true && { order: parsed.data }),
    raw: new TextEncoder().encode(JSON.stringify(received)),
  };
}

/** The page's orders as they came: the envelope reads `null` members as absent, a document keeps them. */
function receivedOrders(body: Uint8Array): unknown[] {
  const page = JSON.parse(new TextDecoder().decode(body)) as { payload?: unknown; orders?: unknown };
  const { orders } = (page.payload ?? page) as { orders?: unknown };
  return Array.isArray(orders) ? orders : [];
}
