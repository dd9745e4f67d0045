import type { DeliveryNotificationActivities } from '../../workflows/delivery-notification/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import { carryOutNotice } from './carry-out-notice.js';
import type { NoticeDependencies } from './dependencies.js';

/** The step of a delivery notice, for one merchant of Amazon Pay. */
export const createDeliveryNotificationActivities = (
  dependencies: NoticeDependencies,
): DeliveryNotificationActivities => ({
  sendNotice: (input) => {
    const { clock } = dependencies;
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, () => carryOutNotice(input, dependencies, attempt));
  },
});
