import type { PlanShipDayInput, PlanShipDayResult } from '../../workflows/purchase-order/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import type { StepDependencies } from './dependencies.js';
import { optional } from './optional.js';
import { shipDayFor } from './ship-day.js';

/** What a person's ship day means for the label; nobody is asked for it. */
export const createPlanShipDay =
  (dependencies: Pick<StepDependencies, 'clock' | 'warehouseOf' | 'labels'>) =>
  async ({ order, day }: PlanShipDayInput): Promise<PlanShipDayResult> => {
    const { clock } = dependencies;
    return attempted(clock, currentAttempt(clock), () =>
      Promise.resolve(optional('shipDay', shipDayFor(order, { acceptedAt: clock(), wantedDay: day }, dependencies))),
    );
  };
