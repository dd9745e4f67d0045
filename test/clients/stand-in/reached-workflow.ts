import { ApplicationFailure } from '@temporalio/common';
import { condition, defineQuery, setHandler } from '@temporalio/workflow';
import type { Departure } from '../../../workflows/purchase-order/departure.js';
import {
  carrierEventSignal,
  carrierEventUpdate,
  departUpdate,
  viewQuery,
} from '../../../workflows/purchase-order/messages.js';
import { initialState } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';

/** What has reached an order, oldest first. */
export const reachedQuery = defineQuery<unknown[]>('reached');

interface StandInOrder {
  refuses?: string;
  hasEnded?: boolean;
  departure?: Departure;
}

/** An order that keeps what reaches it. Its name is the real one's. */
export async function purchaseOrder({ refuses, hasEnded, departure }: StandInOrder): Promise<void> {
  const reached: unknown[] = [];
  const refuse = (given: object): void => {
    if (refuses !== undefined) throw ApplicationFailure.nonRetryable(refuses, 'Refused', Object.keys(given));
  };
  const keep = (given: object, state: FulfillmentState): { state: FulfillmentState } => {
    reached.push(given);
    return { state };
  };
  setHandler(reachedQuery, () => reached);
  setHandler(viewQuery, () => ({ ...initialState('default', 'STAND-IN'), ...(departure && { departure }) }));
  setHandler(carrierEventSignal, (event) => void reached.push(event));
  setHandler(carrierEventUpdate, (event) => keep(event, 'IN_TRANSIT'), { validator: (event: object) => refuse(event) });
  setHandler(departUpdate, (departure) => keep(departure, 'CONFIRMING'), {
    validator: (given: object) => refuse(given),
  });
  if (hasEnded !== true) await condition(() => false);
}
