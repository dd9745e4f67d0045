import { condition, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { AccountActivities } from './activities.js';
import { withLook, withNewPickups } from './pickups.js';
import type { SideWork } from './keep-incidents.js';
import type { AccountState } from './state.js';

/** Whatever holds an account's state: it is replaced, never changed in place. */
interface Held {
  state: AccountState;
}

/**
 * Looks after each pickup whether labelled orders are still there.
 *
 * Beside the sweeps, not among them: a pause of the sweeps, or an Amazon that does not answer, is no reason to leave
 * parcels behind unnoticed.
 */
export function keepPickups(held: Held, taskQueue: string): SideWork {
  let isQuiet = true;
  const { startToCloseMs, budgetMs } = held.state.settings.policy.attempts;
  const { missedPickups } = proxyActivities<AccountActivities>({
    taskQueue,
    startToCloseTimeout: startToCloseMs,
    scheduleToCloseTimeout: budgetMs,
    retry: { initialInterval: '2s', backoffCoefficient: 1 },
    summary: 'pickups',
  });
  const lookAfterEach = async (): Promise<never> => {
    for (;;) {
      await untilDue(held);
      isQuiet = false;
      const { account, pickups, settings } = held.state;
      const isNew = (): boolean => held.state.pickups.lookAt !== pickups.lookAt;
      try {
        const look = await missedPickups({ account, after: new Date(pickups.until).toISOString() });
        const looked = withLook(held.state.pickups, look, Date.now());
        // Settings that came meanwhile are those of another worker: it may know other pickups.
        held.state = { ...held.state, pickups: isNew() ? withNewPickups(looked, Date.now()) : looked };
      } catch (error) {
        if (isCancellation(error)) throw error;
        // What was due stays due.
        const lookAt = Date.now() + settings.policy.attempts.againAfterMs;
        held.state = { ...held.state, pickups: { ...held.state.pickups, lookAt } };
      }
      isQuiet = true;
    }
  };
  void lookAfterEach();
  return { isQuiet: () => isQuiet };
}

async function untilDue(held: Held): Promise<void> {
  for (;;) {
    const { lookAt } = held.state.pickups;
    if (lookAt !== undefined && lookAt <= Date.now()) return;
    const isOther = (): boolean => held.state.pickups.lookAt !== lookAt;
    if (lookAt === undefined) await condition(isOther);
    else await condition(isOther, lookAt - Date.now(), { summary: 'next pickup' });
  }
}
