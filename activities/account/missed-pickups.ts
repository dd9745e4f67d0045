import type { AccountActivities, MissedPickup } from '../../workflows/account/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import type { AccountDependencies } from './dependencies.js';
import { dueLook, nextLook } from './pickup-times.js';
import type { PickupCalendar } from './pickup-times.js';

/**
 * Looks what each pickup has left: orders that are labelled and have not departed, 30 min after it.
 *
 * An order's ship day is known to its workflow only, and labels are made on it or shortly before, so that all labelled
 * orders count; only those whose workflow was started after the pickup cannot have missed it.
 */
export function createMissedPickups({
  workflows,
  warehouses,
  clock,
}: Pick<AccountDependencies, 'warehouses' | 'clock'> & {
  workflows: Pick<AccountDependencies['workflows'], 'ready'>;
}): AccountActivities['missedPickups'] {
  return async ({ account, after }) =>
    attempted(clock, currentAttempt(clock), async () => {
      const now = clock();
      const lookAfter = async (warehouse: PickupCalendar): Promise<MissedPickup[]> => {
        const due = dueLook(warehouse, { after: Date.parse(after), now });
        if (due === undefined) return [];
        const { partyId } = warehouse;
        const { count, some } = await workflows.ready(account, partyId, due.at);
        const pickup = { warehouse: partyId, pickupAt: instantOf(due.at), local: due.local };
        return count === 0 ? [] : [{ ...pickup, ready: count, orders: some }];
      };
      const missed = await Promise.all(warehouses.map(lookAfter));
      const next = Math.min(...warehouses.map((warehouse) => nextLook(warehouse, now) ?? Infinity));
      return {
        missed: missed.flat(),
        until: instantOf(now),
        ...(Number.isFinite(next) ? { nextAt: instantOf(next) } : {}),
      };
    });
}

const instantOf = (ms: number): string => new Date(ms).toISOString();
