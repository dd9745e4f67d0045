import type { AccountActivities } from '../../workflows/account/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import type { AccountDependencies } from './dependencies.js';
import { listPage } from './list-page.js';
import { createStartMissing } from './start-missing.js';
import { tokenRefused } from './sweep-page.js';

/**
 * Lists one page of numbers and starts those that have no workflow, whatever their status.
 *
 * Numbers only: a missing order reads itself, which costs one call more than nothing, and none for all the others.
 */
export function createGapPage(dependencies: AccountDependencies): AccountActivities['gapPage'] {
  const startMissing = createStartMissing(dependencies);
  return async (input) => {
    const attempt = currentAttempt(dependencies.clock);
    return attempted(dependencies.clock, attempt, async () => {
      const page = await listPage(dependencies, input, { includeDetails: false }, attempt);
      if (page === undefined) return tokenRefused;
      return {
        listed: page.orders.length,
        ...(await startMissing(input.account, page.orders)),
        ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      };
    });
  };
}
