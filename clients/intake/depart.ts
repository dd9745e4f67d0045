import type { Client } from '@temporalio/client';
import type { FulfillmentState, PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { isOnRecord, onRecordText } from '../departure-record.js';
import { ClientError } from '../errors.js';
import { orderEnd } from '../order-end.js';
import { depart, viewPurchaseOrder } from '../purchase-orders.js';
import type { OrderName } from '../purchase-orders.js';
import type { DepartOutcome } from './answers.js';
import type { PurchaseOrderDeparted } from './order-events.js';
import { INTAKE_ACTOR } from './report.js';

/** How an order ends whose departure was taken in and confirmed. */
const DONE: FulfillmentState = 'COMPLETED';

/**
 * Tells an order that it has left: as an update, so that the sender learns what the order refuses.
 *
 * An order that was completed long ago takes the departure that it has on record, and refuses any other one.
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
      const { message } = error;
      if (NOT_YET.test(message)) return { ...order, outcome: 'refused', message, retry: true };
      const end = await orderEnd(client, order, timeoutMs);
      if (end?.state !== DONE) return { ...order, outcome: 'refused', message };
      const { audit, departure: recorded } = await viewEnded(client, order);
      return recorded === undefined || isOnRecord({ audit, departure: recorded }, departure, requestId)
        ? { ...order, outcome: 'ended', ...end }
        : { ...order, outcome: 'refused', message: `${message} ${onRecordText(recorded, departure)}` };
    }
  };

/** How an order refuses a departure that it will take later: its label is not there yet. */
const NOT_YET = /^depart is possible once the order is READY_TO_SHIP; it is (?!CONFIRMING|IN_TRANSIT)/;

/** @throws {ClientError} `no-worker`: an ended order can still be asked, by a worker. */
async function viewEnded(client: Client, order: OrderName): Promise<PurchaseOrderState> {
  return (await viewPurchaseOrder(client, order)).state;
}
