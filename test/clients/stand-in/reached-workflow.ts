import { ApplicationFailure } from '@temporalio/common';
import { condition, defineQuery, setHandler } from '@temporalio/workflow';
import { carrierEventSignal, carrierEventUpdate, departUpdate } from '../../../workflows/purchase-order/messages.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';

/** What has reached an order, oldest first. */
export const reachedQuery = defineQuery<unknown[]>('reached');

/** An order that keeps what reaches it. Its name is the real one's. */
export async function purchaseOrder({ refuses, hasEnded }: { refuses?: string; hasEnded?: boolean }): Promise<void> {
  const reached: unknown[] = [];
  const refuse = (given: object): void => {
    if (refuses !== undefined) throw ApplicationFailure.nonRetryable(refuses, 'Refused', Object.keys(given));
  };
  const keep = (given: object, state: FulfillmentState): { state: FulfillmentState } => {
    reached.push(given);
    return { state };
  };
  setHandler(reachedQuery, () => reached);
  setHandler(carrierEventSignal, (event) => void reached.push(event));
  setHandler(carrierEventUpdate, (event) => keep(event, 'IN_TRANSIT'), { validator: (event: object) => refuse(event) });
  setHandler(departUpdate, (departure) => keep(departure, 'CONFIRMING'), {
    validator: (given: object) => refuse(given),
  });
  if (hasEnded !== true) await condition(() => false);
}
