import type { Client } from '@temporalio/client';
import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { PurchaseOrderPolicy } from '../workflows/purchase-order/policy.js';
import type { FulfillmentState } from '../workflows/purchase-order/state.js';
import { startPurchaseOrder } from './purchase-orders.js';
import type { OrderName, StartOutcome } from './purchase-orders.js';
import { within } from './temporal.js';

/** How an order ends that a person has aborted. */
const ABORTED: FulfillmentState = 'CLOSED_BY_PERSON';

const START_TIMEOUT_MS = 10_000;

/**
 * Takes an order on because a person wants it, whatever its age.
 *
 * 1. A running order is left as it is.
 * 2. An order that a person has closed is started anew: closing may have been a mistake, and what was sent before is in
 *    the ledger, so nothing is sent twice.
 * 3. An order that ended in dry run is started anew where that is asked for: what was recorded was never sent.
 * 4. An order that ended in any other way stays ended.
 */
export const adoptPurchaseOrder = (
  client: Client,
  order: OrderName,
  policy: PurchaseOrderPolicy,
  { afterDryRun = false }: { afterDryRun?: boolean } = {},
): Promise<StartOutcome> =>
  within(client, START_TIMEOUT_MS, async () => {
    const input = { ...order, policy, adopted: true };
    const found = await startPurchaseOrder(client, input);
    return found.outcome === 'ended' && (found.state === ABORTED || (afterDryRun && found.isDryRun === true))
      ? startPurchaseOrder(client, input, WorkflowIdReusePolicy.ALLOW_DUPLICATE)
      : found;
  });
