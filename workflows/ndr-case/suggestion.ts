import type { NdrReport } from './report.js';

/** What Amazon recommends about a reason, for people. */
export interface Suggestion {
  answers: readonly NdrAnswer[];
  says: string;
}

/** What a shipper can answer a report with; Amazon calls them REATTEMPT, RESCHEDULE and RTO. */
export type NdrAnswer = 'reattempt' | 'reschedule' | 'rto';

export const ndrAnswers = ['reattempt', 'reschedule', 'rto'] as const satisfies readonly NdrAnswer[];

/**
 * Amazon's recommendation; `undefined` for the reasons that have none. Source: guide on push notifications, FAQ 7.
 *
 * For a customer that cannot be reached the guide recommends a telephone number in the notes, and forbids it two answers
 * before: only address details are sent.
 */
export function suggestionFor({
  reasonCode,
  shipmentStatus,
}: Pick<NdrReport, 'reasonCode' | 'shipmentStatus'>): Suggestion | undefined {
  switch (reasonCode) {
    case 'Address not found':
      return { answers: ['reattempt'], says: 'reattempt with address notes' };
    case 'Unable to contact customer':
      return {
        answers: ['reattempt'],
        says: 'reattempt with address notes (a telephone number is not allowed in them)',
      };
    case 'Customer unavailable':
    case 'Payment not ready':
      return { answers: ['reschedule'], says: 'reschedule to a day that suits the customer' };
    case 'Not required':
      return shipmentStatus === 'Rejected'
        ? { answers: ['rto', 'reschedule', 'reattempt'], says: 'ask the customer, then rto, reschedule or reattempt' }
        : undefined;
    default:
      return undefined;
  }
}
