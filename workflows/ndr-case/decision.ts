import { checked, instant, object, text } from '../steps/checks.js';
import type { Checked } from '../steps/checks.js';
import type { NdrAnswer } from './suggestion.js';

/** What is to be told to Amazon about an attempt. Address notes are in the document store. */
export type NdrDecision = (
  | { answer: 'reattempt'; addressNotesDocumentId: string }
  | { answer: 'reschedule'; rescheduleDate: string }
  | { answer: 'rto' }
) & {
  /** `rule`, `address-hook`, or the person. */
  actor: string;
  /** ISO 8601. */
  decidedAt: string;
  /** A person decided it, knowing that the due date was past. */
  isPastDue: boolean;
};

const reattemptData = object({
  addressNotesDocumentId: text({ max: 100, pattern: /^[A-Za-z0-9_-]+$/, says: 'must be the id of a stored document' }),
});

const rescheduleData = object({ rescheduleDate: instant });

/** What an answer says to Amazon, from the data of the person's answer. */
export function checkAnswer(
  answer: NdrAnswer,
  data: Record<string, unknown> | undefined,
): Checked<
  | { answer: 'reattempt'; addressNotesDocumentId: string }
  | { answer: 'reschedule'; rescheduleDate: string }
  | { answer: 'rto' }
> {
  switch (answer) {
    case 'reattempt': {
      const read = checked(reattemptData, data ?? {});
      return 'faults' in read ? read : { value: { answer, ...read.value } };
    }
    case 'reschedule': {
      const read = checked(rescheduleData, data ?? {});
      return 'faults' in read ? read : { value: { answer, ...read.value } };
    }
    case 'rto':
      return data === undefined || Object.keys(data).length === 0
        ? { value: { answer } }
        : { faults: ['rto takes no data'] };
  }
}
