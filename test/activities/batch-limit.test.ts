import { describe, expect, it } from 'vitest';
import { isNamedIn, largestBatch } from '../../activities/batch-limit.js';
import type { Send } from '../../activities/ledger/sends.js';
import type { ProofRule } from '../../activities/next-move.js';

const rule: ProofRule = { evidence: 'after-transaction', successIsProof: true, resends: 1 };
const send = (more: Partial<Send>): Send => ({
  number: 1,
  openedAt: 0,
  sendableUntil: 0,
  subject: '',
  body: '',
  actor: '',
  status: 'disproved',
  looks: [],
  transactionIds: [],
  requestIds: [],
  ...more,
});
const failed = (batch: number, isNamed?: true): Send =>
  send({ batch, disproved: { at: 0, by: 'transaction', codes: [], ...(isNamed && { isNamed }) } });
const refused = (batch: number, more: object = {}): Send =>
  send({
    batch,
    status: 'not-sent',
    verdict: { kind: 'not-sent', reason: '', refusedBatch: { status: 400, codes: [], ...more } },
  });

describe('the orders that a send may share its call with', () => {
  it.each<[string, Send[], ProofRule, number | undefined]>([
    ['as many as the batcher likes at first', [], rule, undefined],
    ['none, where a failed batch could not be proven', [], { ...rule, evidence: 'none', resends: 0 }, 1],
    ['as many as before after an unknown outcome', [send({ batch: 25, status: 'open', lostAt: 1 })], rule, undefined],
    [
      'as many as before when there was no evidence',
      [send({ batch: 25, disproved: { at: 0, by: 'no-evidence', codes: [] } })],
      rule,
      undefined,
    ],
    ['half after a failed batch', [failed(25)], rule, 12],
    ['none after a failed batch, where nothing shows its effect', [failed(25)], { ...rule, evidence: 'none' }, 1],
    ['half after a refused batch, which had none', [refused(25)], { ...rule, evidence: 'none' }, 12],
    ['none after a failure that names it', [failed(25, true)], rule, 1],
    ['half after a refused batch', [refused(25)], rule, 12],
    [
      'none after a refusal for want of permission',
      [
        send({
          batch: 25,
          status: 'refused',
          verdict: { kind: 'refused', failure: 'NotPermitted', status: 403, codes: [] },
        }),
      ],
      rule,
      1,
    ],
    ['none after a refusal that names it', [refused(25, { isNamed: true })], rule, 1],
    [
      'the least of all, also when a later send says nothing of it',
      [failed(25), refused(12), send({ batch: 6, status: 'open' })],
      rule,
      6,
    ],
    ['at least itself', [failed(25), failed(12), failed(6), failed(3), refused(2)], rule, 1],
    [
      'as many as before after a failure of its own',
      [send({ disproved: { at: 0, by: 'transaction', codes: [] } })],
      rule,
      undefined,
    ],
  ])('%s', (_case, sends, given, expected) => {
    expect(largestBatch(sends, given)).toBe(expected);
  });
});

describe('an order is named', () => {
  it.each([
    ['Invalid PO1 in list', true],
    ['orderAcknowledgements[3]:PO1', true],
    ['PO12 is unknown', false],
    ['', false],
  ])('in "%s": %s', (text, expected) => {
    expect(isNamedIn(text, 'PO1')).toBe(expected);
  });
});
