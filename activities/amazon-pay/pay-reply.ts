import type { FailureKind } from '../../workflows/failures.js';
import { codesOf, openEnvelope } from '../amazon/envelope.js';
import type { Reply } from '../amazon/exchange.js';

/** What became of one notice. Amazon Pay's own words are in `errors` only: they belong into the encrypted ledger. */
export type PayResult =
  | { kind: 'accepted'; requestId?: string }
  | {
      kind: 'refused';
      /** `NotPermitted`: merchant, key or signature, not the notice. */
      failure: Extract<FailureKind, 'Rejected' | 'NotPermitted'>;
      status: number;
      codes: string[];
      /** It is about tracking number or carrier: after a lost reply, the first notice may have used the number up. */
      blamesTracking: boolean;
      requestId?: string;
      /** Amazon Pay's error verbatim, as JSON. */
      errors?: string;
    }
  /** It never reached Amazon Pay's processing. `retryAfterMs`: when trying again makes sense, ms from now. */
  | { kind: 'not-sent'; reason: string; retryAfterMs?: number; requestId?: string }
  /** Sent, and nobody knows what became of it: the same body under the same key may follow. */
  | { kind: 'lost'; reason: string; status?: number; requestId?: string }
  /** Another attempt owns the send; nothing was sent. */
  | { kind: 'taken' };

/** Without a hint of Amazon Pay's, a throttled notice goes again after this. */
const throttledMs = 1_000;

/** What a reply means. Statuses decide: one code stands for three different faults. */
export function payResultOf(reply: Reply): PayResult {
  if (reply.kind !== 'answered') return { kind: reply.kind, reason: reply.reason };
  const { status, headers, body } = reply;
  const ids = headers.requestId === undefined ? {} : { requestId: headers.requestId };
  const reason = `status ${status}`;
  const { readable, errors } = openEnvelope(body);
  if (status >= 200 && status <= 299) {
    // A gateway's page under 200, or an error under it.
    if (readable && errors.length === 0) return { kind: 'accepted', ...ids };
    return { kind: 'lost', reason: 'unexpected answer', status, ...ids };
  }
  // Refused before processing; 425 asks for the same later. Source: the Node SDK repeats both.
  if (status === 429 || status === 425) {
    return { kind: 'not-sent', reason, retryAfterMs: Math.max(throttledMs, headers.retryAfterMs ?? 0), ...ids };
  }
  if (status >= 500 || status === 408 || status < 400) return { kind: 'lost', reason, status, ...ids };
  const isPermission = status === 401 || status === 403;
  return {
    kind: 'refused',
    failure: isPermission ? 'NotPermitted' : 'Rejected',
    status,
    codes: codesOf(errors),
    blamesTracking: !isPermission && errors.some(({ message = '' }) => /tracking|carrier/i.test(message)),
    ...ids,
    ...(errors.length > 0 && { errors: JSON.stringify(errors) }),
  };
}
