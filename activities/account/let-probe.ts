import type { AccountActivities } from '../../workflows/account/activities.js';
import { operations } from '../amazon/operations.js';
import type { OperationName } from '../amazon/operations.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import type { AccountDependencies } from './dependencies.js';

/** Lets the next call to a paused operation through, in the process that talks to Amazon. Makes no call itself. */
export function createLetProbe({
  amazon,
  clock,
}: Pick<AccountDependencies, 'clock'> & {
  amazon: Pick<AccountDependencies['amazon'], 'probeNow'>;
}): AccountActivities['letProbe'] {
  return async ({ account: _account, operation, ...known }) =>
    attempted(clock, currentAttempt(clock), async () => {
      if (!isOperation(operation)) {
        throw new StepNotDone('Unexpected', `This worker knows no operation ${operation}.`);
      }
      const at = clock();
      amazon.probeNow(operation, known);
      return Promise.resolve({ at });
    });
}

/** Another version of the worker may have known more. */
const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);
