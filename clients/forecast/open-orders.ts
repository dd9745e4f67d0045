import type { Client } from '@temporalio/client';
import { purchaseOrderOfWorkflowId } from '../../workflows/purchase-order/messages.js';
import { DRY_RUN_REFERENCE, searchAttributes } from '../../workflows/search-attributes.js';
import { within } from '../temporal.js';
import { countOrders, orderQuery } from '../visibility.js';
import type { OrderFilter } from '../visibility.js';

/** What a forecast knows of an open order: as visibility shows it, without asking its workflow. */
export interface OpenOrder {
  account: string;
  state: string | null;
  labelMode: string | null;
  /** When its workflow began, epoch ms. */
  startedAt: number;
  /** Epoch ms; `null` when it has none. */
  nextDeadline: number | null;
  /** Reason of the most urgent item. */
  attention: string | null;
  isDryRun: boolean;
}

const PAGE_SIZE = 1_000;
const LIST_TIMEOUT_MS = 300_000;

/**
 * Every open order.
 *
 * @param progress Told after each thousand.
 */
export async function readOpenOrders(
  client: Client,
  filter: Pick<OrderFilter, 'account'>,
  progress: (read: { orders: number; total: number }) => void,
): Promise<OpenOrder[]> {
  const total = await countOrders(client, filter);
  return within(client, LIST_TIMEOUT_MS, async () => {
    const found: OpenOrder[] = [];
    progress({ orders: 0, total });
    for await (const { workflowId, startTime, typedSearchAttributes: shown } of client.workflow.list({
      query: orderQuery(filter),
      pageSize: PAGE_SIZE,
    })) {
      const order = purchaseOrderOfWorkflowId(workflowId);
      if (order === undefined) continue;
      found.push({
        account: order.account,
        state: shown.get(searchAttributes.FulfillmentState) ?? null,
        labelMode: shown.get(searchAttributes.LabelMode) ?? null,
        startedAt: startTime.getTime(),
        nextDeadline: shown.get(searchAttributes.NextDeadline)?.getTime() ?? null,
        attention: shown.get(searchAttributes.Attention) ?? null,
        isDryRun: shown.get(searchAttributes.References)?.includes(DRY_RUN_REFERENCE) === true,
      });
      if (found.length % PAGE_SIZE === 0) progress({ orders: found.length, total });
    }
    return found;
  });
}
