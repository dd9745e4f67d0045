import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changed } from '../shipments/requests.js';
import { keyPair, noticeOf, plainKeyId, sandboxPath, startWithMerchant, verdict } from './merchant.js';
import type { Merchant } from './merchant.js';

let here: Merchant;

beforeEach(async () => {
  here = await startWithMerchant();
});

afterEach(async () => {
  await here.amazon.stop();
});

const reused = '400 InvalidParameterValue';

describe('a notice', () => {
  it('that is accepted is told back, and shown to the control', async () => {
    const body = noticeOf('1Z999AA10123456784');
    expect(await here.send(body, { idempotencyKey: 'K1' })).toEqual({ status: 200, body });
    expect(here.amazon.book().notices).toEqual([
      {
        at: here.clock(),
        environment: 'live',
        merchantId: 'merchant',
        publicKeyId: plainKeyId,
        algorithm: 'AMZN-PAY-RSASSA-PSS-V2',
        order: { name: 'chargePermissionId', id: 'P01-1234567-1234567' },
        trackingNumber: '1Z999AA10123456784',
        carrierCode: 'UPS',
        idempotencyKey: 'K1',
      },
    ]);
  });

  it('may name the order in the old way', async () => {
    const body = { amazonOrderReferenceId: 'P01-1234567-1234567', deliveryDetails: noticeOf('T').deliveryDetails };
    expect(await here.send(body)).toEqual({ status: 200, body });
  });

  const detail = 'deliveryDetails.0';

  it.each<[path: string, value: unknown, answer: string]>([
    ['chargePermissionId', undefined, '400 InvalidParameterValue The chargePermissionId parameter is required.'],
    ['chargePermissionId', 'ORDER', '400 InvalidParameterValue The chargePermissionId that you submitted'],
    ['chargePermissionId', 7, '400 InvalidParameterValue The chargePermissionId that you submitted'],
    ['amazonOrderReferenceId', 'P01-1234567-1234567', '400 InvalidParameterCombination'],
    ['deliveryDetails', undefined, '400 InvalidParameterValue The deliveryDetails parameter is required.'],
    ['deliveryDetails', [], '400 InvalidParameterValue The deliveryDetails that you submitted'],
    ['deliveryDetails', {}, '400 InvalidParameterValue The deliveryDetails that you submitted'],
    ['deliveryDetails', [{}, {}], '400 InvalidParameterValue The deliveryDetails that you submitted'],
    [`${detail}.trackingNumber`, undefined, '400 InvalidParameterValue The trackingNumber parameter is required.'],
    [`${detail}.trackingNumber`, ' ', '400 InvalidParameterValue The trackingNumber or carrierCode that you submitted'],
    [`${detail}.trackingNumber`, 7, '400 InvalidParameterValue The trackingNumber or carrierCode that you submitted'],
    [`${detail}.carrierCode`, undefined, '400 InvalidParameterValue The carrierCode parameter is required.'],
    [
      `${detail}.carrierCode`,
      'PIGEON',
      '400 InvalidParameterValue The trackingNumber or carrierCode that you submitted',
    ],
    [`${detail}.carrierCode`, 'ups', '400 InvalidParameterValue The trackingNumber or carrierCode that you submitted'],
    [`${detail}.extra`, 1, '400 UnrecognizedField'],
    ['extra', 1, '400 UnrecognizedField'],
  ])('with %s = %j is refused: %s', async (path, value, answer) => {
    const refusal = await here.send(changed(noticeOf('T'), path, value));
    expect(`${verdict(refusal)} ${refusal.body.message ?? ''}`).toMatch(new RegExp(`^${answer}`));
    expect(here.amazon.book().notices).toEqual([]);
  });

  it.each(['', 'no JSON', '[]', 'null', '"text"'])('whose body is %j is refused', async (body) => {
    expect(verdict(await here.send(body))).toBe('400 InvalidInputFormat');
  });

  it('names a carrier of the list, which can be another', async () => {
    const other = await startWithMerchant({ payCarrierCodes: ['PIGEON'] });
    const codes = ['PIGEON', 'UPS'];
    const answers = [];
    for (const carrierCode of codes) {
      answers.push(
        verdict(await other.send(noticeOf('T', { deliveryDetails: [{ trackingNumber: carrierCode, carrierCode }] }))),
      );
    }
    await other.amazon.stop();
    expect(answers).toEqual(['200', '400 InvalidParameterValue']);
  });
});

describe('a tracking number', () => {
  it('is used once, whatever the order and the carrier', async () => {
    expect(verdict(await here.send(noticeOf('T')))).toBe('200');
    expect(verdict(await here.send(noticeOf('T')))).toBe(reused);
    const other = {
      chargePermissionId: 'P02-0000000-0000000',
      deliveryDetails: [{ trackingNumber: 'T', carrierCode: 'DHL' }],
    };
    expect(verdict(await here.send(other))).toBe(reused);
    expect(here.amazon.book().notices).toHaveLength(1);
  });

  it('is used once in each environment', async () => {
    await here.send(noticeOf('T'));
    const sandbox = noticeOf('T', { chargePermissionId: 'S01-1234567-1234567' });
    expect(verdict(await here.send(sandbox, { path: sandboxPath }))).toBe('200');
  });

  it('that was refused is free', async () => {
    await here.send(changed(noticeOf('T'), 'deliveryDetails.0.carrierCode', 'PIGEON'));
    expect(verdict(await here.send(noticeOf('T')))).toBe('200');
  });
});

describe('an idempotency key', () => {
  it('with the same bytes gets the first answer, and the buyer one notice', async () => {
    const first = await here.send(noticeOf('T'), { idempotencyKey: 'K1' });
    expect(await here.send(noticeOf('T'), { idempotencyKey: 'K1' })).toEqual(first);
    expect(here.amazon.book().notices).toHaveLength(1);
  });

  it('keeps a refusal as well', async () => {
    const wrong = changed(noticeOf('T'), 'deliveryDetails.0.carrierCode', 'PIGEON');
    const first = await here.send(wrong, { idempotencyKey: 'K1' });
    expect(await here.send(wrong, { idempotencyKey: 'K1' })).toEqual(first);
    expect(verdict(await here.send(noticeOf('T'), { idempotencyKey: 'K1' }))).toBe('400 DuplicateIdempotencyKey');
  });

  it('with other bytes is refused, also when they say the same', async () => {
    await here.send(noticeOf('T'), { idempotencyKey: 'K1' });
    const same = JSON.stringify(noticeOf('T'), undefined, 1);
    expect(verdict(await here.send(same, { idempotencyKey: 'K1' }))).toBe('400 DuplicateIdempotencyKey');
  });

  it('is the merchant’s: keys of another merchant are others', async () => {
    here.amazon.registerPayKey({ publicKeyId: 'OTHER', publicKey: keyPair.publicKey, merchantId: 'other' });
    await here.send(noticeOf('T'), { idempotencyKey: 'K1' });
    expect(verdict(await here.send(noticeOf('U'), { idempotencyKey: 'K1', publicKeyId: 'OTHER' }))).toBe('200');
  });

  it.each([
    ['0123456789abcdef0123456789abcdef', '200'],
    ['A-z_9', '200'],
    ['6f01ef39-43eb-4d0f-94fa-e3f25f0bfba2', '400 InvalidHeaderValue'], // 36 characters
    ['K 1', '400 InvalidHeaderValue'],
  ])('reads %s: %s', async (idempotencyKey, answer) => {
    expect(verdict(await here.send(noticeOf('T'), { idempotencyKey }))).toBe(answer);
  });

  it('may mean nothing to Amazon: then a repetition is a used tracking number', async () => {
    const deaf = await startWithMerchant({ payIdempotencyKeys: 'ignored' });
    const answers = [];
    for (let i = 0; i < 2; i++) answers.push(verdict(await deaf.send(noticeOf('T'), { idempotencyKey: 'K1' })));
    await deaf.amazon.stop();
    expect(answers).toEqual(['200', reused]);
  });
});

describe('a merchant', () => {
  it('that is not authorised is refused', async () => {
    here.amazon.registerPayKey({ publicKeyId: plainKeyId, publicKey: keyPair.publicKey, authorized: false });
    expect(verdict(await here.send(noticeOf('T')))).toBe('401 UnauthorizedAccess');
  });

  // path, order, how many at once
  it.each([
    ['/live/v2/deliveryTrackers', 'P01-1234567-1234567', 10],
    [sandboxPath, 'S01-1234567-1234567', 1],
  ])('may send at %s for %s so many at once: %i, then one a second', async (path, chargePermissionId, burst) => {
    const usual = await startWithMerchant({ rates: {} });
    usual.amazon.registerPayKey({ publicKeyId: 'SECOND', publicKey: keyPair.publicKey });
    let number = 0;
    const send = async (publicKeyId = plainKeyId): Promise<string> =>
      verdict(await usual.send(noticeOf(`T${String(number++)}`, { chargePermissionId }), { path, publicKeyId }));
    for (let i = 0; i < burst; i++) expect(await send()).toBe('200');
    expect(await send()).toBe('429 TooManyRequests');
    expect(await send('SECOND')).toBe('429 TooManyRequests'); // the quota is the merchant's
    usual.clock.advance(1000);
    expect([await send('SECOND'), await send()]).toEqual(['200', '429 TooManyRequests']);
    await usual.amazon.stop();
  });
});

describe('deliveryTrackers can be scripted to fail as any operation', () => {
  it.each([
    [429, '429 TooManyRequests'],
    [500, '500 InternalServerError'],
    [503, '503 InternalServerError'],
    [401, '401 UnauthorizedAccess'],
    [403, '403 InvalidRequestSignature'],
  ])('with status %i', async (status, answer) => {
    here.amazon.addFault({ operation: 'deliveryTrackers', parcel: 'T', fault: { kind: 'status', status } });
    expect(verdict(await here.send(noticeOf('OTHER')))).toBe('200');
    expect(verdict(await here.send(noticeOf('T')))).toBe(answer);
    expect(verdict(await here.send(noticeOf('T')))).toBe('200');
  });

  it('with a lost reply: the notice is accepted, and its key brings the answer back', async () => {
    here.amazon.addFault({ operation: 'deliveryTrackers', fault: { kind: 'reply-lost' } });
    await expect(here.send(noticeOf('T'), { idempotencyKey: 'K1' })).rejects.toThrow('fetch failed');
    expect(verdict(await here.send(noticeOf('T'), { idempotencyKey: 'K1' }))).toBe('200');
    expect(here.amazon.book().notices).toHaveLength(1);
    expect(here.amazon.received({ parcel: 'T' }).map(({ connection, operation }) => [operation, connection])).toEqual([
      ['deliveryTrackers', 'destroyed'],
      ['deliveryTrackers', 'answered'],
    ]);
  });
});
