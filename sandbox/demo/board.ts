import type { Client } from '@temporalio/client';

import { listHoldUps } from '../../clients/held-up.js';
import type { HoldUp } from '../../clients/held-up.js';
import { queryView } from '../../clients/purchase-orders.js';
import { listOrdersWithItems } from '../../clients/visibility.js';
import type { ListedOrderWithItems } from '../../clients/visibility.js';
import { duesOf } from '../../workflows/purchase-order/deadlines.js';
import type { PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';
import { situationOf } from '../../workflows/purchase-order/situation.js';
import type { Situation } from '../../workflows/purchase-order/situation.js';
import { initialState, isEnd, nextStates } from '../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import type { AttentionItem } from '../../workflows/steps/attention.js';
import type { DemoOrder } from './orders.js';

/** Where one order of the demo stands. */
export interface BoardRow {
  order: DemoOrder;
  /** Absent until its event was taken in. */
  state?: FulfillmentState;
  whoseMove: Situation['whoseMove'] | 'order system';
  nextStep: string;
  /** ISO 8601. */
  nextDeadline?: string;
  /** What waits for a person. */
  items: readonly AttentionItem[];
  /** Deadlines that people were warned of, and that have passed, while they are not met. */
  alarms: readonly { deadline: string; isBroken: boolean }[];
}

/** All orders of the demo as Temporal knows them. */
export interface Board {
  /** Reads what has changed; a worker that is down does not delay what can be known without one. */
  refresh(): Promise<void>;
  rows(): readonly BoardRow[];
  /** What holds many orders up, as it was seen last. */
  holdUps(): readonly HoldUp[];
}

/** Hold-ups are looked for this often, ms: each order at work is asked for. */
const HOLD_UPS_EVERY_MS = 1_500;
/** Between the instant of an alarm and the worker's telling of it, ms. */
const ALARM_MARGIN_MS = 500;

/**
 * States, deadlines and open items come from visibility, which answers without a worker. What it does not show (a hold,
 * missing packages, alarms) is asked of the order itself, whenever it may have changed.
 */
export function createBoard(options: {
  client: Client;
  account: string;
  orders: readonly DemoOrder[];
  policy: PurchaseOrderPolicy;
  now: () => number;
}): Board {
  const { client, account, orders, policy, now } = options;
  const rows = new Map<string, BoardRow>(
    orders.map((order) => [
      order.purchaseOrderNumber,
      { order, whoseMove: 'order system', nextStep: 'Send the event.', items: [], alarms: [] },
    ]),
  );
  const views = new Map<string, { state: PurchaseOrderState; of: string; staleAt: number }>();
  const asking = new Set<string>();
  let holdUps: readonly HoldUp[] = [];
  let holdUpsAt = 0;

  const lookFor = async (): Promise<void> => {
    if (now() < holdUpsAt + HOLD_UPS_EVERY_MS) return;
    holdUpsAt = now();
    try {
      holdUps = await listHoldUps(client, { account });
    } catch {
      // Looked for again at the next refresh.
    }
  };

  /** Asks an order what visibility does not show of it, when that may have changed. */
  const ask = async (purchaseOrderNumber: string, of: string): Promise<void> => {
    const known = views.get(purchaseOrderNumber);
    if (asking.has(purchaseOrderNumber) || (known?.of === of && now() < known.staleAt)) return;
    asking.add(purchaseOrderNumber);
    try {
      const state = await queryView(client, { account, purchaseOrderNumber });
      views.set(purchaseOrderNumber, { state, of, staleAt: staleAt(state, policy, now()) });
      const row = rows.get(purchaseOrderNumber);
      if (row?.state === state.state) rows.set(purchaseOrderNumber, { ...row, ...situated(state, policy) });
    } catch {
      // No worker at the moment: asked again at the next refresh.
    } finally {
      asking.delete(purchaseOrderNumber);
    }
  };

  const show = ({ order: listed, items = [] }: ListedOrderWithItems): void => {
    const { purchaseOrderNumber, state, nextDeadline } = listed;
    const row = rows.get(purchaseOrderNumber);
    // What has ended stays ended, in whatever order the two lists were read.
    if (row === undefined || !isState(state) || (row.state !== undefined && isEnd(row.state))) return;
    const view = views.get(purchaseOrderNumber)?.state;
    const known = view?.state === state ? view : { ...initialState('', ''), state };
    const hasEnded = isEnd(state);
    rows.set(purchaseOrderNumber, {
      order: row.order,
      ...situated({ ...known, attention: { ...known.attention, items: hasEnded ? [] : [...items] } }, policy),
      state,
      ...(nextDeadline === null || hasEnded ? {} : { nextDeadline }),
    });
    if (!hasEnded) {
      void ask(purchaseOrderNumber, JSON.stringify([state, nextDeadline, items.map(({ attentionId }) => attentionId)]));
    }
  };

  return {
    rows: () => [...rows.values()],
    holdUps: () => holdUps,
    refresh: async () => {
      const lists = await Promise.all([
        listOrdersWithItems(client, { account }),
        listOrdersWithItems(client, { account, ended: true }),
        lookFor(),
      ]);
      for (const listed of [...lists[0], ...lists[1]]) show(listed);
    },
  };
}

/** Whether an order has come to its end. */
export const hasEnded = ({ state }: Pick<BoardRow, 'state'>): boolean => state !== undefined && isEnd(state);

const isState = (text: string | null): text is FulfillmentState => text !== null && Object.hasOwn(nextStates, text);

/** A hold and packages change without a trace in visibility, alarms at their own instants. */
function staleAt(order: PurchaseOrderState, policy: PurchaseOrderPolicy, now: number): number {
  if (order.state === 'ACKNOWLEDGED') return now;
  const instants = duesOf(order, policy).flatMap(({ warnAt, breachAt }) => [warnAt, breachAt]);
  return Math.min(...instants.map((instant) => instant + ALARM_MARGIN_MS).filter((instant) => instant > now));
}

const situated = (
  order: PurchaseOrderState,
  policy: PurchaseOrderPolicy,
): Pick<BoardRow, 'whoseMove' | 'nextStep' | 'items' | 'alarms'> => {
  const { whoseMove, nextStep } = situationOf(order, policy);
  return { whoseMove, nextStep, items: order.attention.items, alarms: alarmsOf(order, policy) };
};

/** The deadlines of an order that people were told of, as long as they are not met. */
export function alarmsOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy): BoardRow['alarms'] {
  return duesOf(order, policy).flatMap(({ name: deadline }) => {
    const isBroken = order.breaches.some((breach) => breach.deadline === deadline && breach.metAt === undefined);
    return isBroken || order.told.includes(`warning ${deadline}`) ? [{ deadline, isBroken }] : [];
  });
}
