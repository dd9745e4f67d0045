import { payResultOf } from '../amazon-pay/pay-reply.js';
import type { LedgerRecord, WriteKey } from '../ledger/ledger.js';
import { isSameWrite, sendsOf } from '../ledger/sends.js';
import type { Send } from '../ledger/sends.js';

/**
 * One numbered send of a delivery notice, as its records add up.
 *
 * A send whose outcome is unknown is sent again under its own number: the same body, and the same idempotency key.
 */
export interface NoticeSend extends Pick<
  Send,
  'number' | 'openedAt' | 'sendableUntil' | 'subject' | 'body' | 'requestIds'
> {
  /** `assumed`: refused as a number that is used up, after a lost answer. `open`: its outcome is not known. */
  status: 'open' | 'accepted' | 'assumed' | 'refused' | 'not-sent' | 'dry-run';
  /** An answer of it was lost at this instant, epoch ms: whatever was refused since, Amazon Pay may have taken it. */
  lostAt?: number;
  /** Of a refusal. */
  codes: string[];
  /** It was refused for merchant, key or signature, not for what it says. */
  isNotPermitted: boolean;
  /** It was refused for its tracking number or carrier, as the second use of a number is. */
  blamesTracking: boolean;
}

/**
 * The sends of a notice, in the order of their numbers.
 *
 * Once Amazon Pay has accepted one it stays accepted, whatever a late repetition was told.
 */
export const noticeSendsOf = (records: readonly LedgerRecord[], key: WriteKey): NoticeSend[] =>
  sendsOf(records, key).map((send) => {
    const own = records.filter((record) => isSameWrite(record.key, key) && record.send === send.number);
    const { number, openedAt, sendableUntil, subject, body, requestIds, lostAt } = send;
    return {
      number,
      openedAt,
      sendableUntil,
      subject,
      body,
      requestIds,
      status: statusOf(send, own),
      ...(lostAt === undefined ? {} : { lostAt }),
      ...refusalIn(own),
    };
  });

function statusOf({ status, proven }: Send, own: readonly LedgerRecord[]): NoticeSend['status'] {
  if (own.some((record) => record.type === 'verdict' && record.verdict.kind === 'accepted')) return 'accepted';
  if (proven !== undefined) return 'assumed';
  // Nobody writes these two for a notice; as long as nobody knows better, it may have been taken.
  return status === 'disproved' || status === 'overruled' ? 'open' : status;
}

/** What the last refusal says; Amazon Pay's own words are read here, and go no further. */
function refusalIn(own: readonly LedgerRecord[]): Pick<NoticeSend, 'codes' | 'isNotPermitted' | 'blamesTracking'> {
  const none = { codes: [], isNotPermitted: false, blamesTracking: false };
  const last = own.findLast((record) => record.type === 'verdict');
  if (last?.type !== 'verdict' || last.verdict.kind !== 'refused') return none;
  const { failure, status, codes } = last.verdict;
  const reply = payResultOf({ kind: 'answered', status, headers: {}, body: Buffer.from(last.errors ?? '[]') });
  return {
    codes,
    isNotPermitted: failure === 'NotPermitted',
    blamesTracking: reply.kind === 'refused' && reply.blamesTracking,
  };
}
