import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../temporal.config.js';
import type { ConfigError } from '../../temporal.config.js';
import { file } from './config-files.js';

const shipper = { account: 'default', shippingPartyAccountId: 'P1' };
const secret = 'made-up-secret-0001';
const key = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const authentication = { apiKey: { keys: ['env:NDR_KEY'] } };
const environment = { NDR_KEY: secret, HOOK_KEY: key, HOOK_URL: 'https://crm.example.com/a?token=x' };

const read = (content: object, more: Record<string, string> = {}) =>
  loadConfig({ ...environment, ...more, NDR_FILE: file(content) }, ['ndrReceiver', 'addressHook']);
const faultsOf = (content: object, more: Record<string, string> = {}): string[] => {
  try {
    read(content, more);
    return [];
  } catch (error) {
    return (error as ConfigError).faults.map(({ where, what }) => `${where} ${what}`);
  }
};

describe('NDR_FILE', () => {
  it('has a default for all that is not required, and no rule', () => {
    const { ndr, ndrReceiver, addressHook } = read({ shippers: [shipper], receiver: { authentication } });
    expect(ndr).toEqual({
      shippers: [{ ...shipper, appIds: [] }],
      rules: [],
      timing: { warnBeforeMs: 14_400_000, marginMs: 300_000, closeAfterMs: 1_209_600_000, lookEveryMs: 86_400_000 },
      onboarding: {},
      hookGiveUpMs: 0,
    });
    expect(ndrReceiver).toEqual({
      host: '127.0.0.1',
      port: 8_090,
      path: '/ndr',
      rate: { perSecond: 200, burst: 2_000 },
      authentication: { apiKey: { header: 'X-API-KEY', keys: [secret] } },
    });
    expect(addressHook).toBeUndefined();
  });

  it('reads secrets only where they are needed', () => {
    const content = {
      shippers: [shipper],
      receiver: { authentication },
      addressHook: { url: 'env:HOOK_URL', keys: ['env:HOOK_KEY'] },
    };
    const found = loadConfig({ NDR_FILE: file(content) });
    expect(found.ndr?.shippers).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain('made-up');
    expect(read(content).addressHook).toMatchObject({ url: environment.HOOK_URL, keys: [Buffer.alloc(32, 1)] });
  });

  it.each<[string, object, string]>([
    ['no mechanism', { shippers: [shipper], receiver: { authentication: {} } }, 'at least one of apiKey'],
    ['no receiver', { shippers: [shipper] }, 'receiver is missing'],
    [
      'a secret in clear',
      { shippers: [shipper], receiver: { authentication: { apiKey: { keys: [secret] } } } },
      'env:NAME or file:PATH',
    ],
    [
      'three secrets',
      {
        shippers: [shipper],
        receiver: { authentication: { apiKey: { keys: ['env:NDR_KEY', 'env:NDR_KEY', 'env:NDR_KEY'] } } },
      },
      'at most 2',
    ],
    [
      'a short secret',
      { shippers: [shipper], receiver: { authentication: { apiKey: { keys: ['env:SHORT'] } } } },
      '16 printable',
    ],
    [
      'a rule that returns parcels',
      { shippers: [shipper], receiver: { authentication }, rules: [{ reasonCode: 'Other', decide: 'rto' }] },
      'rules[0].decide',
    ],
    [
      'a rule without its hook',
      { shippers: [shipper], receiver: { authentication }, rules: [{ reasonCode: 'Other', decide: 'address-hook' }] },
      'needs addressHook',
    ],
    [
      'an unknown account',
      { shippers: [{ ...shipper, account: 'x' }], receiver: { authentication } },
      'configured account',
    ],
    ['a shipper twice', { shippers: [shipper, shipper], receiver: { authentication } }, 'is there twice'],
  ])('with %s is refused, without the secret', (_what, content, fault) => {
    const faults = faultsOf(content, { SHORT: 'short-secret' });
    expect(faults.join('\n')).toContain(fault);
    expect(faults.join('\n')).not.toMatch(/made-up|short-secret/);
  });

  it('is needed for the receiver, and for nothing else', () => {
    expect(() => loadConfig({}, ['ndrReceiver'])).toThrow();
    expect(loadConfig({}).ndr).toBeUndefined();
  });
});

describe('docs/ndr.md', () => {
  const page = readFileSync(new URL('../../../docs/ndr.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text!) as object);
  it('shows an NDR_FILE that the configuration takes', () => {
    const [first, rules] = examples;
    const content = { ...first, ...rules };
    const faults = faultsOf(content, {
      SP_API_ACCOUNT: 'acme-in',
      NDR_API_KEY: secret,
      ADDRESS_HOOK_KEY: key,
    });
    expect(faults).toEqual([]);
  });
});
