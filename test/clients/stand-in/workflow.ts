import { condition, setHandler } from '@temporalio/workflow';
import { viewQuery } from '../../../workflows/purchase-order/messages.js';
import { isEnd } from '../../../workflows/purchase-order/state.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';

/** An order that stands where it was put: it answers the query and does nothing. Its name is the real one's. */
export async function purchaseOrder(state: PurchaseOrderState): Promise<void> {
  setHandler(viewQuery, () => state);
  if (!isEnd(state.state)) await condition(() => false);
}
