import type { Client } from '@temporalio/client';
import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import { ClientError } from '../errors.js';
import { orderEnd } from '../order-end.js';
import { depart } from '../purchase-orders.js';
import type { DepartOutcome } from './answers.js';
import type { PurchaseOrderDeparted } from './order-events.js';
import { INTAKE_ACTOR } from './report.js';

/** How an order ends whose departure was taken in and confirmed. */
const DONE: FulfillmentState = 'COMPLETED';

/**
 * Tells an order that it has left: as an update, so that the sender learns what the order refuses.
 *
 * @throws {ClientError} `no-worker` when nobody answers; sent again, the same event is done once.
 */
export const createDepart =
  (client: Client, timeoutMs: number) =>
  async ({ account, purchaseOrderNumber, departure, requestId }: PurchaseOrderDeparted): Promise<DepartOutcome> => {
    const order = { account, purchaseOrderNumber };
    try {
      const { state } = await depart(client, order, { ...departure, requestId, actor: INTAKE_ACTOR });
      return { ...order, outcome: 'departed', state };
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (error.kind === 'unknown-order') return { ...order, outcome: 'unknown-order' };
      if (error.kind !== 'refused') throw error;
      const end = await orderEnd(client, order, timeoutMs);
      return end?.state === DONE
        ? { ...order, outcome: 'ended', ...end }
        : { ...order, outcome: 'refused', message: error.message };
    }
  };
