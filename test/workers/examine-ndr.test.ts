import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../temporal.config.js';
import { examineNdr } from '../../workers/examine-ndr.js';
import type { Finding } from '../../workers/examination.js';
import { file } from '../configuration/config-files.js';

const SECRET = 'planted-secret-0001';
const key = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const secrets = { SECRET, OTHER: 'planted-secret-0002', SIGNING: key };
const shipper = { account: 'default', shippingPartyAccountId: 'P1' };

const examine = (receiver: object, more: object = {}): Finding[] => {
  const NDR_FILE = file({ shippers: [shipper], receiver, ...more });
  const { ndr, ndrReceiver: config } = loadConfig({ ...secrets, NDR_FILE }, ['ndrReceiver']);
  return examineNdr({ ndr, receiver: { config } });
};
const whatOf = (findings: readonly Finding[], check: string): string | undefined =>
  findings.find((finding) => finding.check === check)?.what;

const apiKey = { keys: ['env:SECRET'] };

describe('an examination of the desk for non-delivery reports', () => {
  it('has nothing against there being none', () => {
    expect(examineNdr({ ndr: undefined, receiver: { faults: [] } })).toMatchObject([{ status: 'ok', check: 'ndr' }]);
  });

  it.each<[string, object, string]>([
    ['an API key', { apiKey }, 'API key in X-API-KEY'],
    [
      'an API key that changes',
      { apiKey: { header: 'X-K', keys: ['env:SECRET', 'env:OTHER'] } },
      'API key in X-K, 2 secrets',
    ],
    ['a password', { password: { username: 'planted-user', passwords: ['env:SECRET'] } }, 'user name and password'],
    [
      'our own tokens',
      { oauth: { clientId: 'planted-client', clientSecrets: ['env:SECRET'], signingKeys: ['env:SIGNING'] } },
      'our own OAuth tokens',
    ],
    [
      "somebody else's tokens",
      { issuer: { issuer: 'x', jwksUrl: 'https://id.example.com/planted/jwks', audience: 'ndr' } },
      'OAuth tokens of id.example.com',
    ],
  ])('names %s as what is asked of a push, and no secret', (_what, authentication, said) => {
    const findings = examine({ authentication });
    expect(whatOf(findings, 'ndr-authentication')).toMatch(new RegExp(`: ${said}\\.$`));
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(JSON.stringify(findings)).not.toMatch(/planted|whsec/);
  });

  it('names all of several mechanisms, and warns of a secret in the query', () => {
    const findings = examine({ authentication: { apiKey, queryParameter: { keys: ['env:OTHER'] } } });
    expect(whatOf(findings, 'ndr-authentication')).toContain('API key in X-API-KEY; query parameter key.');
    expect(findings.filter(({ status }) => status === 'warning').map(({ check }) => check)).toEqual([
      'ndr-query-parameter',
    ]);
  });

  it('says what is decided without a person', () => {
    const receiver = { authentication: { apiKey } };
    expect(whatOf(examine(receiver), 'ndr-rules')).toBe('Every report is decided by a person.');
    const rules = [{ reasonCode: 'Customer unavailable', decide: 'reschedule', afterDays: 1 }];
    expect(whatOf(examine(receiver, { rules }), 'ndr-rules')).toBe('1 rule decides without a person.');
  });

  it('only warns of a receiver that cannot run here: it may run elsewhere', () => {
    const { ndr } = loadConfig({ NDR_FILE: file({ shippers: [shipper] }) });
    const faults = [{ where: 'NDR_FILE, receiver', what: 'is missing.' }];
    expect(examineNdr({ ndr, receiver: { faults } }).filter(({ status }) => status !== 'ok')).toMatchObject([
      { status: 'warning', check: 'ndr-receiver', what: 'NDR_FILE, receiver is missing.' },
    ]);
  });
});
