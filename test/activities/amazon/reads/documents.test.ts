import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../../sandbox/amazon/faults.js';
import { startHttpServer } from '../http-server.js';
import { acceptance, failureOf, soon, startLocalAccount, submissionOf } from '../local-account.js';
import type { LocalAccount, LocalAccountOptions } from '../local-account.js';

const MINUTE = 60_000;
const exactly = (ms: number) => ({ minMs: ms, medianMs: ms, maxMs: ms });

const started: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

/** An account in India with an accepted order, whose documents are a minute away. */
async function accepted(options: LocalAccountOptions = {}): Promise<LocalAccount> {
  const account = await startLocalAccount({
    local: {
      latency: { default: exactly(0), getPackingSlip: exactly(MINUTE), getCustomerInvoice: exactly(MINUTE) },
    },
    invoices: true,
    ...options,
  });
  started.push(account);
  account.local.addOrder({
    purchaseOrderNumber: 'PO1',
    lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
    packingSlipRequired: true,
    invoiced: true,
  });
  if (options.endpoint === undefined) {
    await account.amazon.submit(submissionOf(account, acceptance(account, 'PO1')));
    account.skip(1_000);
  }
  return account;
}

const kinds = [
  ['packingSlip', 'getPackingSlip'],
  ['customerInvoice', 'getCustomerInvoice'],
] as const;

describe.each(kinds)('%s', (name, operation) => {
  const read = (account: LocalAccount, number = 'PO1') => account.amazon.reads[name](number, soon(account));

  it('is absent until Amazon has it, then a PDF, read with a restricted token', async () => {
    const account = await accepted();
    expect(await read(account)).toBeUndefined();
    account.skip(MINUTE);
    const document = await read(account);
    expect(document?.mediaType).toBe('application/pdf');
    expect(Buffer.from(document?.bytes ?? []).toString('latin1')).toMatch(/^%PDF-1\.4\n[^]*PO1[^]*%%EOF\n$/);
    expect(account.local.received({ operation })).toMatchObject([
      { tokenKind: 'rdt', status: 200 },
      { tokenKind: 'rdt', status: 200 },
    ]);
  });

  it.each([
    ['404', { kind: 'status', status: 404 }],
    ['an empty payload', { kind: 'empty-payload' }],
    ['400 InvalidInput', undefined],
  ] as const)('is absent after %s', async (_name, fault) => {
    const account = await accepted();
    account.skip(MINUTE);
    if (fault) account.local.addFault({ operation, fault });
    expect(await read(account, fault ? 'PO1' : 'PO9')).toBeUndefined();
  });

  it('is read without the payload wrapper as well', async () => {
    const account = await accepted();
    account.skip(MINUTE);
    account.local.addFault({ operation, fault: { kind: 'missing-payload' } });
    expect((await read(account))?.bytes.length).toBeGreaterThan(100);
  });

  it('asked for at once by many is read once', async () => {
    const account = await accepted();
    const ask = soon(account);
    await Promise.all([1, 2, 3].map(() => account.amazon.reads[name]('PO1', ask)));
    expect(account.local.received({ operation })).toHaveLength(1);
  });

  const failing: [Fault, object][] = [
    [{ kind: 'status', status: 429 }, { kind: 'Throttled' }],
    [{ kind: 'status', status: 500 }, { kind: 'Unavailable' }],
    [
      { kind: 'status', status: 200, html: true },
      { kind: 'Unavailable', message: `${operation}: unreadable answer.` },
    ],
    [{ kind: 'status', status: 503, html: true }, { kind: 'Unavailable' }],
    [{ kind: 'status', status: 400 }, { kind: 'Rejected' }],
    [{ kind: 'reset-before' }, { kind: 'Unavailable' }],
    [{ kind: 'reply-lost' }, { kind: 'Unavailable' }],
    [{ kind: 'slow', delayMs: 60_000 }, { kind: 'Unavailable' }],
    [{ kind: 'not-permitted' }, { kind: 'NotPermitted' }],
  ];
  it.each(failing)('fails on %j', async (fault, failure) => {
    const account = await accepted({ httpTimeoutMs: 400 });
    account.local.addFault({ operation, fault, times: fault.kind === 'not-permitted' ? 'always' : 1 });
    expect(await failureOf(read(account))).toMatchObject(failure);
  });

  it.each([
    // answer, what is read or the failure
    [{ purchaseOrderNumber: 'PO1', content: 'JVBERg==', extra: { a: 1 } }, { mediaType: 'application/pdf' }],
    [{ purchaseOrderNumber: 'PO1', content: 'JVBERg' }, { bytes: Buffer.from('%PDF') }],
    [{ purchaseOrderNumber: 'PO1', content: '' }, undefined],
    [
      { purchaseOrderNumber: 'PO1', content: 'no base64' + '!' },
      { kind: 'Unavailable', message: `${operation}: unexpected answer, content: expected base64.` },
    ],
    [{ purchaseOrderNumber: 'PO1' }, { kind: 'Unavailable' }],
    // Another customer's document.
    [
      { purchaseOrderNumber: 'PO2', content: 'JVBERg==' },
      { kind: 'Unavailable', message: `${operation}: answered with another purchase order.` },
    ],
  ])('answered with %j is %j', async (payload, expected) => {
    const server = await startHttpServer((response, { url }) => {
      const token = { restrictedDataToken: 'made-up', expiresIn: 3600 };
      response.end(JSON.stringify(url.startsWith('/tokens/') ? token : { payload }));
    });
    started.push({ stop: () => server.close() });
    const account = await accepted({ endpoint: server.url });
    const result = await read(account).catch((error: unknown) => error);
    if (expected === undefined) expect(result).toBeUndefined();
    else expect(result).toMatchObject(expected);
  });
});

describe('the media type of a packing slip', () => {
  it.each([
    // contentType, media type
    ['application/pdf', 'application/pdf'],
    ['Image/JPEG', 'image/jpeg'],
    ['SOMETHING_NEW', 'application/octet-stream'],
    ['text/html; name="Jane"', 'application/octet-stream'],
  ])('%s is read as %s', async (value, mediaType) => {
    const account = await accepted();
    account.skip(MINUTE);
    account.local.addFault({ operation: 'getPackingSlip', fault: { kind: 'unknown-enum', value } });
    expect(await account.amazon.reads.packingSlip('PO1', soon(account))).toMatchObject({ mediaType });
  });
});

describe('customer invoices outside India', () => {
  it('are not asked for, neither a token nor a document', async () => {
    const account = await accepted({ invoices: false });
    const failure = await failureOf(account.amazon.reads.customerInvoice('PO1', soon(account)));
    expect(failure).toMatchObject({ kind: 'NotPermitted' });
    expect(account.local.received({ operation: 'getCustomerInvoice' })).toEqual([]);
    expect(account.local.received({ operation: 'createRestrictedDataToken' })).toEqual([]);
  });
});

describe('personal data of documents', () => {
  it('is in their bytes and in no log', async () => {
    const account = await accepted();
    account.skip(MINUTE);
    const slip = await account.amazon.reads.packingSlip('PO1', soon(account));
    const invoice = await account.amazon.reads.customerInvoice('PO1', soon(account));
    const printed = Buffer.concat([slip?.bytes ?? Buffer.alloc(0), invoice?.bytes ?? Buffer.alloc(0)]).toString(
      'latin1',
    );
    const planted = account.local.personalData().filter((text) => printed.includes(text));
    expect(planted.length).toBeGreaterThan(2);
    for (const text of planted) expect(account.log()).not.toContain(text);
  });
});
