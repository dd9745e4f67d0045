import type { LedgerIntent, LedgerRecord, PurchaseIntent, Verdict, WriteKey } from './ledger.js';

/** One numbered send of a write, as its records add up. */
export interface Send {
  number: number;
  openedAt: number;
  /** The last instant at which the attempt that wrote the intent could still be sending. */
  sendableUntil: number;
  subject: string;
  body: string;
  actor: string;
  /** `open` is an unknown outcome once its attempt is over; `accepted` with `proven` is done; `dry-run` never left. */
  status: 'open' | 'accepted' | 'refused' | 'not-sent' | 'disproved' | 'overruled' | 'dry-run';
  /** How many orders went in the same call, this one included; absent when it went alone. */
  batch?: number;
  /** Of a purchase. */
  purchase?: PurchaseIntent;
  verdict?: Verdict;
  /** The POST ended without a verdict at this instant, so nothing can leave after it. */
  lostAt?: number;
  disproved?: Pick<RecordOf<'disproved'>, 'at' | 'by' | 'codes' | 'isNamed'>;
  proven?: Pick<RecordOf<'proven'>, 'at' | 'by'>;
  overruled?: Pick<RecordOf<'overruled'>, 'at' | 'actor' | 'requestId'>;
  /** Instants at which evidence was read and absent. */
  looks: number[];
  transactionIds: string[];
  /** Amazon's ids of the calls, not those of an operator's actions. */
  requestIds: string[];
}

type RecordOf<Type extends LedgerRecord['type']> = Extract<LedgerRecord, { type: Type }>;

/**
 * The sends of one write, in the order of their numbers.
 *
 * 1. The first intent with a number owns it; later ones lost the race and count for nothing.
 * 2. Without its intent no record counts.
 * 3. A verdict wins over `lost`, whichever is written first.
 * 4. Of `verdict`, `disproved` and `proven` the last one decides, except that no verdict undoes a proof: a refusal that
 *    arrives after the evidence refuses what has already happened.
 * 5. `proven` counts as accepted, with or without a verdict.
 * 6. `overruled` closes a send for good, whatever is learned afterwards.
 * 7. An intent of a dry run is never open: nobody was about to send it.
 */
export function sendsOf(records: readonly LedgerRecord[], key: WriteKey): Send[] {
  const sends = new Map<number, Send>();
  for (const record of records) {
    if (!isSameWrite(record.key, key)) continue;
    const send = sends.get(record.send);
    if (record.type === 'intent') {
      if (send === undefined) sends.set(record.send, opened(record));
    } else if (send !== undefined) {
      sends.set(record.send, fold(send, record));
    }
  }
  return [...sends.values()].sort((a, b) => a.number - b.number);
}

/** The sends that were meant for Amazon: what was recorded in a dry run counts as never sent, except for its number. */
export const liveSends = (sends: readonly Send[]): Send[] => sends.filter(({ status }) => status !== 'dry-run');

/** The records of live sends: what an order that is carried live may know of earlier runs. */
export const liveRecords = (records: readonly LedgerRecord[]): LedgerRecord[] =>
  records.filter(
    ({ key, send }) => !sendsOf(records, key).some(({ number, status }) => number === send && status === 'dry-run'),
  );

/** Whether two keys name the same write. */
export const isSameWrite = (a: WriteKey, b: WriteKey): boolean =>
  a.account === b.account &&
  a.operation === b.operation &&
  a.businessId === b.businessId &&
  a.occurrence === b.occurrence;

function opened({ send, at, sendableUntil, subject, body, actor, isDryRun, batch, purchase }: LedgerIntent): Send {
  return {
    number: send,
    openedAt: at,
    sendableUntil,
    subject,
    body,
    actor,
    status: isDryRun === true ? 'dry-run' : 'open',
    looks: [],
    transactionIds: [],
    requestIds: [],
    ...(batch === undefined ? {} : { batch }),
    ...(purchase === undefined ? {} : { purchase }),
  };
}

function fold(send: Send, record: Exclude<LedgerRecord, LedgerIntent>): Send {
  switch (record.type) {
    case 'verdict': {
      const { verdict } = record;
      const transactionId = verdict.kind === 'accepted' ? verdict.transactionId : undefined;
      const learned: Send = {
        ...send,
        verdict,
        transactionIds: withId(send.transactionIds, transactionId),
        requestIds: withId(send.requestIds, requestIdOf(verdict)),
      };
      return send.proven ? learned : closed(undecided(learned), verdict.kind);
    }
    case 'lost':
      return { ...send, lostAt: record.at, requestIds: withId(send.requestIds, record.requestId) };
    case 'looked':
      return { ...send, looks: [...send.looks, record.at] };
    case 'disproved': {
      const { at, by, codes, isNamed } = record;
      const disproved = { at, by, codes, ...(isNamed === undefined ? {} : { isNamed }) };
      return closed({ ...undecided(send), disproved }, 'disproved');
    }
    case 'proven': {
      const { at, by } = record;
      return closed({ ...undecided(send), proven: { at, by } }, 'accepted');
    }
    case 'overruled': {
      const { at, actor, requestId } = record;
      return { ...send, status: 'overruled', overruled: { at, actor, requestId } };
    }
    case 'received':
      return send;
  }
}

const closed = (send: Send, status: Send['status']): Send => (send.status === 'overruled' ? send : { ...send, status });

/** Neither proven nor disproved: what is learned next decides anew. */
function undecided({ disproved, proven, ...send }: Send): Send {
  return send;
}

/** Amazon's id of the call that a verdict answers; nothing was called in a dry run. */
export const requestIdOf = (verdict: Verdict): string | undefined =>
  verdict.kind === 'dry-run' ? undefined : verdict.requestId;

const withId = (ids: string[], id: string | undefined): string[] =>
  id === undefined || ids.includes(id) ? ids : [...ids, id];
