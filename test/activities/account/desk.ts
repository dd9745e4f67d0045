import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createAccountActivities } from '../../../activities/account/index.js';
import type { OrderWorkflows } from '../../../activities/account/dependencies.js';
import type { PickupCalendar } from '../../../activities/account/pickup-times.js';
import type { KnownIncident } from '../../../activities/amazon/breaker.js';
import type { CreatedWindow, ListedOrder, OrdersQuery } from '../../../activities/amazon/amazon.js';
import type { Order } from '../../../activities/amazon/schemas/index.js';
import type { OrderSnapshot, ReadOrderResult } from '../../../workflows/purchase-order/activities.js';
import { facts } from '../../workflows/purchase-order/orders.js';
import { DAY, NOW } from '../../workflows/account/accounts.js';

export const account = 'acme';

/** A window that everything is in. */
export const week = {
  account,
  createdAfter: new Date(NOW - 7 * DAY).toISOString(),
  createdBefore: new Date(NOW).toISOString(),
};

/** A made-up Amazon that lists, and a made-up Temporal that starts. */
export interface Desk {
  /** Number and status; the order of the list. A status of `odd` has details that nobody can read. */
  orders: [string, string][];
  asked: (CreatedWindow & OrdersQuery)[];
  running: Set<string>;
  ended: Set<string>;
  /** Starts, with what each took along. */
  starts: Map<string, OrderSnapshot | undefined>;
  told: string[];
  /** Labelled orders that have not departed. */
  ready: { number: string; warehouse: string; startedAt: number }[];
  probed: ({ operation: string } & KnownIncident)[];
  /** Epoch ms. */
  now: number;
  /** Throws what a call is to fail with. */
  fails: {
    orders: () => void;
    start: (number: string) => void;
    snapshot: (number: string) => void;
    ready: (warehouse: string) => void;
  };
  run<I, R>(step: (input: I) => Promise<R>, input: I): Promise<R>;
  activities: ReturnType<typeof createAccountActivities>;
}

const PAGE = 100;

export function openDesk(orders: [string, string][] = [], warehouses: readonly PickupCalendar[] = []): Desk {
  const workflows: OrderWorkflows = {
    known: async (_account, numbers) => {
      const among = (set: Set<string>) => new Set(numbers.filter((number) => set.has(number)));
      return { running: among(desk.running), ended: among(desk.ended) };
    },
    start: async ({ purchaseOrderNumber }, snapshot) => {
      desk.fails.start(purchaseOrderNumber);
      desk.starts.set(purchaseOrderNumber, snapshot);
      if (desk.running.has(purchaseOrderNumber)) return 'known';
      desk.running.add(purchaseOrderNumber);
      return 'started';
    },
    tellCancelled: async ({ purchaseOrderNumber }) => void desk.told.push(purchaseOrderNumber),
    oldestStart: async () => undefined,
    ready: async (_account, warehouse, startedUntil) => {
      desk.fails.ready(warehouse);
      const ready = desk.ready.filter((each) => each.warehouse === warehouse && each.startedAt <= startedUntil);
      return { count: ready.length, some: ready.slice(0, 10).map(({ number }) => number) };
    },
  };
  const activities = createAccountActivities({
    amazon: {
      probeNow: (operation, known) => void desk.probed.push({ operation, ...known }),
      reads: {
        orders: async (window, { deadline: _deadline, attemptEndsAt: _endsAt, ...query }) => {
          desk.asked.push({ ...window, ...query });
          desk.fails.orders();
          const found = desk.orders.filter(([, status]) => query.status === undefined || status === query.status);
          const from = Number(query.nextToken ?? 0);
          return {
            orders: found.slice(from, from + PAGE).map(([number, status]) => listed(number, status, query)),
            ...(from + PAGE < found.length ? { nextToken: String(from + PAGE) } : {}),
          };
        },
      },
    },
    workflows,
    warehouses,
    snapshotOf: async ({ purchaseOrderNumber }, { order }) => {
      desk.fails.snapshot(purchaseOrderNumber);
      return snapshotOf(order.orderDetails.orderStatus ?? 'absent');
    },
    clock: () => desk.now,
  });
  const desk: Desk = {
    orders,
    asked: [],
    running: new Set(),
    ended: new Set(),
    starts: new Map(),
    told: [],
    ready: [],
    probed: [],
    now: NOW,
    fails: { ready: () => undefined, orders: () => undefined, start: () => undefined, snapshot: () => undefined },
    run: (step, input) =>
      new MockActivityEnvironment(
        { scheduledTimestampMs: desk.now, scheduleToCloseTimeoutMs: 1_800_000, startToCloseTimeoutMs: 45_000 },
        { logger: new DefaultLogger('ERROR') },
      ).run(step, input),
    activities,
  };
  return desk;
}

const snapshotOf = (status: string): ReadOrderResult => ({
  status,
  order: facts,
  documentId: 'document',
  ledgerId: 'ledger',
  prior: {},
});

function listed(purchaseOrderNumber: string, orderStatus: string, { includeDetails }: OrdersQuery): ListedOrder {
  const raw = new TextEncoder().encode(purchaseOrderNumber);
  const order = { purchaseOrderNumber, orderDetails: { orderStatus } } as Order;
  return { purchaseOrderNumber, raw, ...(includeDetails && orderStatus !== 'odd' ? { order } : {}) };
}
