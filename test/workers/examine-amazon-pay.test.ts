import { describe, expect, it } from 'vitest';
import type { AmazonAccount, PayMerchantConfig } from '../../temporal.config.js';
import { examineAmazonPay } from '../../workers/examine-amazon-pay.js';

const merchant: PayMerchantConfig = {
  endpoint: 'https://pay-api.amazon.eu',
  region: 'eu',
  environment: 'live',
  publicKeyId: 'LIVE-PLANTEDKEYID',
  privateKey: 'planted private key',
  algorithm: 'AMZN-PAY-RSASSA-PSS-V2',
};

const examine = (changes: Partial<PayMerchantConfig> = {}, ...regions: AmazonAccount['region'][]) =>
  examineAmazonPay({
    config: { amazonPay: { merchant: { ...merchant, ...changes } } },
    accounts: regions.map((region) => ({ region })),
  });
const warned = (...given: Parameters<typeof examine>): string[] =>
  examine(...given)
    .filter(({ status }) => status === 'warning')
    .map(({ check }) => check);

describe('an examination of Amazon Pay', () => {
  it('has nothing against there being none', () => {
    expect(examineAmazonPay({ config: { amazonPay: {} } })).toMatchObject([{ status: 'ok', check: 'amazon-pay' }]);
  });

  it('says where notices go and how they are signed, and shows neither key nor its id', () => {
    const findings = examine({}, 'EU');
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(findings[0]?.what).toBe(
      'Delivery notices go to pay-api.amazon.eu, region eu, signed with AMZN-PAY-RSASSA-PSS-V2.',
    );
    expect(JSON.stringify(findings)).not.toMatch(/planted/i);
  });

  it.each([
    // key id, said
    ['LIVE-A', 'its id is one for live'],
    ['A', 'names no environment: AMAZON_PAY_ENVIRONMENT says live'],
  ])('says of the key %s that %s', (publicKeyId, said) => {
    expect(examine({ publicKeyId }).find(({ check }) => check === 'amazon-pay-key')?.what).toContain(said);
  });

  it('warns of the sandbox, where nobody is told', () => {
    expect(warned({ environment: 'sandbox', publicKeyId: 'SANDBOX-A' })).toEqual(['amazon-pay-environment']);
  });

  it.each<[PayMerchantConfig['region'], AmazonAccount['region'][], string[]]>([
    ['eu', ['NA', 'EU'], []],
    ['jp', ['FE'], []],
    ['na', ['EU'], ['amazon-pay-region']],
    ['na', [], []],
  ])('of a merchant in %s with accounts in %p warns of %p', (region, accounts, expected) => {
    expect(warned({ region }, ...accounts)).toEqual(expected);
  });
});
