import type { Checked } from '../steps/checks.js';
import { checkCancel, checkResolve, checkTrackingEvent } from './messages.js';
import type { ShipmentAction } from './reducer.js';

/** A message: how it is checked, and what it means to the reducer. */
export interface Action<I> {
  check: (payload: unknown) => Checked<I>;
  toAction: (payload: I) => ShipmentAction;
}

const means = <I>(check: Action<I>['check'], toAction: Action<I>['toAction']): Action<I> => ({ check, toAction });

/** Every operator's action: updates, signals and tests read their payloads here. */
export const actions = {
  trackingEvent: means(checkTrackingEvent, (input) => {
    const { requestId, actor, reason, trackingId, ...event } = input;
    return { action: 'trackingEvent', event, ...(trackingId === undefined ? {} : { trackingId }), origin: input };
  }),
  cancel: means(checkCancel, (origin) => ({ action: 'cancel', origin })),
  resolve: means(checkResolve, (input) => {
    const { attentionId, match, requestId, actor, reason, ...resolution } = input;
    const target = match === undefined ? { attentionId: attentionId ?? '' } : { match };
    return { action: 'resolve', target, resolution, origin: input };
  }),
};
