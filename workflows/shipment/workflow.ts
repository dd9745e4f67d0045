import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import { amazonTaskQueue } from '../purchase-order/messages.js';
import { keepVisible } from '../steps/visibility.js';
import { keepWatch } from '../steps/watch.js';
import { alarmsOf, told } from './alarms.js';
import { cancelWhenAsked } from './cancel.js';
import { obtainDocuments } from './documents.js';
import { followParcel } from './follow.js';
import { handleActions } from './handlers.js';
import type { ShipmentInput, ShipmentResult } from './messages.js';
import { isNoticeOpen, startNotice } from './notice.js';
import { purchase } from './purchase.js';
import { askAboutOrder } from './packages.js';
import { obtainRates } from './rates.js';
import type { Running } from './running.js';
import { visibleOf } from './situation.js';
import { initialState, isEnd } from './state.js';
import type { ShipmentStateName } from './state.js';

/**
 * One parcel, from its rates to the end of its journey. Money is spent once.
 *
 * It never ends as a failed workflow: what a step cannot do waits for a person, and the shipment stays alive.
 */
export async function shipment(input: ShipmentInput): Promise<ShipmentResult> {
  const { cancelRequested } = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const running = setUp(input, cancelRequested);
    const notice = startNotice(running);
    // A person may close the shipment during any step; what that step was doing is then dropped by the server.
    const ended = condition(() => isEnd(running.state.state));
    await Promise.race([carry(running), ended, notice.then(() => ended)]);
    if (isNoticeOpen(running)) await Promise.race([notice, condition(() => !isNoticeOpen(running))]);
    await askAboutOrder(running);
    return end(running);
  });
}

async function carry(running: Running): Promise<void> {
  while (isUnbought(running.state.state)) {
    await obtainRates(running);
    await purchase(running);
  }
  const fetched = obtainDocuments(running);
  await Promise.all([fetched, followParcel(running, fetched), cancelWhenAsked(running)]);
}

const isUnbought = (state: ShipmentStateName): boolean =>
  state === 'RECEIVED' || state === 'RATING' || state === 'PURCHASING';

function setUp(input: ShipmentInput, cancelRequested: Promise<never>): Running {
  const { account, shipmentReference, request, state } = input;
  const running: Running = {
    input,
    state: state ?? initialState(account, shipmentReference, request.detailsDocumentId),
    showAll: () => undefined,
    watch: { isQuiet: () => true, underway: () => [] },
  };

  handleActions(running, cancelRequested);
  running.showAll = keepVisible(() => visibleOf(input, running.state));
  running.watch = keepWatch({
    alarms: () => alarmsOf(running.state),
    told: (alarms) => {
      running.state = told(running.state, alarms);
    },
    taskQueue: amazonTaskQueue(account),
  });
  return running;
}

/** The longest that an ended shipment waits for its notices to be handed over. */
const NOTICE_PATIENCE = '1 minute';

async function end(running: Running): Promise<ShipmentResult> {
  await condition(allHandlersFinished);
  if (!running.watch.isQuiet()) await condition(running.watch.isQuiet, NOTICE_PATIENCE);
  running.showAll();
  const { state, purchase: bought } = running.state;
  return {
    state,
    ...(bought === undefined ? {} : { shipmentId: bought.shipmentId }),
    ...(bought?.trackingId === undefined ? {} : { trackingId: bought.trackingId }),
    ...(bought?.bought === undefined ? {} : { bought: bought.bought }),
  };
}
