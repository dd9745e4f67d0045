import { condition } from '@temporalio/workflow';
import { untilDone } from '../steps/until-done.js';
import { isNoticeDue } from './parcel.js';
import { activities, asking, timestamp } from './running.js';
import type { Running } from './running.js';
import { START_NOTICE } from './steps.js';

/** How long the start of a notice is tried before a person is asked, ms. */
const START_MS = 24 * 60 * 60_000;

/**
 * Starts the buyer's delivery notice once the carrier has the parcel. What becomes of the notice is its own workflow's
 * affair: the shipment never waits for it, but does not end before it is begun.
 */
export async function startNotice(shipment: Running): Promise<void> {
  const { notice, account } = shipment.input;
  if (notice === undefined) return;
  await condition(() => isNoticeDue(shipment.state));
  const { trackingId, bought } = shipment.state.purchase ?? {};
  if (trackingId === undefined) return;
  const done = await untilDone(
    { ...asking(shipment), isOver: () => shipment.state.state === 'CLOSED_BY_PERSON' },
    { name: START_NOTICE, also: ['skip'] },
    () =>
      activities(shipment, 'Start the delivery notice', START_MS).startDeliveryNotice({
        account,
        trackingNumber: trackingId,
        carrierId: bought?.carrierId ?? '',
        ...notice,
      }),
  );
  const outcome = 'result' in done ? done.result.outcome : 'skipped';
  shipment.state = { ...shipment.state, notice: { at: timestamp(), outcome } };
}

/** Whether a notice is still to be begun. */
export const isNoticeOpen = ({ input, state }: Running): boolean =>
  input.notice !== undefined && state.state !== 'CLOSED_BY_PERSON' && isNoticeDue(state);
