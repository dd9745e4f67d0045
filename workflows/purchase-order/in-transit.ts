import { condition, workflowInfo } from '@temporalio/workflow';
import { ask } from '../steps/until-done.js';
import { statusFrom, trackingNumbersFrom } from './answers.js';
import { isHome, settledEvent, untold, withParcels } from './parcels.js';
import type { ParcelEvent } from './parcels.js';
import { asking, factsOf, leaveHistoryBehind, move, timestamp } from './running.js';
import type { Running } from './running.js';
import { REPORT_STATUS } from './steps.js';
import { write } from './write-step.js';

/**
 * The vendor's own carrier has the parcels: what it reports of each goes to Amazon, until each is at its end.
 *
 * An event whose outcome takes long holds up no other one.
 */
export async function followParcels(order: Running): Promise<void> {
  if (order.state.state !== 'IN_TRANSIT') return;
  if (order.state.isConfirmedElsewhere !== true) order.state = withParcels(order.state, timestamp());
  if (order.state.parcels.length === 0) await nameParcels(order);
  const underway: number[] = [];
  const fresh = () => untold(order.state).filter(({ event }) => !underway.includes(event.number));
  const isOver = (): boolean =>
    order.state.state !== 'IN_TRANSIT' ||
    (untold(order.state).length === 0 && order.state.parcels.every((parcel) => isHome(order.state, parcel)));
  while (!isOver()) {
    for (const { event, trackingNumber } of fresh()) {
      underway.push(event.number);
      void report(order, event.number, trackingNumber);
    }
    await condition(() => isOver() || fresh().length > 0 || workflowInfo().continueAsNewSuggested);
    await leaveHistoryBehind(order);
  }
  if (order.state.state === 'IN_TRANSIT') move(order, 'COMPLETED');
}

/** Confirmed in Vendor Central: only a person knows under which numbers. */
async function nameParcels(order: Running): Promise<void> {
  const answer = await ask(
    asking(order),
    { name: 'nameParcels' },
    { kind: 'TrackingUnknown', message: `Warehouse ${factsOf(order).shipFromParty}.`, details: {} },
  );
  const numbers = trackingNumbersFrom(answer?.data) ?? [];
  const quietSince = timestamp();
  const parcels = [...new Set(numbers)].map((trackingNumber) => ({ trackingNumber, quietSince }));
  order.state = withParcels(order.state, quietSince, parcels);
}

/** How long Amazon's answer to a status update is waited for before a person is asked, ms. */
const REPORT_MS = 24 * 60 * 60_000;

async function report(order: Running, number: number, trackingNumber: string): Promise<void> {
  const event = (): ParcelEvent => {
    const found = order.state.parcelEvents.find((each) => each.number === number);
    if (found === undefined) throw new RangeError(`There is no event ${number}.`);
    return found;
  };
  const { status, code } = event();
  const correct = (data: Record<string, unknown>): void => {
    const meaning = statusFrom(data);
    if (meaning !== undefined) order.state = settledEvent(order.state, number, { meaning });
  };
  const step = {
    asks: {
      name: REPORT_STATUS,
      alsoSays: `Parcel ${trackingNumber}: ${status ?? code ?? ''} of ${event().occurredAt}.`,
      correct,
      isOver: () => order.state.state !== 'IN_TRANSIT',
    },
    actor: 'carrier',
    summary: `Report ${status ?? code ?? ''}`,
    deadline: () => Date.now() + REPORT_MS,
    isBeside: true as const,
  };
  const done = await write(order, step, async (activity, input) => {
    const { occurredAt, locationDocumentId, estimatedDeliveryAt, appointment, meaning } = event();
    const result = await activity.reportStatus({
      ...input,
      order: factsOf(order),
      trackingNumber,
      ...(order.state.orderDocumentId === undefined ? {} : { orderDocumentId: order.state.orderDocumentId }),
      reported: {
        ...(status === undefined ? {} : { status }),
        ...(code === undefined ? {} : { code }),
        occurredAt,
        ...(locationDocumentId === undefined ? {} : { locationDocumentId }),
        ...(estimatedDeliveryAt === undefined ? {} : { estimatedDeliveryAt }),
        ...(appointment === undefined ? {} : { appointment }),
      },
      ...(meaning === undefined ? {} : { meaning }),
    });
    if (result.status !== undefined) order.state = settledEvent(order.state, number, { meaning: result.status });
    return result;
  });
  const outcome = done.outcome === 'elsewhere' && done.answer === 'skip' ? 'skipped' : done.outcome;
  order.state = settledEvent(order.state, number, { outcome });
}
