import type { LedgerRecord, WriteKey } from '../../activities/ledger/ledger.js';
import { meaningOf } from '../../activities/ledger/meaning.js';
import { isSameWrite, sendsOf } from '../../activities/ledger/sends.js';
import type { Send } from '../../activities/ledger/sends.js';

/** Something that was sent to Amazon, or recorded in a dry run, without its content. */
export interface ReportedSend {
  operation: string;
  /** 1, and one more for every deliberate second of the same thing. */
  occurrence: number;
  number: number;
  /** What it said, in words. */
  meaning: string;
  /** ISO 8601. */
  at: string;
  actor: string;
  /** In the same call, this one included. */
  orders: number;
  /** `open`: unknown, until it is proven or disproved. `dry-run`: recorded, never sent. */
  status: Send['status'];
  transactionIds: string[];
  requestIds: string[];
  /** Amazon's error codes. */
  codes: string[];
  /** What showed that it had its effect, and when; ISO 8601. */
  proven: { by: string; at: string } | null;
  /** What showed that it had none. */
  disproved: { by: string; at: string } | null;
  /** Who allowed another send after it. */
  overruledBy: string | null;
}

/** Every send of an order, oldest first. */
export function reportedSends(records: readonly LedgerRecord[]): ReportedSend[] {
  const keys = records
    .map(({ key }) => key)
    .filter((key, index, all) => all.findIndex((other) => isSameWrite(key, other)) === index);
  return keys
    .flatMap((key) => sendsOf(records, key).map((send) => reportedSend(key, send)))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function reportedSend({ operation, occurrence }: WriteKey, send: Send): ReportedSend {
  const { verdict, proven, disproved } = send;
  return {
    operation,
    occurrence,
    number: send.number,
    meaning: meaningOf(operation, send.body, send.purchase),
    at: timestamp(send.openedAt),
    actor: send.actor,
    orders: send.batch ?? 1,
    status: send.status,
    transactionIds: send.transactionIds,
    requestIds: send.requestIds,
    codes: [...(verdict?.kind === 'refused' ? verdict.codes : []), ...(disproved?.codes ?? [])],
    proven: proven === undefined ? null : { by: proven.by, at: timestamp(proven.at) },
    disproved: disproved === undefined ? null : { by: disproved.by, at: timestamp(disproved.at) },
    overruledBy: send.overruled?.actor ?? null,
  };
}

const timestamp = (ms: number): string => new Date(ms).toISOString();
