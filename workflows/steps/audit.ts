/** Who caused an operator's action. Personal data is not welcome here: a user name or a system's name. */
export interface ActionOrigin {
  /** Makes a repeated request recognisable; the update id when absent. */
  requestId?: string;
  /** Default `unknown`. */
  actor?: string;
  reason?: string;
}

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
