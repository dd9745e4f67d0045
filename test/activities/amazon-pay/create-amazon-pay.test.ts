import type http from 'node:http';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { createLimiter } from '../../../activities/amazon/limiter.js';
import { createAmazonPay } from '../../../activities/amazon-pay/create-amazon-pay.js';
import type { NoticeOptions, PayMerchant } from '../../../activities/amazon-pay/create-amazon-pay.js';
import { deliveryTrackerBody } from '../../../activities/amazon-pay/delivery-tracker.js';
import type { DeliveryNotice } from '../../../activities/amazon-pay/delivery-tracker.js';
import { stringToSign } from '../../../activities/amazon-pay/signature.js';
import { startHttpServer } from '../amazon/http-server.js';
import { failureOf } from '../amazon/local-account.js';
import { manualTime } from '../amazon/manual-time.js';
import { isSigned, partsOf, privateKeyPem } from './keys.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const notice: DeliveryNotice = {
  chargePermissionId: 'P00-0000000-0000000',
  trackingNumber: '1Z999AA10123456784',
  carrierCode: 'UPS',
};
const body = deliveryTrackerBody(notice);
const input = { body, idempotencyKey: '0123456789abcdef0123456789abcdef' };

type Answer = { status: number; body?: unknown; headers?: http.OutgoingHttpHeaders } | 'reset';

/** Amazon Pay and one merchant, with a clock that is moved by hand. */
async function merchantWith(answers: Answer[], merchant: Partial<PayMerchant> = {}) {
  let now = Date.UTC(2019, 2, 5, 2, 44, 10, 999);
  let answered = 0;
  const server = await startHttpServer((response) => {
    const answer = answers[Math.min(answered, answers.length - 1)];
    answered += 1;
    if (answer === undefined || answer === 'reset') {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'x-amz-pay-request-id': 'p-1', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  });
  closing.push(() => server.close());
  const lines: string[] = [];
  const clock = (): number => now;
  const time = manualTime();
  const pay = createAmazonPay({
    merchant: {
      endpoint: server.url,
      region: 'eu',
      environment: 'sandbox',
      publicKeyId: 'SANDBOX-A1',
      privateKey: privateKeyPem,
      algorithm: 'AMZN-PAY-RSASSA-PSS-V2',
      ...merchant,
    },
    limiter: createLimiter({
      stopping: new AbortController().signal,
      monotonic: time.now,
      schedule: time.schedule,
    }),
    clock,
    logger: pino(
      { level: 'trace' },
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          lines.push(chunk.toString('utf8'));
          done();
        },
      }),
    ),
    product: { name: 'worker', version: '1' },
    httpTimeoutMs: 2_000,
  });
  return {
    pay,
    server,
    time,
    log: () => lines.join(''),
    skip: (ms: number) => {
      now += ms;
    },
    options: (changes: Partial<NoticeOptions> = {}): NoticeOptions => ({
      deadline: clock() + 3_600_000,
      attemptEndsAt: clock() + 45_000,
      open: async () => true,
      ...changes,
    }),
  };
}

const accepted: Answer = { status: 200, body: JSON.parse(body) as unknown };
const refused = (message: string, reasonCode = 'InvalidParameterValue') => ({ reasonCode, message });

describe('a notice', () => {
  it.each([
    ['SANDBOX-A1', 'sandbox', '/v2/deliveryTrackers', 'AMZN-PAY-RSASSA-PSS-V2', 32],
    ['LIVE-A1', 'live', '/v2/deliveryTrackers', 'AMZN-PAY-RSASSA-PSS', 20],
    ['A1', 'sandbox', '/sandbox/v2/deliveryTrackers', 'AMZN-PAY-RSASSA-PSS', 20],
    ['A1', 'live', '/live/v2/deliveryTrackers', 'AMZN-PAY-RSASSA-PSS-V2', 32],
  ] as const)(
    'of the key %s for %s goes to %s, signed as it arrives',
    async (publicKeyId, environment, path, algorithm, salt) => {
      const { pay, server, options } = await merchantWith([accepted], { publicKeyId, environment, algorithm });
      expect(await pay.deliveryTracker(input, options())).toEqual({ kind: 'accepted', requestId: 'p-1' });

      const [request] = server.requests;
      expect(request).toMatchObject({ method: 'POST', url: path, body });
      const { names, signature, ...rest } = partsOf(request?.headers.authorization);
      expect(rest).toEqual({ algorithm, publicKeyId });
      expect(names).toEqual([
        ...['accept', 'content-type', 'x-amz-pay-date', 'x-amz-pay-host'],
        ...['x-amz-pay-idempotency-key', 'x-amz-pay-region'],
      ]);
      const received = Object.fromEntries(names.map((name) => [name, String(request?.headers[name])]));
      expect(received).toMatchObject({
        'x-amz-pay-date': '20190305T024410Z',
        'x-amz-pay-region': 'eu',
        'x-amz-pay-idempotency-key': input.idempotencyKey,
      });
      const arrived = { method: 'POST', path, headers: received, body: request?.body ?? '' } as const;
      expect(isSigned(stringToSign(arrived, algorithm), signature, salt)).toBe(true);
    },
  );

  it('is signed anew each time, with the same body and key', async () => {
    const { pay, server, options, skip, time } = await merchantWith([{ status: 503 }, accepted]);
    await pay.deliveryTracker(input, options());
    skip(2_000);
    await time.advance(2_000);
    await pay.deliveryTracker(input, options());
    const [first, second] = server.requests;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['x-amz-pay-idempotency-key']).toBe(first?.headers['x-amz-pay-idempotency-key']);
    expect(second?.headers['x-amz-pay-date']).toBe('20190305T024412Z');
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
  });

  it.each<[Answer, unknown]>([
    [accepted, { kind: 'accepted' }],
    [{ status: 201, body: {} }, { kind: 'accepted' }],
    [
      {
        status: 400,
        body: refused('The trackingNumber or carrierCode that you submitted in this request is invalid.'),
      },
      { kind: 'refused', failure: 'Rejected', codes: ['InvalidParameterValue'], blamesTracking: true },
    ],
    [
      { status: 400, body: refused('The amazonOrderReferenceId that you submitted in this request is invalid.') },
      { kind: 'refused', failure: 'Rejected', codes: ['InvalidParameterValue'], blamesTracking: false },
    ],
    [
      { status: 400, body: refused('x', 'DuplicateIdempotencyKey') },
      { kind: 'refused', failure: 'Rejected', codes: ['DuplicateIdempotencyKey'], blamesTracking: false },
    ],
    [
      { status: 401, body: refused('x', 'UnauthorizedAccess') },
      { kind: 'refused', failure: 'NotPermitted', codes: ['UnauthorizedAccess'], blamesTracking: false },
    ],
    [
      { status: 403, body: '<html>' },
      { kind: 'refused', failure: 'NotPermitted', codes: [] },
    ],
    [
      { status: 429, body: refused('x', 'TooManyRequests') },
      { kind: 'not-sent', retryAfterMs: expect.any(Number) },
    ],
    [{ status: 425 }, { kind: 'not-sent' }],
    [{ status: 408 }, { kind: 'lost', status: 408 }],
    [
      { status: 500, body: refused('x', 'InternalServerError') },
      { kind: 'lost', status: 500 },
    ],
    [{ status: 302 }, { kind: 'lost', status: 302 }],
    [
      { status: 200, body: '<html>' },
      { kind: 'lost', status: 200 },
    ],
    [
      { status: 200, body: refused('x') },
      { kind: 'lost', status: 200 },
    ],
    ['reset', { kind: 'lost', reason: 'ECONNRESET' }],
  ])('that is answered with %j: %j', async (answer, expected) => {
    const { pay, server, options } = await merchantWith([answer]);
    expect(await pay.deliveryTracker(input, options())).toMatchObject(expected as Record<string, unknown>);
    expect(server.requests).toHaveLength(1);
  });

  it('without a connection was not sent', async () => {
    const { pay, server, options } = await merchantWith([accepted]);
    await server.close();
    expect(await pay.deliveryTracker(input, options())).toEqual({ kind: 'not-sent', reason: 'ECONNREFUSED' });
  });

  it('is not sent when another attempt owns it', async () => {
    const { pay, server, options } = await merchantWith([accepted]);
    expect(await pay.deliveryTracker(input, options({ open: async () => false }))).toEqual({ kind: 'taken' });
    expect(server.requests).toEqual([]);
  });

  it('is not sent when writing its intent took what was left of the attempt', async () => {
    const { pay, server, options, skip } = await merchantWith([accepted]);
    const open = async (): Promise<boolean> => {
      skip(44_000);
      return true;
    };
    expect(await pay.deliveryTracker(input, options({ open }))).toMatchObject({ kind: 'not-sent' });
    expect(server.requests).toEqual([]);
  });

  it('keeps a second from the one before, also after a pause, and has no intent while it waits', async () => {
    const { pay, server, options, time } = await merchantWith([accepted]);
    await time.advance(60_000);
    await pay.deliveryTracker(input, options());
    let opened = false;
    const open = async (): Promise<boolean> => (opened = true);
    const second = pay.deliveryTracker(input, options({ open }));
    await time.advance(1_000);
    expect([server.requests.length, opened]).toEqual([1, false]);
    await time.advance(50);
    await second;
    expect([server.requests.length, opened]).toEqual([2, true]);
  });

  it('that gets no permit in time is told when to come back', async () => {
    const { pay, options } = await merchantWith([accepted]);
    await pay.deliveryTracker(input, options());
    const failure = await failureOf(
      pay.deliveryTracker(input, options({ attemptEndsAt: options().attemptEndsAt - 41_600 })),
    );
    expect(failure).toMatchObject({ kind: 'Throttled' });
  });

  it('leaves no order id, tracking number, signature or word of Amazon Pay in the log', async () => {
    const { pay, options, log } = await merchantWith([{ status: 400, body: refused('hush') }]);
    expect(await pay.deliveryTracker(input, options())).toMatchObject({ errors: expect.stringContaining('hush') });
    expect(log()).toContain('InvalidParameterValue');
    expect(log()).not.toMatch(/P00-|1Z999|Signature|PRIVATE|hush/);
  });

  it.each<[string, unknown, string]>([
    ['without an order', { ...JSON.parse(body), chargePermissionId: undefined }, 'exactly one'],
    ['with both order ids', { ...JSON.parse(body), amazonOrderReferenceId: 'P01' }, 'exactly one'],
    [
      'for two parcels',
      { chargePermissionId: 'P', deliveryDetails: [0, 1].map(() => ({ trackingNumber: '1', carrierCode: 'UPS' })) },
      'deliveryDetails',
    ],
    [
      'with a space in its number',
      { chargePermissionId: 'P', deliveryDetails: [{ trackingNumber: '1 Z', carrierCode: 'UPS' }] },
      'trackingNumber',
    ],
    [
      'with no code of a carrier',
      { chargePermissionId: 'P', deliveryDetails: [{ trackingNumber: '1', carrierCode: 'FedEx' }] },
      'carrierCode',
    ],
  ])('is not sent %s', async (_case, faulty, field) => {
    const { pay, server, options } = await merchantWith([accepted]);
    const failure = await failureOf(pay.deliveryTracker({ ...input, body: JSON.stringify(faulty) }, options()));
    expect(failure).toMatchObject({ kind: 'Rejected', message: expect.stringContaining(field) });
    expect(server.requests).toEqual([]);
  });
});

describe('a merchant is refused', () => {
  it.each<[string, Partial<PayMerchant>, string]>([
    ['whose key is for the other environment', { publicKeyId: 'LIVE-A' }, 'Expected a public key for sandbox'],
    ['whose endpoint would carry order ids in clear', { endpoint: 'http://pay-api.amazon.com' }, 'https:'],
    ['without a private key', { privateKey: 'hush' }, 'DECODER'],
  ])('%s', async (_case, merchant, message) => {
    const made = merchantWith([], merchant);
    await expect(made).rejects.toThrow(message);
    await expect(made).rejects.not.toThrow('hush');
  });
});
