import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyPairSync } from 'node:crypto';
import { canonicalRequest, sha256Hex } from '../../../../sandbox/amazon/pay/canonical-request.js';
import {
  boundPath,
  keyPair,
  livePath,
  noticeOf,
  plainKeyId,
  sandboxPath,
  startWithMerchant,
  verdict,
} from './merchant.js';
import type { Merchant, Sending } from './merchant.js';

const liveOrder = { chargePermissionId: 'P01-1234567-1234567' };
const sandboxOrder = { chargePermissionId: 'S01-1234567-1234567' };

describe('the canonical request', () => {
  const body = Buffer.from(
    '{"chargePermissionId":"P00-0000000-0000000","deliveryDetails":[{"trackingNumber":"1Z999AA10123456784","carrierCode":"UPS"}]}',
  );
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-amz-pay-date': '20190305T024410Z',
    'x-amz-pay-host': 'pay-api.amazon.com',
    'x-amz-pay-idempotency-key': '0123456789abcdef0123456789abcdef',
    'x-amz-pay-region': 'na',
  };

  // Worked out by two other implementations: path, length in bytes, SHA-256.
  it.each([
    [boundPath, 384, '9bb54e3921a44268a3f19e49957cae1dfbca6b021d95620349c4487797822742'],
    [livePath, 389, '7912b3139b566acd6b0f876509db3ec1e033be2b16898563f810661e0f866982'],
    [sandboxPath, 392, 'bd26b9645f5ed1d0677e4666b9e01553a182f78fd717b53b319ae604fc76cb35'],
  ])('for %s has %i bytes and its hash', (path, length, hash) => {
    const text = Buffer.from(
      canonicalRequest({ method: 'POST', path, query: {}, headers, body }, Object.keys(headers)),
    );
    expect([text.length, sha256Hex(text)]).toEqual([length, hash]);
  });

  it('sorts and encodes a query', () => {
    const query = { b: 'x y', a: ['2', '1'] };
    const text = canonicalRequest({ method: 'GET', path: '/', query, headers: {}, body: undefined }, []);
    expect(text.split('\n')[2]).toBe('a=2&a=1&b=x%20y');
    expect(text.endsWith(sha256Hex(Buffer.alloc(0)))).toBe(true);
  });
});

describe('a key and its path', () => {
  let here: Merchant;

  beforeAll(async () => {
    here = await startWithMerchant();
    for (const publicKeyId of ['LIVE-KEY', 'SANDBOX-KEY', 'sandboxkey']) {
      here.amazon.registerPayKey({ publicKeyId, publicKey: keyPair.publicKey });
    }
  });

  afterAll(async () => {
    await here.amazon.stop();
  });

  // key, path, order, answer
  it.each([
    ['LIVE-KEY', boundPath, liveOrder, '200'],
    ['LIVE-KEY', livePath, liveOrder, '400 InvalidRequest'],
    ['LIVE-KEY', sandboxPath, sandboxOrder, '400 InvalidRequest'],
    ['LIVE-KEY', boundPath, sandboxOrder, '400 InvalidParameterValue'],
    ['SANDBOX-KEY', boundPath, sandboxOrder, '200'],
    ['sandboxkey', boundPath, sandboxOrder, '200'], // neither dash nor capitals matter
    ['SANDBOX-KEY', livePath, liveOrder, '400 InvalidRequest'],
    ['SANDBOX-KEY', boundPath, liveOrder, '400 InvalidParameterValue'],
    [plainKeyId, livePath, liveOrder, '200'],
    [plainKeyId, sandboxPath, sandboxOrder, '200'],
    [plainKeyId, boundPath, liveOrder, '400 InvalidRequest'],
    [plainKeyId, sandboxPath, liveOrder, '400 InvalidParameterValue'],
    ['UNKNOWN', livePath, liveOrder, '403 InvalidRequestSignature'],
  ])('%s at %s for %j: %s', async (publicKeyId, path, order, answer) => {
    const body = noticeOf(`T-${publicKeyId}-${path}`, order);
    expect(verdict(await here.send(body, { publicKeyId, path }))).toBe(answer);
  });
});

describe('a signature', () => {
  let here: Merchant;

  beforeEach(async () => {
    here = await startWithMerchant();
  });

  afterEach(async () => {
    await here.amazon.stop();
  });

  const refused = '403 InvalidRequestSignature';

  it.each<[what: string, sending: Sending, answer: string]>([
    ['of version 2', { algorithm: 'AMZN-PAY-RSASSA-PSS-V2' }, '200'],
    ['of version 1', { algorithm: 'AMZN-PAY-RSASSA-PSS' }, '200'],
    ['of version 2 with the salt of version 1', { algorithm: 'AMZN-PAY-RSASSA-PSS-V2', saltLength: 20 }, refused],
    ['of version 1 with the salt of version 2', { algorithm: 'AMZN-PAY-RSASSA-PSS', saltLength: 32 }, refused],
    ['over other bytes', { sent: { body: JSON.stringify(noticeOf('OTHER')) } }, refused],
    ['over the same JSON with a space more', { sent: { body: `${JSON.stringify(noticeOf('T'))} ` } }, refused],
    ['over another path', { sent: { path: sandboxPath } }, refused],
    ['over another header', { sent: { headers: { 'x-amz-pay-region': 'eu' } } }, refused],
    ['without the date', { unsigned: ['x-amz-pay-date'] }, refused],
    ['without the content type', { unsigned: ['content-type'] }, refused],
    ['without the idempotency key', { idempotencyKey: 'K1', unsigned: ['x-amz-pay-idempotency-key'] }, refused],
    ['with the idempotency key', { idempotencyKey: 'K1' }, '200'],
    ['of date and content type alone', { unsigned: ['accept', 'x-amz-pay-host', 'x-amz-pay-region'] }, '200'],
    [
      'of the user agent as well, as the official client has it',
      { headers: { 'user-agent': 'shop/1.0 (x; y)' } },
      '200',
    ],
    ['with headers in another order', { order: (names) => names.reverse() }, refused],
    ['under another algorithm', { authorization: (header) => header.replace('-V2', '') }, refused],
    [
      'under an unknown algorithm',
      { authorization: (header) => header.replace('-V2', '-V9') },
      '400 InvalidHeaderValue',
    ],
    ['without spaces', { authorization: (header) => header.replaceAll(', ', ',') }, '400 InvalidHeaderValue'],
    [
      'that is no base64',
      { authorization: (header) => header.replace(/Signature=.*/, 'Signature=?') },
      '400 InvalidHeaderValue',
    ],
    ['of nothing', { authorization: (header) => header.replace(/Signature=.*/, 'Signature=AAAA') }, refused],
  ])('%s: %s', async (_what, sending, answer) => {
    expect(verdict(await here.send(noticeOf('T'), sending))).toBe(answer);
    expect(here.amazon.book().notices).toHaveLength(answer === '200' ? 1 : 0);
  });

  it('of another key is refused', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    here.amazon.registerPayKey({ publicKeyId: plainKeyId, publicKey: pem });
    expect(verdict(await here.send(noticeOf('T')))).toBe(refused);
  });

  // seconds between the signed date and Amazon's clock
  it.each([
    [0, '200'],
    [299, '200'],
    [301, refused],
    [-299, '200'],
    [-301, refused],
  ])('that is %i seconds old: %s', async (seconds, answer) => {
    const date = new Date(here.clock() - seconds * 1000).toISOString().replace(/\.\d+/, '');
    expect(verdict(await here.send(noticeOf('T'), { date }))).toBe(answer);
  });

  it.each([['yesterday'], ['20260302'], ['20260302T1500Z'], ['20261302T150000Z'], ['20260302T150000+0000']])(
    'with the date %s is refused',
    async (date) => {
      expect(verdict(await here.send(noticeOf('T'), { date }))).toBe('400 InvalidHeaderValue');
    },
  );

  it.each(['authorization', 'x-amz-pay-date', 'content-type'])('needs the header %s', async (name) => {
    const sending = name === 'authorization' ? { authorization: () => '' } : { headers: { [name]: undefined } };
    const { status } = await here.send(noticeOf('T'), sending);
    // Without a content type fetch sends one of its own, which is not JSON.
    expect(status).toBe(name === 'content-type' ? 415 : 400);
  });

  it('names a region that exists', async () => {
    expect(verdict(await here.send(noticeOf('T'), { headers: { 'x-amz-pay-region': 'us' } }))).toBe(
      '400 InvalidHeaderValue',
    );
    expect(verdict(await here.send(noticeOf('T'), { headers: { 'x-amz-pay-region': 'eu' } }))).toBe('200');
  });
});
