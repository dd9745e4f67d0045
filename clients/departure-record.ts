import { completed } from '../workflows/purchase-order/departure.js';
import type { Departure, ReportedDeparture } from '../workflows/purchase-order/departure.js';
import type { PurchaseOrderState } from '../workflows/purchase-order/state.js';

/** A departure as somebody reports it; without a time any will do: nothing departs twice. */
export type SaidDeparture = Omit<ReportedDeparture, 'departedAt'> & { departedAt?: string };

/** Whether an order knows of a departure already: by its request, or by everything that is said of it. */
export const isOnRecord = (
  { audit, departure }: Pick<PurchaseOrderState, 'audit' | 'departure'>,
  said: SaidDeparture,
  requestId: string,
): boolean =>
  audit.some((entry) => entry.requestId === requestId && entry.refused === undefined) ||
  (departure !== undefined && differencesFrom(departure, said).length === 0);

/** The fields in which what is said of a departure differs from what is on record. */
export function differencesFrom(recorded: Departure, said: SaidDeparture): string[] {
  const read = completed({ departedAt: recorded.departedAt, ...said }, recorded.containers);
  return 'faults' in read
    ? ['containers']
    : Object.entries(read.value)
        .filter(([field, value]) => JSON.stringify(recorded[field as keyof Departure]) !== JSON.stringify(value))
        .map(([field]) => field);
}

/** What a refusal adds for whoever reports another departure than the one on record. */
export const onRecordText = (recorded: Departure, said: SaidDeparture): string =>
  `On record: departed at ${recorded.departedAt}${recorded.manifestId === undefined ? '' : ` with ${recorded.manifestId}`}, ` +
  `which is never changed; another ${differencesFrom(recorded, said).join(', ')} is reported now.`;
