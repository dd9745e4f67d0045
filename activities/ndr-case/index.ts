import type { NdrCaseActivities } from '../../workflows/ndr-case/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import type { Attempt } from '../attempt.js';
import { askForNotes } from './ask-address-hook.js';
import { carryOutFeedback } from './carry-out-feedback.js';
import type { NdrDependencies } from './dependencies.js';
import { lookAt } from './parcel.js';
import { recordReports } from './record-reports.js';

/** The steps of a non-delivery case for one Amazon account. */
export const createNdrCaseActivities = (dependencies: NdrDependencies): NdrCaseActivities => {
  const { clock } = dependencies;
  const step = async <T>(run: (attempt: Attempt) => Promise<T>): Promise<T> => {
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, () => run(attempt));
  };
  return {
    recordNdrReports: (input) => step(() => recordReports(input, dependencies)),
    askAddressHook: (input) => step((attempt) => askForNotes(input, dependencies, attempt)),
    submitNdrFeedback: (input) => step((attempt) => carryOutFeedback(input, dependencies, attempt)),
    lookAtParcel: (input) =>
      step(async (attempt) => ({ parcel: await lookAt(input, dependencies, { deadline: input.deadline, attempt }) })),
  };
};
