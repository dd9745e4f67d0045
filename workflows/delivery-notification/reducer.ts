import { dropItems, itemFor, resolveItem } from '../steps/attention.js';
import type { AttentionItem } from '../steps/attention.js';
import { auditEntry, isDone, originOf, recorded } from '../steps/audit.js';
import { askedToCancel } from '../steps/cancel-request.js';
import type { CancelRequest } from '../steps/cancel-request.js';
import { answerTo } from '../steps/resolve.js';
import type { Answer, ResolveAction } from '../steps/resolve.js';
import { checkCorrection } from './notice.js';
import { enter, isNoticeEnd } from './state.js';
import type { DeliveryNotificationState } from './state.js';

/** What a person or the Temporal UI may ask of a delivery notice, already checked in form. */
export type NoticeAction = ResolveAction | CancelRequest;

export type Reduced = { state: DeliveryNotificationState } | { refusal: string };

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
  if (isDone(notice, origin.requestId)) return { state: notice };
  if (isNoticeEnd(notice.state)) return { refusal: `The notice has ended: ${notice.state}.` };
  const at = new Date(now).toISOString();
  const entry = auditEntry(event.action, origin, at);
  return event.action === 'resolve'
    ? recorded(notice, resolve(notice, event, { ...origin, at }), { ...entry, said: answerTo(event) })
    : recorded(notice, askedToCancel(notice, at), entry);
}

/** No step asks this anew when a run continues as new: it has to travel with the state. */
export const isRaisedByEvent = ({ reason }: AttentionItem): boolean => reason === 'CancelRequested';

function resolve(
  notice: DeliveryNotificationState,
  { target, resolution }: ResolveAction,
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
function answerFault(item: AttentionItem, { answer, data, reference }: Answer): string | undefined {
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
