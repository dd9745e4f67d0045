import { emptyDesk } from '../steps/attention.js';
import type { AttentionDesk } from '../steps/attention.js';
import type { AuditEntry } from '../steps/audit.js';
import type { DeliveryNotice, PayEnvironment } from './notice.js';

/** Where a delivery notice can go from each state. Search attribute `FulfillmentState`. */
export const nextNoticeStates = {
  SENDING: ['ACCEPTED', 'ASSUMED_ACCEPTED', 'RECORDED', 'DONE_ELSEWHERE', 'CLOSED_BY_PERSON'],
  /** Amazon Pay has it. */
  ACCEPTED: [],
  /** Its answer was lost, and it refuses the repetition as it refuses a number that is used up. */
  ASSUMED_ACCEPTED: [],
  /** In dry run: put on record, not sent. */
  RECORDED: [],
  DONE_ELSEWHERE: [],
  CLOSED_BY_PERSON: [],
} as const satisfies Record<string, readonly string[]>;

export type NoticeState = keyof typeof nextNoticeStates;

export const isNoticeEnd = (state: NoticeState): boolean => nextNoticeStates[state].length === 0;

/** A delivery notice as its workflow knows it: plain JSON, no personal data. Answer of the `view` query. */
export interface DeliveryNotificationState {
  account: string;
  environment: PayEnvironment;
  /** As it was asked for, with what people have corrected. */
  notice: DeliveryNotice;
  state: NoticeState;
  /** When it entered this state, ISO 8601; absent until the first change. */
  since?: string;
  /** Amazon Pay's code under which it was sent. */
  sentCarrierCode?: string;
  /** ISO 8601. */
  sentAt?: string;
  /** Amazon Pay's ids of the calls. */
  requestIds: string[];
  attention: AttentionDesk;
  /** Items that people were told about. */
  told: string[];
  audit: AuditEntry[];
}

export const initialNotice = (
  account: string,
  environment: PayEnvironment,
  notice: DeliveryNotice,
): DeliveryNotificationState => ({
  account,
  environment,
  notice,
  state: 'SENDING',
  requestIds: [],
  attention: emptyDesk,
  told: [],
  audit: [],
});

/** @param at ISO 8601. @throws RangeError for a change that the table does not have: a fault of ours. */
export function enter(notice: DeliveryNotificationState, next: NoticeState, at: string): DeliveryNotificationState {
  const allowed: readonly NoticeState[] = nextNoticeStates[notice.state];
  if (!allowed.includes(next)) throw new RangeError(`A notice that is ${notice.state} cannot become ${next}.`);
  // What was still asked ends with the notice.
  const attention = isNoticeEnd(next) ? { ...notice.attention, items: [] } : notice.attention;
  return { ...notice, state: next, since: at, attention };
}
