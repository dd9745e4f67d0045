import type { AccountActivities } from '../../workflows/account/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import { createCancellationPage } from './cancellation-page.js';
import type { AccountDependencies } from './dependencies.js';
import { createGapPage } from './gap-page.js';
import { createLetProbe } from './let-probe.js';
import { createMissedPickups } from './missed-pickups.js';
import { createSweepPage } from './sweep-page.js';

/** The work of one Amazon account besides its orders. */
export const createAccountActivities = (dependencies: AccountDependencies): AccountActivities => ({
  sweepPage: createSweepPage(dependencies),
  gapPage: createGapPage(dependencies),
  cancellationPage: createCancellationPage(dependencies),
  oldestOpenOrder: async ({ account }) =>
    attempted(dependencies.clock, currentAttempt(dependencies.clock), async () => {
      const startedAt = await dependencies.workflows.oldestStart(account);
      return startedAt === undefined ? {} : { startedAt };
    }),
  letProbe: createLetProbe(dependencies),
  missedPickups: createMissedPickups(dependencies),
});
