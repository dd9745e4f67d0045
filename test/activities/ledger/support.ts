import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryLedger } from '../../../activities/ledger/directory-ledger.js';
import type { Ledger, LedgerIntent, LedgerRecord, WriteKey } from '../../../activities/ledger/ledger.js';

/** The key of all ledgers in these tests, which several processes share. */
export const testKey = { id: 'k1', key: Buffer.alloc(32, 7) };

export const ledgerIn = (directory: string): Ledger =>
  createDirectoryLedger({ directory, cipher: createCipher([testKey]) });

export const keyOf = (businessId: string): WriteKey => ({
  account: 'acme',
  operation: 'submitAcknowledgement',
  businessId,
  occurrence: 1,
});

export const intentOf = (businessId: string, send: number, intentId: string, body = '{}'): LedgerIntent => ({
  type: 'intent',
  key: keyOf(businessId),
  send,
  at: 1_000,
  intentId,
  sendableUntil: 2_000,
  subject: 's',
  body,
  actor: 'policy',
});

export const acceptanceOf = (
  businessId: string,
  send: number,
  errors?: string,
): Exclude<LedgerRecord, LedgerIntent> => ({
  type: 'verdict',
  key: keyOf(businessId),
  send,
  at: 1_500,
  verdict: { kind: 'accepted', transactionId: `tx-${send}`, requestId: `req-${send}` },
  ...(errors !== undefined && { errors }),
});
