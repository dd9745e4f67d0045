import { raise } from '../steps/attention.js';
import type { Alarm } from '../steps/watch.js';
import { silenceOf } from './parcels.js';
import type { Parcel } from './parcels.js';
import type { PurchaseOrderPolicy } from './policy.js';
import type { PurchaseOrderState } from './state.js';

/** Step of the items about a carrier that reports nothing. */
export const CARRIER_SILENT = 'followParcel';

/** When somebody has to ask the carrier about a parcel, for all that are under way. */
export function silences(order: PurchaseOrderState, policy: PurchaseOrderPolicy): (Alarm & { parcel: Parcel })[] {
  if (order.state !== 'IN_TRANSIT') return [];
  return order.parcels.flatMap((parcel) => {
    const silence = silenceOf(order, parcel, policy.deadlines);
    const isAsked = order.attention.items.some(
      ({ step, details }) => step === CARRIER_SILENT && details.trackingNumber === parcel.trackingNumber,
    );
    return silence === undefined || isAsked
      ? []
      : [{ id: `silence ${parcel.trackingNumber} ${silence.since}`, at: silence.until, parcel }];
  });
}

/** Asks a person about each of these parcels. */
export const withSilentParcels = (
  order: PurchaseOrderState,
  policy: PurchaseOrderPolicy,
  ids: readonly string[],
): PurchaseOrderState =>
  silences(order, policy)
    .filter(({ id }) => ids.includes(id))
    .reduce<PurchaseOrderState>((state, { parcel, at }) => {
      const { desk } = raise(state.attention, {
        step: CARRIER_SILENT,
        reason: 'CarrierSilent',
        message: messageOf(state, policy, parcel),
        raisedAt: new Date(at).toISOString(),
        details: { trackingNumber: parcel.trackingNumber },
      });
      return { ...state, attention: desk };
    }, order);

function messageOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy, parcel: Parcel): string {
  const silence = silenceOf(order, parcel, policy.deadlines);
  if (silence === undefined) return '';
  const what = silence.isFirstScan ? 'no scan' : 'nothing';
  return `${parcel.trackingNumber}: ${what} since ${new Date(silence.since).toISOString()}.`;
}
