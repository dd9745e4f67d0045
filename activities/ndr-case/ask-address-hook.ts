import type { AskAddressHookInput, AskAddressHookResult } from '../../workflows/ndr-case/activities.js';
import { isLastAttempt, StepNotDone } from '../attempt.js';
import type { Attempt } from '../attempt.js';
import type { PollPlan } from '../polling.js';
import type { AddressQuestion } from './address-hook.js';
import type { NdrDependencies } from './dependencies.js';

/**
 * Asks the shipper's own system for address notes and stores them, before anything of them is told.
 *
 * @throws StepNotDone `Unavailable` while there is no answer: it is asked again.
 */
export async function askForNotes(
  input: AskAddressHookInput,
  { addressHook, documents, clock }: Pick<NdrDependencies, 'addressHook' | 'documents' | 'clock'>,
  attempt: Attempt,
): Promise<AskAddressHookResult> {
  if (addressHook === undefined) return { because: 'A rule wants the address hook, and none is configured.' };
  const reply = await addressHook.ask(questionOf(input), attempt.endsAt - clock());
  switch (reply.kind) {
    case 'notes': {
      const { documentId } = await documents.put(Buffer.from(reply.notes), 'text/plain');
      return { addressNotesDocumentId: documentId };
    }
    case 'ask':
      return { because: reply.because };
    case 'failed':
      if (isLastAttempt(attempt.budgetEndsAt - clock())) {
        return { because: `The address hook has not answered in time: ${reply.because}.` };
      }
      throw new StepNotDone('Unavailable', `The address hook has not answered: ${reply.because}. It is asked again.`, {
        retryAfterMs: pauseMs(addressHook.retry, attempt.number),
      });
  }
}

/** The pause after an attempt, ms; `attemptNumber` is 1 for the first. */
const pauseMs = ({ firstMs, factor, maxMs }: PollPlan, attemptNumber: number): number =>
  Math.min(firstMs * factor ** (attemptNumber - 1), maxMs);

const questionOf = ({
  account,
  shippingPartyAccountId,
  trackingId,
  attempt,
  report: { referenceId, shipmentStatus, reasonCode, dueAt },
}: AskAddressHookInput): AddressQuestion => ({
  account,
  shippingPartyAccountId,
  trackingId,
  ...(referenceId === undefined ? {} : { referenceId }),
  attempt,
  shipmentStatus,
  reasonCode,
  ...(dueAt === undefined ? {} : { dueAt }),
});
