import { generateKeyPairSync } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { Environment } from '../../temporal.config.js';
import { loadConfig } from '../../temporal.config.js';
import { errorOf, file } from './config-files.js';

const pemOf = (type: 'rsa' | 'ec'): string =>
  (type === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  ).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

const pem = pemOf('rsa');
const merchant = (changes: Environment = {}): Environment => ({
  AMAZON_PAY_REGION: 'EU',
  AMAZON_PAY_ENVIRONMENT: 'sandbox',
  AMAZON_PAY_PUBLIC_KEY_ID: 'SANDBOX-A1',
  AMAZON_PAY_PRIVATE_KEY_FILE: file(pem),
  ...changes,
});
const read = (env: Environment) => loadConfig(env, ['amazonPay']).amazonPay;

describe('Amazon Pay', () => {
  it('is not there by default', () => {
    expect(read({})).toEqual({});
  });

  it('is asked nothing of by a command that does not notify', () => {
    expect(loadConfig({ AMAZON_PAY_REGION: 'x' })).not.toHaveProperty('amazonPay');
  });

  it.each([
    ['NA', 'na', 'https://pay-api.amazon.com'],
    ['EU', 'eu', 'https://pay-api.amazon.eu'],
    ['JP', 'jp', 'https://pay-api.amazon.jp'],
  ])('of the region %s is %s at %s, with the newer signature', (AMAZON_PAY_REGION, region, endpoint) => {
    expect(read(merchant({ AMAZON_PAY_REGION })).merchant).toEqual({
      endpoint,
      region,
      environment: 'sandbox',
      publicKeyId: 'SANDBOX-A1',
      privateKey: pem.trim(),
      algorithm: 'AMZN-PAY-RSASSA-PSS-V2',
    });
  });

  it.each([
    ['LIVE-A1', 'live'],
    ['SANDBOX-A1', 'sandbox'],
    ['A1', 'live'],
    ['A1', 'sandbox'],
  ])('takes the key %s for %s', (AMAZON_PAY_PUBLIC_KEY_ID, AMAZON_PAY_ENVIRONMENT) => {
    const env = merchant({ AMAZON_PAY_PUBLIC_KEY_ID, AMAZON_PAY_ENVIRONMENT });
    expect(read(env).merchant).toMatchObject({ environment: AMAZON_PAY_ENVIRONMENT });
  });

  it('can be put elsewhere, with the older signature', () => {
    const env = { AMAZON_PAY_ENDPOINT: 'http://127.0.0.1:9000/', AMAZON_PAY_ALGORITHM: 'AMZN-PAY-RSASSA-PSS' };
    expect(read(merchant(env)).merchant).toMatchObject({
      endpoint: 'http://127.0.0.1:9000',
      algorithm: 'AMZN-PAY-RSASSA-PSS',
    });
  });

  it.each<[string, string, Environment]>([
    ['AMAZON_PAY_REGION', 'NA, EU or JP', { AMAZON_PAY_REGION: undefined }],
    ['AMAZON_PAY_REGION', 'one of NA, EU, JP', { AMAZON_PAY_REGION: 'eu' }],
    ['AMAZON_PAY_ENVIRONMENT', 'live or sandbox', { AMAZON_PAY_ENVIRONMENT: undefined }],
    ['AMAZON_PAY_ENVIRONMENT', 'one of live, sandbox', { AMAZON_PAY_ENVIRONMENT: 'test' }],
    ['AMAZON_PAY_PUBLIC_KEY_ID', 'Integration Central', { AMAZON_PAY_PUBLIC_KEY_ID: undefined }],
    ['AMAZON_PAY_PUBLIC_KEY_ID', 'letters, digits and hyphens', { AMAZON_PAY_PUBLIC_KEY_ID: 'a, Signature=' }],
    ['AMAZON_PAY_PUBLIC_KEY_ID', 'is a key for live, but', { AMAZON_PAY_PUBLIC_KEY_ID: 'LIVE-A1' }],
    ['AMAZON_PAY_PUBLIC_KEY_ID', 'is a key for sandbox, but', { AMAZON_PAY_ENVIRONMENT: 'live' }],
    ['AMAZON_PAY_PRIVATE_KEY_FILE', 'the path of the private key', { AMAZON_PAY_PRIVATE_KEY_FILE: undefined }],
    ['AMAZON_PAY_PRIVATE_KEY_FILE', 'ENOENT', { AMAZON_PAY_PRIVATE_KEY_FILE: '/none' }],
    ['AMAZON_PAY_ALGORITHM', 'one of AMZN-PAY-RSASSA-PSS-V2', { AMAZON_PAY_ALGORITHM: 'RSA' }],
    ['AMAZON_PAY_ENDPOINT', 'https:', { AMAZON_PAY_ENDPOINT: 'http://pay-api.amazon.eu' }],
  ])('is refused by %s: %s', (where, what, changes) => {
    const { faults } = errorOf(merchant(changes), ['amazonPay']);
    expect(faults).toEqual([{ where, what: expect.stringContaining(what) as unknown }]);
  });

  it.each([
    ['no key', 'hush'],
    [
      'a public key',
      generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }),
    ],
    ['a key that cannot sign this way', pemOf('ec')],
  ])('is refused with %s in the file, of which nothing is shown', (_case, content) => {
    const { faults, message } = errorOf(merchant({ AMAZON_PAY_PRIVATE_KEY_FILE: file(content) }), ['amazonPay']);
    expect(faults).toMatchObject([{ where: 'AMAZON_PAY_PRIVATE_KEY_FILE' }]);
    expect(message).toContain('does not hold an RSA private key');
    expect(message).not.toMatch(/hush|BEGIN/);
  });

  it('is wanted whole as soon as one variable is set', () => {
    const { faults } = errorOf({ AMAZON_PAY_REGION: 'NA' }, ['amazonPay']);
    expect(faults.map(({ where }) => where)).toEqual([
      'AMAZON_PAY_ENVIRONMENT',
      'AMAZON_PAY_PUBLIC_KEY_ID',
      'AMAZON_PAY_PRIVATE_KEY_FILE',
    ]);
  });
});
