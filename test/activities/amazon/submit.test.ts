import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { acceptance, failureOf, startLocalAccount, submissionOf } from './local-account.js';
import type { LocalAccount, LocalAccountOptions } from './local-account.js';
import type { Fault } from '../../../sandbox/amazon/faults.js';

const started: LocalAccount[] = [];
afterEach(async () => {
  for (const account of started.splice(0)) await account.stop();
});

/** An account with one NEW order, and its acceptance ready to be sent. */
async function withOrder(options: LocalAccountOptions & { fault?: Fault; times?: number } = {}) {
  const account = await startLocalAccount(options);
  started.push(account);
  addOrder(account, 'PO1');
  if (options.fault) {
    account.local.addFault({ operation: 'submitAcknowledgement', fault: options.fault, times: options.times ?? 1 });
  }
  return { account, submission: submissionOf(account, acceptance(account, 'PO1')) };
}

function addOrder({ local }: LocalAccount, purchaseOrderNumber: string): void {
  local.addOrder({ purchaseOrderNumber, lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }] });
}

const sent = ({ local }: LocalAccount) => local.received({ operation: 'submitAcknowledgement' });
const requestIdOf = (account: LocalAccount): string | undefined => sent(account).at(-1)?.requestId;

describe('submit', () => {
  it('writes the intent, sends exactly its body once, and writes the verdict', async () => {
    const { account, submission } = await withOrder();
    const result = await account.amazon.submit(submission);

    const [request] = sent(account);
    const { transactionId, requestId } = request ?? {};
    expect(result).toEqual({ kind: 'accepted', transactionId, requestId });
    expect(sent(account)).toHaveLength(1);
    expect(request?.body).toEqual({ orderAcknowledgements: [submission.item] });
    const key = { account: 'default', operation: 'submitAcknowledgement', businessId: 'PO1', occurrence: 1 };
    const [intent, verdict] = account.ledger.records();
    expect(account.ledger.records()).toHaveLength(2);
    expect(intent).toMatchObject({ type: 'intent', key, send: 1, subject: 'subject', actor: 'policy' });
    expect(intent).toMatchObject({ body: submission.intent.body, intentId: expect.any(String) as unknown });
    expect(verdict).toMatchObject({ type: 'verdict', key, send: 1, verdict: result });
    expect(account.local.violations()).toEqual([]);
  });

  it('keeps in the intent what the send can be found by', async () => {
    const { account, submission } = await withOrder();
    const references = ['co:114-1', 'trk:1Z9'];
    await account.amazon.submit({ ...submission, intent: { ...submission.intent, references } });
    expect(account.ledger.records()[0]).toMatchObject({ references });
  });

  it('promises in the intent to be done after deadline and margin', async () => {
    const { account, submission } = await withOrder({ httpTimeoutMs: 4_000 });
    await account.amazon.submit(submission);
    const [intent] = account.ledger.records();
    expect(intent?.type === 'intent' && intent.sendableUntil - intent.at).toBe(5_000);
  });

  it('sends nothing when another attempt owns the send', async () => {
    const { account, submission } = await withOrder();
    await account.amazon.submit(submission);
    expect(await account.amazon.submit(submission)).toEqual({ kind: 'taken' });
    expect(sent(account)).toHaveLength(1);
    expect(account.ledger.records()).toHaveLength(2);
  });

  it('lets one of two attempts at the same send through', async () => {
    const { account, submission } = await withOrder();
    const results = await Promise.all([account.amazon.submit(submission), account.amazon.submit(submission)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['accepted', 'taken']);
    expect(sent(account)).toHaveLength(1);
  });

  it('accepts a 2xx without a transaction id', async () => {
    const { account, submission } = await withOrder({ fault: { kind: 'empty-payload' } });
    expect(await account.amazon.submit(submission)).toEqual({ kind: 'accepted', requestId: requestIdOf(account) });
  });

  it('reads a transaction id without the payload wrapper', async () => {
    const { account, submission } = await withOrder({ fault: { kind: 'missing-payload' } });
    const transactionId = expect.stringMatching(/-/) as unknown;
    expect(await account.amazon.submit(submission)).toMatchObject({ kind: 'accepted', transactionId });
  });
});

describe('submit, in dry run', () => {
  it('sends nothing, asks for no token and writes no intent, whoever calls it', async () => {
    const { account, submission } = await withOrder({ dryRun: true });
    expect(await failureOf(account.amazon.submit(submission))).toMatchObject({ kind: 'Paused' });
    expect(sent(account)).toEqual([]);
    expect(account.local.received({ operation: 'accessToken' })).toEqual([]);
    expect(account.ledger.records()).toEqual([]);
  });
});

describe('submit, refused', () => {
  it.each([
    // fault, result
    [
      { kind: 'status', status: 400 },
      { failure: 'Rejected', status: 400, codes: ['InvalidRequest'] },
    ],
    [
      { kind: 'status', status: 413 },
      { failure: 'Rejected', status: 413, codes: ['RequestTooLarge'] },
    ],
    [
      { kind: 'status', status: 413, html: true },
      { failure: 'Rejected', status: 413, codes: [] },
    ],
    [
      { kind: 'status', status: 415 },
      { failure: 'Rejected', status: 415, codes: ['UnsupportedMediaType'] },
    ],
  ] as const)('by %j: the verdict keeps status, codes and request id', async (fault, expected) => {
    const { account, submission } = await withOrder({ fault });
    const result = await account.amazon.submit(submission);
    expect(result).toEqual({ kind: 'refused', ...expected, requestId: requestIdOf(account) });
    expect(account.ledger.records()[1]).toMatchObject({ type: 'verdict', verdict: result });
  });

  it("keeps Amazon's words for the ledger only", async () => {
    const { account, submission } = await withOrder({ fault: { kind: 'status', status: 400 } });
    await account.amazon.submit(submission);
    const words = 'Request is missing or has invalid parameters';
    expect(account.ledger.records()[1]).toMatchObject({ errors: expect.stringContaining(words) as unknown });
    expect(account.log()).not.toContain(words);
  });

  it.each([401, 403] as const)('by %p for an expired token: sends once more with a fresh one', async (status) => {
    const { account, submission } = await withOrder({ fault: { kind: 'token-expired', status } });
    expect(await account.amazon.submit(submission)).toMatchObject({ kind: 'accepted' });
    expect(sent(account).map((request) => request.status)).toEqual([status, 202]);
    expect(account.local.received({ operation: 'accessToken' })).toHaveLength(2);
    expect(account.ledger.records().map(({ type }) => type)).toEqual(['intent', 'verdict']);
  });

  it.each([401, 403] as const)('by %p for good: not permitted after one refresh', async (status) => {
    const { account, submission } = await withOrder({ fault: { kind: 'not-permitted', status }, times: 9 });
    expect(await account.amazon.submit(submission)).toEqual({
      kind: 'refused',
      failure: 'NotPermitted',
      status,
      codes: ['Unauthorized'],
      requestId: requestIdOf(account),
    });
    expect(sent(account)).toHaveLength(2);
  });

  it.each([
    // what the token service says to the refresh, result
    [
      { kind: 'status', status: 503 },
      { kind: 'not-sent', reason: 'token refused, no repeat: Unavailable' },
    ],
    [
      { kind: 'lwa-error', error: 'invalid_grant', status: 400 },
      { kind: 'refused', failure: 'NotPermitted', status: 403 },
    ],
  ] as const)('for its token, and no fresh one because of %j: nothing was processed', async (fault, expected) => {
    const { account, submission } = await withOrder({ fault: { kind: 'token-expired' } });
    account.local.addFault({ operation: 'accessToken', fault, after: 1 });
    const result = await account.amazon.submit(submission);
    expect(result).toMatchObject({ ...expected, requestId: requestIdOf(account) });
    expect(account.ledger.records().map(({ type }) => type)).toEqual(['intent', 'verdict']);
  });
});

describe('submit, not sent', () => {
  it('429: the verdict says so, and the result when to come back', async () => {
    const { account, submission } = await withOrder({ fault: { kind: 'status', status: 429 } });
    const verdict = { kind: 'not-sent', reason: 'status 429', requestId: expect.any(String) as unknown };
    expect(await account.amazon.submit(submission)).toEqual({ ...verdict, retryAfterMs: 1_000 });
    expect(account.ledger.records()[1]).toMatchObject({ type: 'verdict', verdict });
  });

  it('a refused connection: the verdict says so', async () => {
    const gone = await startLocalAccount();
    await gone.stop();
    const { account, submission } = await withOrder({ endpoint: gone.local.url });
    expect(await account.amazon.submit(submission)).toEqual({ kind: 'not-sent', reason: 'ECONNREFUSED' });
    expect(account.ledger.records()[1]).toMatchObject({ verdict: { kind: 'not-sent', reason: 'ECONNREFUSED' } });
  });

  it.each([
    // fault of the token service, kind
    [{ kind: 'status', status: 503 }, 'Unavailable'],
    [{ kind: 'reset-before' }, 'Unavailable'],
    [{ kind: 'lwa-error', error: 'invalid_client' }, 'NotPermitted'],
  ] as const)('an outage of the token service leaves no intent: %j', async (fault, kind) => {
    const { account, submission } = await withOrder();
    account.local.addFault({ operation: 'accessToken', fault });
    expect(await failureOf(account.amazon.submit(submission))).toMatchObject({ kind });
    expect(account.ledger.records()).toEqual([]);
  });

  it('too little of the attempt: no intent', async () => {
    const { account, submission } = await withOrder({ httpTimeoutMs: 5_000 });
    const late = { ...submission, attemptEndsAt: account.clock() + 6_000 };
    expect(await failureOf(account.amazon.submit(late))).toMatchObject({
      kind: 'Throttled',
      facts: { retryAfterMs: 1_000 },
    });
    expect(account.ledger.records()).toEqual([]);
    expect(sent(account)).toEqual([]);
  });

  it('time used up by a slow ledger: dropped right before the POST, with a verdict', async () => {
    const ledger = createMemoryLedger();
    const slow = {
      ...ledger,
      open: (...intents: Parameters<typeof ledger.open>) => {
        account.skip(40_000);
        return ledger.open(...intents);
      },
    };
    const { account, submission } = await withOrder({ ledger: slow });
    const reason = 'too little of the attempt was left';
    expect(await account.amazon.submit(submission)).toMatchObject({ kind: 'not-sent', reason });
    expect(ledger.records()).toMatchObject([
      { type: 'intent' },
      { type: 'verdict', verdict: { kind: 'not-sent', reason } },
    ]);
    expect(sent(account)).toEqual([]);
  });

  it('no permit within the attempt, or a stopping worker: no intent', async () => {
    const { account, submission } = await withOrder({
      quotas: { submitAcknowledgement: { ratePerSecond: 0.01, burst: 1 } },
    });
    await account.amazon.submit(submission);
    const next = { ...submission, intent: { ...submission.intent, send: 2 } };
    expect(await failureOf(account.amazon.submit(next))).toMatchObject({
      kind: 'Throttled',
      message: 'No permit for submitAcknowledgement in time.',
    });
    account.stopping.abort();
    expect(await failureOf(account.amazon.submit(next))).toMatchObject({
      kind: 'Throttled',
      message: 'The worker is stopping; submitAcknowledgement was not sent.',
    });
    expect(account.ledger.records()).toHaveLength(2);
  });

  it('an item that Amazon would refuse: names the field, leaves no intent', async () => {
    const { account } = await withOrder();
    const item = { ...acceptance(account, 'PO1'), vendorOrderNumber: '' };
    expect(await failureOf(account.amazon.submit(submissionOf(account, item)))).toMatchObject({
      kind: 'Rejected',
      message: expect.stringMatching(
        /^submitAcknowledgement was not sent, orderAcknowledgements\[0\]\.vendorOrderNumber: /,
      ) as unknown,
    });
    expect(account.ledger.records()).toEqual([]);
  });

  it('a body that is not the item: nothing is sent', async () => {
    const { account, submission } = await withOrder();
    const other = { ...submission, intent: { ...submission.intent, body: '{}' } };
    await expect(account.amazon.submit(other)).rejects.toThrow('Expected `intent.body` to be the JSON of `item`');
    expect(account.ledger.records()).toEqual([]);
  });
});

describe('submit, lost', () => {
  it.each([
    // fault, result
    [{ kind: 'reply-lost' }, { reason: 'ECONNRESET' }],
    [{ kind: 'reset-before' }, { reason: 'ECONNRESET' }],
    [
      { kind: 'status', status: 500 },
      { reason: 'status 500', status: 500 },
    ],
    [
      { kind: 'status', status: 502, html: true },
      { reason: 'status 502', status: 502 },
    ],
    [
      { kind: 'status', status: 503, processed: true },
      { reason: 'status 503', status: 503 },
    ],
    [{ kind: 'slow', delayMs: 60_000 }, { reason: expect.stringMatching(/^time-out/) as unknown }],
  ] as const)('after %j: recorded as lost, sent once', async (fault, expected) => {
    const { account, submission } = await withOrder({ fault, httpTimeoutMs: 400 });
    const result = await account.amazon.submit(submission);
    expect(result).toMatchObject({ kind: 'lost', ...expected });
    const { kind: _kind, ...lost } = result as { kind: 'lost' };
    expect(account.ledger.records()).toMatchObject([{ type: 'intent' }, { type: 'lost', send: 1, ...lost }]);
    expect(sent(account)).toHaveLength(1);
  });

  it('keeps the request id of a 5xx', async () => {
    const { account, submission } = await withOrder({ fault: { kind: 'status', status: 500 } });
    expect(await account.amazon.submit(submission)).toMatchObject({ requestId: requestIdOf(account) });
    expect(account.ledger.records()[1]).toMatchObject({ requestId: requestIdOf(account) });
  });

  it('leaves the send open when the verdict cannot be written, and logs its ids', async () => {
    const ledger = createMemoryLedger();
    const full = { ...ledger, append: () => Promise.reject(new Error('disk full')) };
    const { account, submission } = await withOrder({ ledger: full });
    await expect(account.amazon.submit(submission)).rejects.toThrow('disk full');
    const { transactionId, requestId } = sent(account)[0] ?? {};
    expect(account.logged().at(-1)).toMatchObject({
      msg: 'verdict not recorded',
      businessId: 'PO1',
      transactionId,
      requestId,
    });
  });
});

describe('submit, paused', () => {
  it('after three orders without permission, until a probe succeeds', async () => {
    const { account } = await withOrder({ fault: { kind: 'not-permitted' }, times: 6 });
    const submit = async (number: string): Promise<unknown> => {
      addOrder(account, number);
      const submission = submissionOf(account, acceptance(account, number));
      return await account.amazon.submit(submission).catch((error: unknown) => error);
    };
    for (const number of ['A1', 'A2', 'A3']) expect(await submit(number)).toMatchObject({ failure: 'NotPermitted' });
    expect(await submit('A4')).toMatchObject({
      kind: 'Paused',
      facts: { retryAfterMs: 300_000, codes: ['Unauthorized'] },
    });
    expect(account.amazon.incidents()).toMatchObject([{ operation: 'submitAcknowledgement', cause: 'refusals' }]);
    account.skip(300_000);
    expect(await submit('A5')).toMatchObject({ kind: 'accepted' });
    expect(account.amazon.incidents()).toEqual([]);
    expect(await submit('A6')).toMatchObject({ kind: 'accepted' });
  });

  it('after three unknown outcomes in a row', async () => {
    const { account } = await withOrder({ fault: { kind: 'reply-lost' }, times: 3 });
    for (const send of [1, 2, 3, 4]) {
      const submission = submissionOf(account, acceptance(account, 'PO1'), { send });
      const result = await account.amazon.submit(submission).catch((error: unknown) => error);
      expect(result).toMatchObject({ kind: send < 4 ? 'lost' : 'Paused' });
    }
    expect(account.amazon.incidents()).toMatchObject([{ cause: 'unknown-outcomes' }]);
    expect(sent(account)).toHaveLength(3);
  });
});
