import type { Checked } from '../steps/checks.js';
import {
  checkCancel,
  checkCancelledByAmazon,
  checkCarrierEvent,
  checkDepart,
  checkFloorDenial,
  checkHold,
  checkPack,
  checkReject,
  checkRelabel,
  checkRelease,
  checkResolve,
} from './messages.js';
import type { AcknowledgementCode } from './order.js';
import type { OrderAction } from './reducer.js';

/** A message: how it is checked, and what it means to the reducer. */
export interface Action<I> {
  check: (payload: unknown) => Checked<I>;
  toAction: (payload: I) => OrderAction;
}

const means = <I>(check: Action<I>['check'], toAction: Action<I>['toAction']): Action<I> => ({ check, toAction });

/** Every operator's action: updates, signals and tests read their payloads here. */
export const actions = {
  depart: means(checkDepart, (input) => {
    const { requestId, actor, reason, ...departure } = input;
    return { action: 'depart', departure, origin: input };
  }),
  reject: means(checkReject, (input) => ({ action: 'reject', code: codeOf(input), origin: input })),
  cancel: means(checkCancel, (input) => {
    const { code, ...rest } = input;
    return { action: 'cancel', ...(code === undefined ? {} : { code: codeOf({ code, ...rest }) }), origin: input };
  }),
  floorDenial: means(checkFloorDenial, (origin) => ({ action: 'floorDenial', origin })),
  pack: means(checkPack, (input) => ({ action: 'pack', containers: input.containers, origin: input })),
  hold: means(checkHold, (origin) => ({ action: 'hold', origin })),
  release: means(checkRelease, ({ shipDay, ...origin }) => ({
    action: 'release',
    ...(shipDay === undefined ? {} : { shipDay }),
    origin,
  })),
  carrierEvent: means(checkCarrierEvent, (input) => {
    const { requestId, actor, reason, ...event } = input;
    return { action: 'carrierEvent', event, origin: input };
  }),
  relabel: means(checkRelabel, (input) => {
    const { containers, isDestroyed = false } = input;
    return { action: 'relabel', ...(containers === undefined ? {} : { containers }), isDestroyed, origin: input };
  }),
  cancelledByAmazon: means(checkCancelledByAmazon, ({ seenAt }) => ({
    action: 'cancelledByAmazon',
    seenAt,
    origin: { actor: 'sweep' },
  })),
  resolve: means(checkResolve, (input) => {
    const { attentionId, match, requestId, actor, reason, ...resolution } = input;
    const target = match === undefined ? { attentionId: attentionId ?? '' } : { match };
    return { action: 'resolve', target, resolution, origin: input };
  }),
};

const codeOf = ({ code, description }: { code: string; description?: string }): AcknowledgementCode =>
  description === undefined ? { code } : { code, description };
