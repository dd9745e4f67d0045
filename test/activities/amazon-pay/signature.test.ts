import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deliveryTrackersPath } from '../../../activities/amazon-pay/pay-key.js';
import { authorization, stringToSign } from '../../../activities/amazon-pay/signature.js';
import type { PayAlgorithm, SignedRequest } from '../../../activities/amazon-pay/signature.js';
import { isSigned, partsOf, privateKey, privateKeyPem } from './keys.js';
import { signedBySdk } from './node-sdk.js';

const v1 = 'AMZN-PAY-RSASSA-PSS';
const v2 = 'AMZN-PAY-RSASSA-PSS-V2';
const body =
  '{"chargePermissionId":"P00-0000000-0000000","deliveryDetails":[{"trackingNumber":"1Z999AA10123456784","carrierCode":"UPS"}]}';
const headers = {
  accept: 'application/json',
  'content-type': 'application/json',
  'x-amz-pay-date': '20190305T024410Z',
  'x-amz-pay-host': 'pay-api.amazon.com',
  'x-amz-pay-idempotency-key': '0123456789abcdef0123456789abcdef',
  'x-amz-pay-region': 'na',
};
const request = (path: string): SignedRequest => ({ method: 'POST', path, headers, body });

const keys: [string, 'live' | 'sandbox'][] = [
  ['LIVE-AFVX7ULWSGBZ5535PCUQOY7B', 'live'],
  ['SANDBOX-AFVX7ULWSGBZ5535PCUQOY7B', 'sandbox'],
  ['sandbox-afvx7ulwsgbz5535pcuqoy7b', 'sandbox'],
  ['AFVX7ULWSGBZ5535PCUQOY7B', 'live'],
  ['AFVX7ULWSGBZ5535PCUQOY7B', 'sandbox'],
];
const algorithms: [PayAlgorithm, number][] = [
  [v1, 20],
  [v2, 32],
];
const cases = keys.flatMap((key) => algorithms.map((algorithm) => [...key, ...algorithm] as const));

describe("the signature, beside that of Amazon Pay's Node SDK", () => {
  it.each(cases)(
    'has its path, canonical request and salt: %s, %s, %s',
    (publicKeyId, environment, algorithm, salt) => {
      const config = { publicKeyId, privateKey: privateKeyPem, region: 'eu', sandbox: environment === 'sandbox' };
      const extra = { 'x-amz-pay-idempotency-key': headers['x-amz-pay-idempotency-key'] };
      const sdk = signedBySdk({ ...config, algorithm }, body, extra);
      const { authorization: theirs, ...signed } = sdk.headers;
      const path = deliveryTrackersPath(publicKeyId, environment);
      expect(path).toBe(sdk.path);
      // What we would sign of the SDK's request is what the SDK has signed.
      const text = stringToSign({ method: 'POST', path, headers: signed, body }, algorithm);
      expect(partsOf(theirs)).toMatchObject({ algorithm, publicKeyId, names: Object.keys(signed).sort() });
      expect(isSigned(text, partsOf(theirs).signature, salt)).toBe(true);
      // And what we send for it is a signature of the same.
      const ours = authorization(
        { method: 'POST', path, headers: signed, body },
        { publicKeyId, privateKey, algorithm },
      );
      expect(partsOf(ours)).toMatchObject({ algorithm, publicKeyId, names: partsOf(theirs).names });
      expect(isSigned(text, partsOf(ours).signature, salt)).toBe(true);
      expect(isSigned(text, partsOf(ours).signature, salt === 20 ? 32 : 20)).toBe(false);
    },
  );

  it('is that of V1 where the SDK is told nothing', () => {
    const config = { publicKeyId: 'LIVE-A', privateKey: privateKeyPem, region: 'us', sandbox: false };
    expect(partsOf(signedBySdk(config, body, {}).headers['authorization']).algorithm).toBe(v1);
  });
});

describe('the signature', () => {
  it.each([
    // path, SHA-256 of the canonical request (worked out with two other implementations)
    ['/v2/deliveryTrackers', '9bb54e3921a44268a3f19e49957cae1dfbca6b021d95620349c4487797822742'],
    ['/live/v2/deliveryTrackers', '7912b3139b566acd6b0f876509db3ec1e033be2b16898563f810661e0f866982'],
    ['/sandbox/v2/deliveryTrackers', 'bd26b9645f5ed1d0677e4666b9e01553a182f78fd717b53b319ae604fc76cb35'],
  ])('of %s stands for the known canonical request', (path, hash) => {
    for (const [algorithm] of algorithms) expect(stringToSign(request(path), algorithm)).toBe(`${algorithm}\n${hash}`);
  });

  it.each<[string, Partial<SignedRequest>]>([
    ['one byte of the body', { body: `${body} ` }],
    ['the path', { path: '/live/v2/deliveryTrackers' }],
    ['a header', { headers: { ...headers, 'x-amz-pay-date': '20190305T024411Z' } }],
    ['the headers that are signed', { headers: { ...headers, 'x-amz-pay-authtoken': 'x' } }],
  ])('is no signature of a request that differs in %s', (_case, change) => {
    const path = '/v2/deliveryTrackers';
    const { signature } = partsOf(authorization(request(path), { publicKeyId: 'LIVE-A', privateKey, algorithm: v2 }));
    expect(isSigned(stringToSign(request(path), v2), signature, 32)).toBe(true);
    expect(isSigned(stringToSign({ ...request(path), ...change }, v2), signature, 32)).toBe(false);
  });

  it('takes the hash of the bytes that are sent, whatever the script', () => {
    const text = stringToSign({ ...request('/v2/deliveryTrackers'), headers: {}, body: '{"ä":"荷物"}' }, v2);
    const bodyHash = createHash('sha256').update(Buffer.from('{"ä":"荷物"}', 'utf8')).digest('hex');
    const canonical = createHash('sha256').update(`POST\n/v2/deliveryTrackers\n\n\n\n${bodyHash}`).digest('hex');
    expect(text).toBe(`${v2}\n${canonical}`);
  });
});

describe('a key', () => {
  it.each([
    ['LIVE-A', 'sandbox', 'Expected a public key for sandbox, got one for live'],
    ['SANDBOX-A', 'live', 'Expected a public key for live, got one for sandbox'],
    // Amazon's own client looks at the bare prefix.
    ['LIVEA', 'sandbox', 'Expected a public key for sandbox, got one for live'],
  ] as const)('%s is refused for %s', (publicKeyId, environment, message) => {
    expect(() => deliveryTrackersPath(publicKeyId, environment)).toThrow(message);
  });
});
