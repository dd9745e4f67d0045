import { dropItems, itemFor, raise, resolveItem } from '../steps/attention.js';
import type { AttentionItem, Resolution, ResolveTarget } from '../steps/attention.js';
import { brief, originOf, withAudit } from '../steps/audit.js';
import type { ActionOrigin, AuditEntry } from '../steps/audit.js';
import { checkCorrection } from './notice.js';
import type { ResolveNoticeInput } from './messages.js';
import { enter, isNoticeEnd } from './state.js';
import type { DeliveryNotificationState } from './state.js';

/** What a person or the Temporal UI may ask of a delivery notice, already checked in form. */
export type NoticeAction = (
  | { action: 'resolve'; target: ResolveTarget; resolution: Pick<Resolution, 'answer' | 'data' | 'reference'> }
  | { action: 'cancel-request' }
) & { origin: ActionOrigin };

export type Reduced = { state: DeliveryNotificationState } | { refusal: string };

/** What an answer means to the reducer. */
export function resolveAction(input: ResolveNoticeInput): NoticeAction {
  const { attentionId, match, requestId, actor, reason, ...resolution } = input;
  const target = match === undefined ? { attentionId: attentionId ?? '' } : { match };
  return { action: 'resolve', target, resolution, origin: input };
}

/**
 * Applies a person's action: pure, so that validator, signal handler and tests share it.
 *
 * 1. A refused action changes nothing.
 * 2. The same request (by `requestId`) again is done already and not refused.
 * 3. Whatever is done is in the audit list.
 *
 * @param now epoch ms.
 */
export function reduce(
  notice: DeliveryNotificationState,
  event: NoticeAction,
  now: number,
  fallbackId: string,
): Reduced {
  const origin = originOf(event.origin, fallbackId);
  if (notice.audit.some(({ requestId, refused }) => requestId === origin.requestId && refused === undefined)) {
    return { state: notice };
  }
  if (isNoticeEnd(notice.state)) return { refusal: `The notice has ended: ${notice.state}.` };
  const at = new Date(now).toISOString();
  const reduced = event.action === 'resolve' ? resolve(notice, event, { ...origin, at }) : cancelRequested(notice, at);
  if ('refusal' in reduced || reduced.state === notice) return reduced;
  const said =
    event.action === 'resolve'
      ? { said: `${event.resolution.answer} to ${event.target.attentionId ?? event.target.match?.reason ?? ''}` }
      : {};
  return { state: { ...reduced.state, audit: withAudit(notice.audit, { ...entryOf(event, origin, at), ...said }) } };
}

/** The audit entry of an action that was refused: signals record it, because nobody waits for their answer. */
export const withRefusal = (
  notice: DeliveryNotificationState,
  action: string,
  given: ActionOrigin,
  refused: string,
  now: number,
  fallbackId: string,
): DeliveryNotificationState => ({
  ...notice,
  audit: withAudit(notice.audit, {
    ...entryOf({ action, origin: given }, originOf(given, fallbackId), new Date(now).toISOString()),
    refused: brief(refused),
  }),
});

/** No step asks this anew when a run continues as new: it has to travel with the state. */
export const isRaisedByEvent = ({ reason }: AttentionItem): boolean => reason === 'CancelRequested';

function resolve(
  notice: DeliveryNotificationState,
  { target, resolution }: Extract<NoticeAction, { action: 'resolve' }>,
  { actor, requestId, at }: { actor: string; requestId: string; at: string },
): Reduced {
  const found = itemFor(notice.attention, target, resolution.answer);
  if ('refusal' in found) return found;
  const { item } = found;
  const fault = answerFault(item, resolution);
  if (fault !== undefined) return { refusal: fault };
  if (resolution.answer === 'abort') return { state: enter(notice, 'CLOSED_BY_PERSON', at) };
  if (isRaisedByEvent(item)) {
    return {
      state: {
        ...notice,
        attention: dropItems(notice.attention, ({ attentionId }) => attentionId === item.attentionId),
      },
    };
  }
  const answered = { ...resolution, actor, requestId, at };
  return { state: { ...notice, attention: resolveItem(notice.attention, item.attentionId, answered) } };
}

/** What is wrong with an answer, or `undefined` when it can be taken. */
function answerFault(
  item: AttentionItem,
  { answer, data, reference }: Pick<Resolution, 'answer' | 'data' | 'reference'>,
): string | undefined {
  if (answer === 'done-elsewhere' && reference === undefined) {
    return 'done-elsewhere needs a reference: where and how the buyer was told, or why nobody needs to be.';
  }
  if (data === undefined) return undefined;
  if (answer !== 'retry') return `${item.attentionId} takes no data with ${answer}.`;
  const read = checkCorrection(data);
  return 'faults' in read
    ? `data takes { "carrierCode"?, "chargePermissionId"? or "amazonOrderReferenceId"? }: ${read.faults.join('; ')}.`
    : undefined;
}

function cancelRequested(notice: DeliveryNotificationState, at: string): Reduced {
  if (notice.attention.items.some(isRaisedByEvent)) return { state: notice };
  const { desk } = raise(notice.attention, {
    step: 'cancel',
    reason: 'CancelRequested',
    message: 'A cancel request came from the Temporal UI or a client.',
    raisedAt: at,
    details: {},
  });
  return { state: { ...notice, attention: desk } };
}

const entryOf = (
  { action, origin }: { action: string; origin: ActionOrigin },
  { actor, requestId }: { actor: string; requestId: string },
  at: string,
): AuditEntry => ({
  at,
  action,
  actor,
  requestId,
  ...(origin.reason === undefined ? {} : { reason: origin.reason }),
});
