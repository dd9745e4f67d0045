import { optional, text } from './checks.js';

/** Who caused an operator's action. Personal data is not welcome here: a user name or a system's name. */
export interface ActionOrigin {
  /** Makes a repeated request recognisable; the update id when absent. */
  requestId?: string;
  /** Default `unknown`. */
  actor?: string;
  reason?: string;
}

/** The fields of an origin, in a message that is one. */
export const originFields = {
  requestId: optional(text({ max: 200 })),
  actor: optional(text({ max: 100 })),
  reason: optional(text({ max: 500 })),
};

/** One line of the audit list. */
export interface AuditEntry {
  /** ISO 8601. */
  at: string;
  action: string;
  actor: string;
  requestId: string;
  reason?: string;
  /** The answer of a `resolve`, and what it answered. */
  said?: string;
  /** Why the action was refused; absent when it was done. */
  refused?: string;
}

const BRIEF_LENGTH = 1_000;

/**
 * A refusal's text, bounded: it may quote a payload of megabytes, and a half character from it would make the failure
 * unreadable for the server.
 */
export const brief = (text: string): string =>
  (text.length <= BRIEF_LENGTH ? text : `${text.slice(0, BRIEF_LENGTH)} …`).replace(/\p{Cs}/gu, '\ufffd');

/** The audit list keeps the newest entries only: state travels in continue-as-new. */
export const AUDIT_LIMIT = 100;

export const withAudit = (audit: readonly AuditEntry[], entry: AuditEntry): AuditEntry[] =>
  [...audit, entry].slice(-AUDIT_LIMIT);

/** An origin with its defaults; `fallbackId` is the update id, or a constructed one for signals. */
export const originOf = (
  origin: ActionOrigin,
  fallbackId: string,
): Required<Pick<ActionOrigin, 'requestId' | 'actor'>> & ActionOrigin => ({
  ...origin,
  requestId: origin.requestId ?? fallbackId,
  actor: origin.actor ?? 'unknown',
});

/** The line of an action. @param at ISO 8601. */
export const auditEntry = (
  action: string,
  { actor, requestId, reason }: Pick<AuditEntry, 'actor' | 'requestId' | 'reason'>,
  at: string,
): AuditEntry => ({ at, action, actor, requestId, ...(reason === undefined ? {} : { reason }) });

interface Audited {
  audit: AuditEntry[];
}

/** Whether a request was done already: one that was refused may come again. */
export const isDone = ({ audit }: Audited, requestId: string): boolean =>
  audit.some((entry) => entry.requestId === requestId && entry.refused === undefined);

/** What has become of an action, with its line in the audit list. What was refused, or changes nothing, has none. */
export const recorded = <State extends Audited>(
  before: State,
  reduced: { state: State } | { refusal: string },
  entry: AuditEntry,
): { state: State } | { refusal: string } =>
  'refusal' in reduced || reduced.state === before
    ? reduced
    : { state: { ...reduced.state, audit: withAudit(before.audit, entry) } };

/** The line of an action that was refused: signals leave it, because nobody waits for their answer. */
export const withRefusal = <State extends Audited>(
  state: State,
  {
    action,
    origin,
    refused,
    now,
    fallbackId,
  }: { action: string; origin: ActionOrigin; refused: string; now: number; fallbackId: string },
): State => ({
  ...state,
  audit: withAudit(state.audit, {
    ...auditEntry(action, originOf(origin, fallbackId), new Date(now).toISOString()),
    refused: brief(refused),
  }),
});
