import type { AccountActivities } from '../../workflows/account/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import { createTaskLanes } from '../task-lanes.js';
import type { AccountDependencies } from './dependencies.js';
import { listPage } from './list-page.js';
import { isOrderNumber } from './order-number.js';

const CONCURRENT_SIGNALS = 10;

/**
 * Lists one page of numbers that Amazon has cancelled and tells those whose workflow runs, each once.
 *
 * An order may hear it twice, after a lost reply; it takes the first.
 */
export function createCancellationPage(dependencies: AccountDependencies): AccountActivities['cancellationPage'] {
  const { workflows, clock } = dependencies;
  const lanes = createTaskLanes(CONCURRENT_SIGNALS);
  return async (input) => {
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, async () => {
      const query = { includeDetails: false, status: 'CANCELLED' } as const;
      const page = await listPage(dependencies, input, query, attempt);
      if (page === undefined) return { isTokenRefused: true, listed: 0, running: [], signalled: 0 };
      const seenAt = new Date(clock()).toISOString();
      const numbers = page.orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber).filter(isOrderNumber);
      const known = await workflows.known(input.account, numbers);
      const running = numbers.filter((number) => known.running.has(number));
      const untold = running.filter((number) => !input.told.includes(number));
      await Promise.all(
        untold.map((purchaseOrderNumber) =>
          lanes.run(purchaseOrderNumber, () =>
            workflows.tellCancelled({ account: input.account, purchaseOrderNumber }, seenAt),
          ),
        ),
      );
      return {
        listed: page.orders.length,
        running,
        signalled: untold.length,
        ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      };
    });
  };
}
