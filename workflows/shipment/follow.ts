import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import { untilDone } from '../steps/until-done.js';
import type { TrackParcelResult } from './activities.js';
import {
  advanced,
  endOfTracking,
  handedOverAt,
  isCarriedByAmazon,
  isFollowed,
  trackingEndsAt,
  withEvents,
  withItem,
} from './parcel.js';
import { activities, asking, leaveHistoryBehind, move, timestamp, who } from './running.js';
import type { Running } from './running.js';
import { FOLLOW_PARCEL } from './steps.js';

/**
 * Follows a parcel to its end, or until its 45 days are over.
 *
 * Amazon's own are looked for by one activity, which the server tries again on the plan: the shipment wakes up when
 * something has happened that matters to somebody. Events that are pushed may end it earlier; the activity is then not
 * waited for any more. All others, and those whose tracking id Amazon does not tell, are followed by what is pushed, or
 * count as handed over.
 *
 * @param fetched what may still bring the tracking id.
 */
export async function followParcel(shipment: Running, fetched: Promise<void>): Promise<void> {
  await Promise.race([condition(() => shipment.state.purchase?.trackingId !== undefined), fetched]);
  const { bought, trackingId } = shipment.state.purchase ?? {};
  if (trackingId === undefined || bought === undefined || !isCarriedByAmazon(bought)) await awaitReports(shipment);
  else while (isFollowed(shipment.state)) await lookForParcel(shipment);
}

const DAY_MS = 24 * 60 * 60_000;

async function lookForParcel(shipment: Running): Promise<void> {
  const { purchase, events, lookedAt, isNoScanTold } = shipment.state;
  if (purchase?.trackingId === undefined || purchase.bought === undefined) return;
  const { trackingId, boughtAt, bought } = purchase;
  // A day more than the parcel has: a worker that was away looks once more.
  const budgetMs = (trackingEndsAt(shipment.state) ?? 0) + DAY_MS - Date.now();
  // Reads only, so it may be cancelled: nobody needs what it would find out.
  const scope = new CancellationScope();
  const looked = scope.run(() =>
    untilDone(asking(shipment), { name: FOLLOW_PARCEL, isOver: () => !isFollowed(shipment.state) }, () =>
      activities(shipment, `Track ${trackingId}`, budgetMs).trackParcel({
        ...who(shipment, budgetMs),
        carrierId: bought.carrierId,
        trackingId,
        boughtAt,
        promise: bought.promise,
        known: events,
        ...(lookedAt === undefined ? {} : { lookedAt }),
        isNoScanTold,
      }),
    ),
  );
  const left = condition(() => !isFollowed(shipment.state) || workflowInfo().continueAsNewSuggested);
  const done = await Promise.race([looked, left]);
  if (done === undefined) {
    looked.catch(() => undefined);
    scope.cancel();
    await leaveHistoryBehind(shipment);
  } else if ('result' in done) await take(shipment, done.result);
  // A person has ended the looking: somebody else knows the rest.
  else if (await untilEndable(shipment)) move(shipment, 'TRACKING_ENDED');
}

async function take(shipment: Running, { events, lookedAt, isNoScan, isOver }: TrackParcelResult): Promise<void> {
  const at = timestamp();
  shipment.state = withEvents({ ...shipment.state, lookedAt }, events, at);
  if (isNoScan === true && isFollowed(shipment.state)) {
    shipment.state = { ...withItem(shipment.state, 'NoScan', at), isNoScanTold: true };
  }
  // There is nothing more to look for, however long the cancellation takes.
  if (isOver === true && (await untilEndable(shipment))) shipment.state = endOfTracking(shipment.state, timestamp());
}

/** A cancellation under way decides first. */
const isEndable = ({ state: { state } }: Running): boolean => state === 'PURCHASED' || state === 'IN_TRANSIT';

/** @returns whether the parcel is still followed then. */
async function untilEndable(shipment: Running): Promise<boolean> {
  if (!isEndable(shipment)) await condition(() => isEndable(shipment) || !isFollowed(shipment.state));
  return isEndable(shipment);
}

/** Nobody but the carrier knows: without any report the parcel counts as handed over. */
async function awaitReports(shipment: Running): Promise<void> {
  while (isFollowed(shipment.state)) {
    const seen = shipment.state.events.length;
    const endsAt =
      seen === 0 ? handedOverAt(shipment.state, shipment.input.policy) : (trackingEndsAt(shipment.state) ?? Infinity);
    const isChanged = (): boolean =>
      !isFollowed(shipment.state) ||
      (seen === 0 && shipment.state.events.length > 0) ||
      workflowInfo().continueAsNewSuggested;
    const hasChanged = await condition(isChanged, Math.max(1, endsAt - Date.now()), { summary: 'carrier' });
    await leaveHistoryBehind(shipment);
    if (hasChanged) continue;
    if (!(await untilEndable(shipment))) return;
    // Reported in the same moment, or while a cancellation was decided.
    if (shipment.state.events.length > seen) continue;
    if (seen === 0 && shipment.state.state === 'PURCHASED') move(shipment, 'HANDED_TO_CARRIER');
    else shipment.state = endOfTracking(advanced(shipment.state, timestamp()), timestamp());
  }
}
