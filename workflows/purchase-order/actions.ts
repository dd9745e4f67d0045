import type { Checked } from '../steps/checks.js';
import type { Action } from '../steps/handle-actions.js';
import { resolveAction } from '../steps/resolve.js';
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

const means = <Input>(
  check: (payload: unknown) => Checked<Input>,
  toAction: (input: Input) => OrderAction,
): Action<Input, OrderAction> => ({ check, toAction });

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
  resolve: means(checkResolve, resolveAction),
};

const codeOf = ({ code, description }: { code: string; description?: string }): AcknowledgementCode =>
  description === undefined ? { code } : { code, description };
