/**
 * Something that people outside are told about, once.
 *
 * It travels from the workflow to `NOTIFY_URL`: our own text, ids and codes, never personal data.
 */
export interface Notice {
  /** Unique for ever, so that a receiver recognises a repetition: `{workflowId}#{what} {instant}@{run}`. */
  id: string;
  type: NoticeType;
  account: string;
  workflowId: string;
  /** The purchase order number; the account's name where it is about the account. */
  businessId: string;
  warehouse?: string;
  /** Kind of failure of an item, name of a deadline or of an incident: what a digest is made of. */
  reason: string;
  /** What happened, in general and in this case. */
  happened: string;
  /** What to do about it. */
  nextStep: string;
  /** Of an item. */
  attentionId?: string;
  /** What an item takes as an answer. */
  answers?: readonly string[];
  /** ISO 8601: when it came up. */
  at: string;
  /** The business deadline behind it, ISO 8601. */
  dueAt?: string;
}

/** `attention.reminder` comes when half, and when nine tenths, of the time until the deadline are gone. */
export type NoticeType =
  | 'attention.raised'
  | 'attention.reminder'
  | 'deadline.warning'
  | 'deadline.breach'
  | 'incident.opened'
  | 'incident.closed'
  | 'pickup.missed';

export interface NotifyInput {
  notices: Notice[];
}

/** The step that hands notices over. Resolves when they are durable, long before anybody has received them. */
export interface NoticeActivities {
  notify(input: NotifyInput): Promise<void>;
}
