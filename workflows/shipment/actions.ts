import type { Checked } from '../steps/checks.js';
import type { Action } from '../steps/handle-actions.js';
import { resolveAction } from '../steps/resolve.js';
import { checkCancel, checkResolve, checkTrackingEvent } from './messages.js';
import type { ShipmentAction } from './reducer.js';

const means = <Input>(
  check: (payload: unknown) => Checked<Input>,
  toAction: (input: Input) => ShipmentAction,
): Action<Input, ShipmentAction> => ({ check, toAction });

/** Every operator's action: updates, signals and tests read their payloads here. */
export const actions = {
  trackingEvent: means(checkTrackingEvent, (input) => {
    const { requestId, actor, reason, trackingId, ...event } = input;
    return { action: 'trackingEvent', event, ...(trackingId === undefined ? {} : { trackingId }), origin: input };
  }),
  cancel: means(checkCancel, (origin) => ({ action: 'cancel', origin })),
  resolve: means(checkResolve, resolveAction),
};
