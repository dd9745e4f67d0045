import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import { keepVisible } from '../steps/visibility.js';
import { keepWatch } from '../steps/watch.js';
import { acknowledge, decide } from './acknowledge.js';
import { alarmsOf, told } from './alarms.js';
import { handleActions } from './handlers.js';
import { getReady, obtainLabel } from './label.js';
import { amazonTaskQueue } from './messages.js';
import type { PurchaseOrderInput, PurchaseOrderResult } from './messages.js';
import { followParcels } from './in-transit.js';
import { obtainPapers } from './papers.js';
import type { Running } from './running.js';
import { awaitDeparture, confirmShipment, denyShipment } from './ship.js';
import { visibleOf } from './situation.js';
import { initialState, isEnd } from './state.js';
import type { FulfillmentState } from './state.js';
import { chooseLabelMode, readOrder } from './take-on.js';

/**
 * One Direct Fulfillment purchase order, from its first event to the proven confirmation; with the vendor's own carrier,
 * to the last parcel's end.
 *
 * It never ends as a failed workflow: what a step cannot do waits for a person, and the order stays alive.
 */
export async function purchaseOrder(input: PurchaseOrderInput): Promise<PurchaseOrderResult> {
  const { cancelRequested } = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const order = setUp(input, cancelRequested);
    // A person may close the order during any step; what that step was doing is then dropped by the server.
    await Promise.race([carry(order), condition(() => isEnd(order.state.state))]);
    return end(order);
  });
}

async function carry(order: Running): Promise<void> {
  await readOrder(order);
  await chooseLabelMode(order);
  await decide(order);
  await acknowledge(order);
  await labelAndShip(order);
  await (order.state.denial === undefined ? confirmShipment(order) : denyShipment(order));
  await followParcels(order);
}

/** Label, papers and departure. A second label leads back to the first of them. */
async function labelAndShip(order: Running): Promise<void> {
  while (isBeforeDeparture(order.state.state)) {
    await getReady(order);
    await obtainLabel(order);
    obtainPapers(order);
    await awaitDeparture(order);
  }
}

const isBeforeDeparture = (state: FulfillmentState): boolean =>
  state === 'ACKNOWLEDGED' || state === 'LABELLING' || state === 'READY_TO_SHIP';

function setUp(input: PurchaseOrderInput, cancelRequested: Promise<never>): Running {
  const state = input.state ?? initialState(input.account, input.purchaseOrderNumber);
  const order: Running = {
    input,
    state,
    papersUnderway: [],
    showAll: () => undefined,
    watch: { isQuiet: () => true, underway: () => [] },
  };

  handleActions(order, cancelRequested);
  order.showAll = keepVisible(() => visibleOf(order.state, input.policy));
  order.watch = keepWatch({
    alarms: () => alarmsOf(order.state, input.policy),
    told: (alarms) => {
      order.state = told(order.state, input.policy, alarms);
    },
    taskQueue: amazonTaskQueue(input.account),
  });
  return order;
}

/** The longest that an ended order waits for its notices to be handed over. */
const NOTICE_PATIENCE = '1 minute';

async function end(order: Running): Promise<PurchaseOrderResult> {
  await condition(allHandlersFinished);
  if (!order.watch.isQuiet()) await condition(order.watch.isQuiet, NOTICE_PATIENCE);
  order.showAll();
  return { state: order.state.state, transactionIds: order.state.transactionIds };
}
