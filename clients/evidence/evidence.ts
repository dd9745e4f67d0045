import type { LedgerRecord, Verdict, WriteKey } from '../../activities/ledger/ledger.js';
import { meaningOf } from '../../activities/ledger/meaning.js';
import { isSameWrite, sendsOf } from '../../activities/ledger/sends.js';
import type { Send } from '../../activities/ledger/sends.js';
import type { OrderName } from '../purchase-orders.js';
import { evidencedDeadlines } from './deadlines.js';
import type { EvidencedDeadline } from './deadlines.js';

/** Everything that was sent to Amazon for an order, as the ledger has it: the document of `orders evidence --json`. */
export interface Evidence extends OrderName {
  /** Oldest first. */
  sends: EvidencedSend[];
  deadlines: EvidencedDeadline[];
}

/** One send. Instants are ISO 8601, UTC. */
export interface EvidencedSend {
  /** Amazon's name of it. */
  operation: string;
  /** 1, and one more for every deliberate second of the same thing. */
  occurrence: number;
  /** 1, and one more for every time that the same thing had to be sent. */
  number: number;
  /** What it said, in words. */
  meaning: string;
  outcome: Outcome;
  /** Right before it left; in a dry run, when it was recorded. */
  sentAt: string;
  /** Who caused it: `policy`, or somebody's name. */
  by: string;
  answer: { says: string; at: string } | null;
  transactionIds: string[];
  requestIds: string[];
  /** Amazon's error codes. */
  codes: string[];
  /** What showed that Amazon has it: its transaction, or the order or label itself. */
  proof: { by: 'transaction' | 'evidence'; at: string } | null;
  /** What showed that it had no effect. */
  disproof: { by: 'transaction' | 'no-evidence'; at: string } | null;
  /** Who allowed another one after it. */
  overruled: { by: string; at: string; requestId: string } | null;
  /** Only when asked for: what was sent, byte for byte as JSON, and Amazon's errors verbatim. */
  content?: SendContent;
}

/** May hold personal data: a status update has an address. */
export interface SendContent {
  body: string;
  errors: string[];
}

/** `unknown`: no answer, and neither proven nor disproved yet. */
export type Outcome =
  'proven' | 'accepted' | 'unknown' | 'refused' | 'not-sent' | 'without-effect' | 'overruled' | 'dry-run';

export interface EvidenceOptions {
  /** With bodies and Amazon's errors. */
  isWithContent?: boolean;
  /** Amazon's `orderDate`, ISO 8601, where Temporal still knows it: the ledger does not. */
  orderDate?: string | undefined;
}

/** Puts the records of one order together. */
export function evidenceOf(
  name: OrderName,
  records: readonly LedgerRecord[],
  { isWithContent = false, orderDate }: EvidenceOptions = {},
): Evidence {
  const sends = keysOf(records)
    .flatMap((key) => sendsOf(records, key).map((send) => ({ key, send })))
    .toSorted((a, b) => a.send.openedAt - b.send.openedAt);
  return {
    ...name,
    sends: sends.map(({ key, send }) => evidenced(key, send, recordsOfSend(records, key, send), isWithContent)),
    deadlines: evidencedDeadlines(sends, orderDate),
  };
}

const keysOf = (records: readonly LedgerRecord[]): WriteKey[] =>
  records
    .map(({ key }) => key)
    .filter((key, index, all) => all.findIndex((other) => isSameWrite(key, other)) === index);

const recordsOfSend = (records: readonly LedgerRecord[], key: WriteKey, { number }: Send): LedgerRecord[] =>
  records.filter((record) => record.send === number && isSameWrite(record.key, key));

function evidenced(key: WriteKey, send: Send, records: LedgerRecord[], isWithContent: boolean): EvidencedSend {
  const { verdict, proven, disproved, overruled } = send;
  return {
    operation: key.operation,
    occurrence: key.occurrence,
    number: send.number,
    meaning: meaningOf(key.operation, send.body, send.purchase),
    outcome: outcomeOf(send),
    sentAt: timestamp(send.openedAt),
    by: send.actor,
    answer: answerOf(records),
    transactionIds: send.transactionIds,
    requestIds: send.requestIds,
    codes: [...(verdict?.kind === 'refused' ? verdict.codes : []), ...(disproved?.codes ?? [])],
    proof: proven === undefined ? null : { by: proven.by, at: timestamp(proven.at) },
    disproof: disproved === undefined ? null : { by: disproved.by, at: timestamp(disproved.at) },
    overruled:
      overruled === undefined
        ? null
        : { by: overruled.actor, at: timestamp(overruled.at), requestId: overruled.requestId },
    ...(isWithContent ? { content: { body: send.body, errors: errorsOf(records) } } : {}),
  };
}

function outcomeOf({ status, proven }: Send): Outcome {
  if (status === 'accepted') return proven === undefined ? 'accepted' : 'proven';
  if (status === 'open') return 'unknown';
  return status === 'disproved' ? 'without-effect' : status;
}

/** What came back of the POST: a verdict wins over its loss, the last of several counts. */
function answerOf(records: readonly LedgerRecord[]): EvidencedSend['answer'] {
  const last =
    records.findLast((record) => record.type === 'verdict') ?? records.findLast((record) => record.type === 'lost');
  if (last === undefined) return null;
  const at = timestamp(last.at);
  if (last.type === 'lost') return { says: `no answer: ${last.reason}`, at };
  const { verdict } = last;
  switch (verdict.kind) {
    case 'accepted':
      return { says: takenText(verdict), at };
    case 'refused':
      return { says: `refused by Amazon (HTTP ${verdict.status})`, at };
    case 'not-sent':
      return { says: `not sent: ${verdict.reason}`, at };
    case 'dry-run':
      return null;
  }
}

/** What only is taken, a transaction decides; a shipment was bought with the answer. */
function takenText({ transactionId, shipment }: Extract<Verdict, { kind: 'accepted' }>): string {
  if (transactionId !== undefined) return 'taken by Amazon (HTTP 202)';
  if (shipment === undefined) return 'accepted by Amazon';
  const { shipmentId, trackingId } = shipment;
  return `bought: shipment ${shipmentId}${trackingId === undefined ? '' : `, tracking ${trackingId}`}`;
}

const errorsOf = (records: readonly LedgerRecord[]): string[] =>
  records.flatMap((record) => ('errors' in record ? [record.errors] : []));

const timestamp = (ms: number): string => new Date(ms).toISOString();
