import type { Client } from '@temporalio/client';

import { depart } from '../../clients/purchase-orders.js';
import type { DepartInput } from '../../workflows/purchase-order/messages.js';
import type { BoardRow } from './board.js';
import type { Errands } from './errands.js';
import type { DemoOrder } from './orders.js';

/** Acts as the warehouse. */
export interface Warehouse {
  /** Reports the departure of every order that is ready for long enough. */
  ship(rows: readonly BoardRow[]): void;
}

export function createWarehouse(options: {
  client: Client;
  account: string;
  errands: Errands;
  /** From READY_TO_SHIP to the departure, ms. */
  packingMs: number;
  /** Which orders it ships by itself. */
  isOurs: (order: DemoOrder) => boolean;
  now: () => number;
}): Warehouse {
  const { client, account, errands, packingMs, isOurs, now } = options;
  const readyAt = new Map<string, number>();
  const departures = new Map<string, DepartInput>();

  const departureOf = (order: DemoOrder): DepartInput => {
    const made = departures.get(order.purchaseOrderNumber) ?? departureAt(order, new Date(now()).toISOString());
    departures.set(order.purchaseOrderNumber, made);
    return made;
  };

  return {
    ship: (rows) => {
      for (const { order, state } of rows) {
        if (state !== 'READY_TO_SHIP' || !isOurs(order)) continue;
        const { purchaseOrderNumber } = order;
        const since = readyAt.get(purchaseOrderNumber) ?? now();
        readyAt.set(purchaseOrderNumber, since);
        if (now() < since + packingMs) continue;
        errands.run(`${purchaseOrderNumber} departs`, () =>
          depart(client, { account, purchaseOrderNumber }, departureOf(order)),
        );
      }
    },
  };
}

/**
 * The departure of an order: vendor modes bring their own tracking number.
 *
 * Made once per order: a report that is repeated because no answer came is the same report.
 */
function departureAt(order: DemoOrder, departedAt: string): DepartInput {
  const { purchaseOrderNumber, request } = order;
  return {
    departedAt,
    ...(request.labelMode === 'amazon' ? {} : { trackingNumber: trackingNumberOf(order) }),
    actor: 'demo-warehouse',
    requestId: `demo-${purchaseOrderNumber}-departs`,
  };
}

/** The vendor's own tracking number of an order. */
export const trackingNumberOf = ({ purchaseOrderNumber }: Pick<DemoOrder, 'purchaseOrderNumber'>): string =>
  `1Z999AA1${purchaseOrderNumber.replaceAll(/\D/g, '').padStart(8, '0')}`;
