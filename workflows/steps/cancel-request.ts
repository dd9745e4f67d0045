import { raise } from './attention.js';
import type { AttentionDesk } from './attention.js';
import type { ActionOrigin } from './audit.js';

/** A cancel request of the Temporal UI or of a client: one more event for the reducer. */
export interface CancelRequest {
  action: 'cancel-request';
  origin: ActionOrigin;
}

/** The cancel request of a run. */
export const cancelRequestOf = (runId: string): CancelRequest => ({
  action: 'cancel-request',
  origin: { actor: 'temporal', requestId: `cancel-${runId}` },
});

/**
 * Asks a person, once, what is meant by a cancel request.
 *
 * @param at ISO 8601.
 * @param hint what else the person may want to do.
 */
export function askedToCancel<State extends { attention: AttentionDesk }>(
  state: State,
  at: string,
  hint?: string,
): { state: State } {
  if (state.attention.items.some(({ reason }) => reason === 'CancelRequested')) return { state };
  const happened = 'A cancel request came from the Temporal UI or a client.';
  const { desk } = raise(state.attention, {
    step: 'cancel',
    reason: 'CancelRequested',
    message: hint === undefined ? happened : `${happened} ${hint}`,
    raisedAt: at,
    details: {},
  });
  return { state: { ...state, attention: desk } };
}
