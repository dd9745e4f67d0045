import type { DeliveryNotice, PayEnvironment } from './notice.js';

export interface SendNoticeInput {
  /** Name in the configuration; its dry run holds for its notices. */
  account: string;
  environment: PayEnvironment;
  notice: DeliveryNotice;
  /** When people are asked, epoch ms: calls nearest to theirs go first. */
  deadline: number;
  /** Who caused it. No personal data beyond a user name. */
  actor: string;
  /** Set by a person's `retry`: another send is allowed after this one, if it was refused. */
  overrule?: { send: number; actor: string; requestId: string };
}

/**
 * What became of a notice.
 *
 * `assumed`: an answer was lost, and the repetition was refused as the second use of a tracking number is. `recorded`:
 * put on record in a dry run, and not sent.
 */
export interface SendNoticeResult {
  outcome: 'accepted' | 'assumed' | 'recorded';
  /** Amazon Pay's, as it was sent. */
  carrierCode: string;
  requestIds: string[];
  /** When it was sent for the first time, ISO 8601; absent in a dry run. */
  sentAt?: string;
}

/** The step of a delivery notice that touches the outside world; `activities/` implements it. */
export interface DeliveryNotificationActivities {
  sendNotice(input: SendNoticeInput): Promise<SendNoticeResult>;
}
