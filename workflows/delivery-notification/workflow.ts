import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import { amazonTaskQueue } from '../purchase-order/messages.js';
import { untilDone } from '../steps/until-done.js';
import type { Asking } from '../steps/until-done.js';
import { keepVisible } from '../steps/visibility.js';
import { keepWatch } from '../steps/watch.js';
import type { Watch } from '../steps/watch.js';
import type { DeliveryNotificationActivities, SendNoticeResult } from './activities.js';
import { handleActions } from './handlers.js';
import { payTaskQueue } from './messages.js';
import type { DeliveryNotificationInput, DeliveryNotificationResult } from './messages.js';
import { checkCorrection, corrected } from './notice.js';
import { isRaisedByEvent } from './reducer.js';
import { enter, initialNotice, isNoticeEnd } from './state.js';
import type { DeliveryNotificationState, NoticeState } from './state.js';
import { alarmsOf, told, visibleOf } from './visible.js';

/**
 * Tells Amazon Pay once that a parcel belongs to an order, so that the buyer hears of its delivery.
 *
 * It never ends as a failed workflow: what cannot be sent waits for a person.
 */
export async function deliveryNotification(input: DeliveryNotificationInput): Promise<DeliveryNotificationResult> {
  const { cancelRequested } = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const running = setUp(input, cancelRequested);
    // A person may close it while it is being sent; what the step was doing is then dropped by the server.
    await Promise.race([send(running), condition(() => isNoticeEnd(running.state.state))]);
    return end(running);
  });
}

/** A running notice: its state is replaced, never changed in place. */
interface Running {
  input: DeliveryNotificationInput;
  state: DeliveryNotificationState;
  showAll: () => void;
  watch: Watch;
}

function setUp(input: DeliveryNotificationInput, cancelRequested: Promise<never>): Running {
  const running: Running = {
    input,
    state: input.state ?? initialNotice(input.account, input.environment, input.notice),
    showAll: () => undefined,
    watch: { isQuiet: () => true, underway: () => [] },
  };
  handleActions(running, cancelRequested);
  running.showAll = keepVisible(() => visibleOf(running.state));
  running.watch = keepWatch({
    alarms: () => alarmsOf(running.state),
    told: (alarms) => {
      running.state = told(running.state, alarms);
    },
    taskQueue: amazonTaskQueue(input.account),
  });
  return running;
}

const ends = {
  accepted: 'ACCEPTED',
  assumed: 'ASSUMED_ACCEPTED',
  recorded: 'RECORDED',
} as const satisfies Record<SendNoticeResult['outcome'], NoticeState>;

async function send(running: Running): Promise<void> {
  const { account, environment, actor, policy } = running.input;
  const step = {
    name: 'sendNotice',
    // There is nothing to look at: Amazon Pay shows notices nowhere.
    without: ['wait'],
    correct: (data: Record<string, unknown>): void => {
      const read = checkCorrection(data);
      if ('value' in read) running.state = { ...running.state, notice: corrected(running.state.notice, read.value) };
    },
  };
  const done = await untilDone(asking(running), step, ({ overrule }) => {
    const { notice } = running.state;
    const { sendNotice } = proxyActivities<DeliveryNotificationActivities>({
      taskQueue: payTaskQueue(environment),
      startToCloseTimeout: policy.startToCloseMs,
      scheduleToCloseTimeout: policy.giveUpAfterMs,
      // Attempts that fail name their own delay; this one is for those that are killed.
      retry: { initialInterval: '2s', backoffCoefficient: 1 },
      summary: `Tell Amazon Pay of ${notice.trackingNumber}`,
    });
    const deadline = Date.now() + policy.giveUpAfterMs;
    const overruled = overrule === undefined ? {} : { overrule };
    return sendNotice({ account, environment, notice, deadline, actor, ...overruled });
  });
  // Closed by a person in the same moment.
  if (isNoticeEnd(running.state.state)) return;
  if (!('result' in done)) return move(running, 'DONE_ELSEWHERE');
  const { outcome, carrierCode, requestIds, sentAt } = done.result;
  running.state = {
    ...running.state,
    sentCarrierCode: carrierCode,
    requestIds,
    ...(sentAt === undefined ? {} : { sentAt }),
  };
  move(running, ends[outcome]);
}

function move(running: Running, next: NoticeState): void {
  running.state = enter(running.state, next, new Date().toISOString());
}

const asking = (running: Running): Asking => ({
  desk: () => running.state.attention,
  keepDesk: (attention) => {
    running.state = { ...running.state, attention };
  },
  isOver: () => isNoticeEnd(running.state.state),
  // The notice is worth less every hour, but no rule says by when.
  dueAt: () => undefined,
  patienceMs: 0,
  leaveHistoryBehind: () => leaveHistoryBehind(running),
});

/** Continues as new when the server suggests it. Open questions are asked anew by the next run. */
async function leaveHistoryBehind(running: Running): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await condition(allHandlersFinished);
  running.showAll();
  const untold = running.watch.underway();
  const { raised, items } = running.state.attention;
  await continueAsNew<typeof deliveryNotification>({
    ...running.input,
    state: {
      ...running.state,
      told: running.state.told.filter((id) => !untold.includes(id)),
      attention: { raised, items: items.filter(isRaisedByEvent), resolutions: {} },
    },
  });
}

/** The longest that an ended notice waits until people are told of its items. */
const PATIENCE = '1 minute';

async function end(running: Running): Promise<DeliveryNotificationResult> {
  await condition(allHandlersFinished);
  if (!running.watch.isQuiet()) await condition(running.watch.isQuiet, PATIENCE);
  running.showAll();
  return { state: running.state.state };
}
