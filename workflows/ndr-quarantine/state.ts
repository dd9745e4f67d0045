import { emptyDesk, itemFor, raise } from '../steps/attention.js';
import type { AttentionDesk } from '../steps/attention.js';
import { auditEntry, isDone, originOf, recorded } from '../steps/audit.js';
import type { AuditEntry } from '../steps/audit.js';
import type { SettleInput } from './messages.js';

/** A push in quarantine: plain JSON, nothing of the push itself. Answer of the `view` query. */
export interface QuarantineState {
  account: string;
  documentId: string;
  fault: string;
  /** ISO 8601. */
  receivedAt: string;
  /** Search attribute `FulfillmentState`. */
  state: 'QUARANTINED' | 'NOTED' | 'TAKEN_IN' | 'CLOSED_BY_PERSON';
  attention: AttentionDesk;
  told: string[];
  audit: AuditEntry[];
}

export const initialQuarantine = ({
  account,
  documentId,
  fault,
  receivedAt,
}: Pick<QuarantineState, 'account' | 'documentId' | 'fault' | 'receivedAt'>): QuarantineState => ({
  account,
  documentId,
  fault,
  receivedAt,
  state: 'QUARANTINED',
  attention: raise(emptyDesk, {
    step: 'quarantine',
    reason: 'NdrQuarantined',
    message: `${fault}.`,
    raisedAt: receivedAt,
    details: {},
  }).desk,
  told: [],
  audit: [],
});

const ends = { noted: 'NOTED', 'taken-in': 'TAKEN_IN', abort: 'CLOSED_BY_PERSON' } as const;

/** Applies a person's answer: pure. The same request again is done already. @param now epoch ms. */
export function settle(
  push: QuarantineState,
  input: SettleInput,
  now: number,
  fallbackId: string,
): { state: QuarantineState } | { refusal: string } {
  const origin = originOf(input, fallbackId);
  if (isDone(push, origin.requestId)) return { state: push };
  const found = itemFor(push.attention, input, input.answer);
  if ('refusal' in found) return found;
  const settled: QuarantineState = {
    ...push,
    state: ends[input.answer],
    attention: { ...push.attention, items: [] },
  };
  const entry = auditEntry('resolve', origin, new Date(now).toISOString());
  return recorded(push, { state: settled }, { ...entry, said: input.answer });
}
