import type { AccountActivities, SweepPageResult, Wanted } from '../../workflows/account/activities.js';
import type { ListedOrder } from '../amazon/amazon.js';
import { attempted, currentAttempt } from '../attempt.js';
import type { AccountDependencies } from './dependencies.js';
import { listPage } from './list-page.js';
import { createStartMissing } from './start-missing.js';

/**
 * Lists one page with details, of every status, and starts what is wanted of it.
 *
 * Not by status: a list of the NEW ones would shrink between two of its pages, as those that were started are
 * acknowledged, and pages that shift leave orders out.
 */
export function createSweepPage(dependencies: AccountDependencies): AccountActivities['sweepPage'] {
  const startMissing = createStartMissing(dependencies);
  return async (input) => {
    const attempt = currentAttempt(dependencies.clock);
    return attempted(dependencies.clock, attempt, async () => {
      const page = await listPage(dependencies, input, { includeDetails: true }, attempt);
      if (page === undefined) return tokenRefused;
      const wanted = page.orders.filter((order) => isWanted(order, input.wanted));
      return {
        listed: page.orders.length,
        ...(await startMissing(input.account, wanted)),
        ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      };
    });
  };
}

/** Nothing of a cancelled order is left to do; a status that Amazon has added since, or left out, may be new. */
function isWanted({ order }: ListedOrder, wanted: Wanted): boolean {
  const status = order?.orderDetails.orderStatus;
  if (status === 'CANCELLED') return false;
  return wanted === 'all' || (status !== 'ACCEPTED' && status !== 'SHIPPED');
}

export const tokenRefused: SweepPageResult = {
  isTokenRefused: true,
  listed: 0,
  started: 0,
  running: 0,
  ended: 0,
  skipped: 0,
};
