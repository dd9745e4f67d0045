import type { StartDeliveryNoticeInput, StartDeliveryNoticeResult } from '../../workflows/shipment/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import type { ShipmentDependencies } from './dependencies.js';

/** Starts the workflow that tells the buyer of the delivery; what becomes of it is not waited for. */
export const createStartDeliveryNotice =
  ({ clock, startNotice }: Pick<ShipmentDependencies, 'clock' | 'startNotice'>) =>
  async (input: StartDeliveryNoticeInput): Promise<StartDeliveryNoticeResult> => {
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, async () => ({ outcome: await startNotice(input) }));
  };
