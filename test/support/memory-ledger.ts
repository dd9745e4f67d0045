import type { Ledger, LedgerIntent, LedgerRecord, WriteKey } from '../../activities/ledger/ledger.js';

/** A ledger in memory, with what the durable one promises: put-if-absent on key and send, copies in and out. */
export interface MemoryLedger extends Ledger {
  /** All records, oldest first. */
  records(): LedgerRecord[];
}

export function createMemoryLedger(): MemoryLedger {
  const records: LedgerRecord[] = [];
  return {
    identity: () => Promise.resolve('memory'),
    records: () => structuredClone(records),
    read: (account, businessId) =>
      Promise.resolve(
        structuredClone(records.filter(({ key }) => key.account === account && key.businessId === businessId)),
      ),
    open: (intents) => Promise.resolve(intents.map((intent) => open(records, intent))),
    append: (added) => {
      records.push(...structuredClone(added));
      return Promise.resolve();
    },
  };
}

function open(records: LedgerRecord[], intent: LedgerIntent): boolean {
  const isTaken = records.some(
    ({ type, key, send }) => type === 'intent' && send === intent.send && keyText(key) === keyText(intent.key),
  );
  if (!isTaken) records.push(structuredClone(intent));
  return !isTaken;
}

const keyText = ({ account, operation, businessId, occurrence }: WriteKey): string =>
  JSON.stringify([account, operation, businessId, occurrence]);
