import type { Client } from '@temporalio/client';

import { queryView } from '../../clients/purchase-orders.js';
import { listOrders } from '../../clients/visibility.js';
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
  /** ISO 8601. */
  nextDeadline?: string;
  /** What waits for a person. */
  items: readonly AttentionItem[];
}

/** All orders of the demo as Temporal knows them. */
export interface Board {
  /** Reads what has changed. An order that waits is asked what for; a worker that is down does not delay the rest. */
  refresh(): Promise<void>;
  rows(): readonly BoardRow[];
}

/** States and deadlines come from visibility, which answers without a worker; only open items are asked of the order. */
export function createBoard(
  client: Client,
  account: string,
  orders: readonly DemoOrder[],
  policy: PurchaseOrderPolicy,
): Board {
  const rows = new Map<string, BoardRow>(
    orders.map((order) => [order.purchaseOrderNumber, { order, whoseMove: 'order system', items: [] }]),
  );
  const asked = new Set<string>();

  const askForItems = async (purchaseOrderNumber: string): Promise<void> => {
    if (asked.has(purchaseOrderNumber)) return;
    asked.add(purchaseOrderNumber);
    try {
      const view = await queryView(client, { account, purchaseOrderNumber });
      const row = rows.get(purchaseOrderNumber);
      if (row?.state === view.state) rows.set(purchaseOrderNumber, { ...row, ...situated(view, policy) });
    } catch {
      // No worker at the moment: asked again at the next refresh.
    } finally {
      asked.delete(purchaseOrderNumber);
    }
  };

  return {
    rows: () => [...rows.values()],
    refresh: async () => {
      const listed = await Promise.all([listOrders(client, { account }), listOrders(client, { account, ended: true })]);
      for (const { purchaseOrderNumber, state, nextDeadline, attention } of listed.flat()) {
        const row = rows.get(purchaseOrderNumber);
        // What has ended stays ended, in whatever order the two lists were read.
        if (row === undefined || !isState(state) || (row.state !== undefined && isEnd(row.state))) continue;
        const items = attention === null ? [] : row.items;
        rows.set(purchaseOrderNumber, {
          order: row.order,
          state,
          whoseMove: attention === null ? moveIn(state, policy) : 'person',
          ...(nextDeadline === null ? {} : { nextDeadline }),
          items,
        });
        if (attention !== null) void askForItems(purchaseOrderNumber);
      }
    },
  };
}

/** Whether an order has come to its end. */
export const hasEnded = ({ state }: Pick<BoardRow, 'state'>): boolean => state !== undefined && isEnd(state);

const isState = (text: string | null): text is FulfillmentState => text !== null && Object.hasOwn(nextStates, text);

const situated = (view: PurchaseOrderState, policy: PurchaseOrderPolicy): Pick<BoardRow, 'whoseMove' | 'items'> => ({
  whoseMove: situationOf(view, policy).whoseMove,
  items: view.attention.items,
});

/** Whose move a state is when nothing waits for a person. */
const moveIn = (state: FulfillmentState, policy: PurchaseOrderPolicy): Situation['whoseMove'] =>
  situationOf({ ...initialState('', ''), state }, policy).whoseMove;
