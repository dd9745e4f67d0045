import type { NdrParcel } from '../../workflows/ndr-case/activities.js';
import type { NdrAnswer } from '../../workflows/ndr-case/suggestion.js';
import type { LedgerRecord, ReceivedRecord, WriteKey } from '../ledger/ledger.js';
import { isSameWrite, sendsOf } from '../ledger/sends.js';
import type { Send } from '../ledger/sends.js';

const FEEDBACK = 'submitNdrFeedback';
/** Nothing is sent under this name: it holds what Amazon has pushed. */
const REPORT = 'ndrReport';

/** Where everything about a parcel is. No account of the configuration can have a slash in its name. */
export const placeOf = ({ account, shippingPartyAccountId, trackingId }: NdrParcel) => ({
  account: `ndr/${account}`,
  businessId: `${shippingPartyAccountId}/${trackingId}`,
});

/** The ledger's key of the answer to an attempt: one for each. */
export const feedbackKey = (parcel: NdrParcel, attempt: number): WriteKey => ({
  ...placeOf(parcel),
  operation: FEEDBACK,
  occurrence: attempt,
});

/** The ledger's key of the reports about an attempt. */
export const reportKey = (parcel: NdrParcel, attempt: number): WriteKey => ({
  ...placeOf(parcel),
  operation: REPORT,
  occurrence: attempt,
});

/** A report that is on record, and the attempt that it is about. */
export type RecordedReport = ReceivedRecord & { attempt: number };

export const reportsIn = (records: readonly LedgerRecord[]): RecordedReport[] =>
  records.flatMap((record) =>
    record.type === 'received' && record.key.operation === REPORT
      ? [{ ...record, attempt: record.key.occurrence }]
      : [],
  );

/** One numbered send of an answer. */
export interface FeedbackSend extends Send {
  answer: NdrAnswer;
  attempt: number;
  /** Of a refusal. */
  codes: string[];
  /** It was refused because the attempt is answered already, from wherever. */
  isHandled: boolean;
}

/** All answers that were sent about a parcel, attempt by attempt. */
export function feedbackIn(records: readonly LedgerRecord[]): FeedbackSend[] {
  const keys = records
    .map(({ key }) => key)
    .filter(({ operation }) => operation === FEEDBACK)
    .filter((key, index, all) => all.findIndex((other) => isSameWrite(key, other)) === index);
  return keys.flatMap((key) =>
    sendsOf(records, key).map((send) => ({
      ...send,
      attempt: key.occurrence,
      answer: answerOf(send.body),
      codes: send.verdict?.kind === 'refused' ? send.verdict.codes : [],
      isHandled: records.some(
        (record) => isSameWrite(record.key, key) && record.send === send.number && saysHandled(record),
      ),
    })),
  );
}

const answers: Record<string, NdrAnswer> = { REATTEMPT: 'reattempt', RESCHEDULE: 'reschedule', RTO: 'rto' };

/** Amazon's name of an answer. */
export const ndrActions = { reattempt: 'REATTEMPT', reschedule: 'RESCHEDULE', rto: 'RTO' } as const satisfies Record<
  NdrAnswer,
  string
>;

function answerOf(body: string): NdrAnswer {
  const { ndrAction } = JSON.parse(body) as { ndrAction: string };
  const answer = answers[ndrAction];
  if (answer === undefined) throw new TypeError('The ledger holds an answer that nobody sends.');
  return answer;
}

/**
 * Whether a refusal says that the attempt is answered already: in the portal, or by the list.
 *
 * No code is documented for it. Amazon's own words are read here, and go no further.
 */
function saysHandled(record: LedgerRecord): boolean {
  if (record.type !== 'verdict' || record.verdict.kind !== 'refused' || record.verdict.failure !== 'Rejected')
    return false;
  const { status, codes } = record.verdict;
  return (
    status === 409 ||
    /\balready\b|AlreadySubmitted|AlreadyProcessed|duplicate/i.test(`${codes.join(' ')} ${record.errors ?? ''}`)
  );
}

/** Amazon has it, or may have it. */
export const mayHaveIt = ({ status, isHandled }: FeedbackSend): boolean =>
  status === 'accepted' || status === 'open' || isHandled;
