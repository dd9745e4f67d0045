import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { startLocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { AmazonAccount } from '../../temporal.config.js';
import { clockFinding, examineAmazon } from '../../workers/examine-amazon.js';
import type { Finding } from '../../workers/examination.js';

const SHIPPING = '/vendor/directFulfillment/shipping/v1';

describe('an examination of Amazon', () => {
  let amazon: LocalAmazon;
  beforeEach(async () => {
    amazon = await startLocalAmazon();
  });
  afterEach(() => amazon.stop());

  const examine = (changes: Partial<AmazonAccount> = {}, clock: () => number = Date.now): Promise<Finding[]> => {
    const { environment } = amazon;
    const account: AmazonAccount = {
      account: 'acme',
      region: 'NA',
      endpoint: environment.SP_API_ENDPOINT,
      lwaEndpoint: environment.LWA_ENDPOINT,
      clientId: environment.LWA_CLIENT_ID,
      clientSecret: environment.LWA_CLIENT_SECRET,
      refreshToken: environment.LWA_REFRESH_TOKEN,
      invoices: false,
      dryRun: false,
      secretIssuedAt: new Date(clock()).toISOString().slice(0, 10),
      ...changes,
    };
    return examineAmazon({
      accounts: [account],
      clock,
      logger: pino({ enabled: false }),
      stopping: new AbortController().signal,
    });
  };
  const of = (findings: Finding[], check: string): Finding | undefined => findings.find((row) => row.check === check);

  it('asks for tokens only: no order is read, nothing is written', async () => {
    const findings = await examine();
    expect(findings.map(({ status }) => status)).toEqual(findings.map(() => 'ok'));
    expect(findings.map(({ check }) => check)).toEqual([
      'login',
      'permission getOrders',
      'permission getOrder',
      'permission getShippingLabels',
      'permission getShippingLabel',
      'permission getPackingSlips',
      'permission getPackingSlip',
      'client-secret',
      'clock',
    ]);
    const called = amazon.received().map(({ operation, method }) => `${method} ${operation}`);
    // The one without an operation asks for nothing but the time.
    expect([...new Set(called)].sort()).toEqual(['HEAD unknown', 'POST accessToken', 'POST createRestrictedDataToken']);
  }, 30_000);

  it('names each operation that a missing role stops, and only those', async () => {
    for (const path of [`${SHIPPING}/shippingLabels/{purchaseOrderNumber}`, `${SHIPPING}/packingSlips`]) {
      amazon.addFault({
        operation: 'createRestrictedDataToken',
        fault: { kind: 'rdt-refused', path },
        times: 'always',
      });
    }
    const findings = await examine();
    expect(of(findings, 'permission getShippingLabel')).toMatchObject({
      status: 'error',
      what: expect.stringMatching(/^getShippingLabel is not permitted\. .*InvalidInput/),
      remedy: expect.stringContaining('Direct-to-Consumer Shipping (Restricted)'),
    });
    // No order stands still for a packing slip.
    expect(of(findings, 'permission getPackingSlips')).toMatchObject({ status: 'warning' });
    expect(of(findings, 'permission getShippingLabels')).toMatchObject({ status: 'ok' });
    expect(of(findings, 'permission getOrder')).toMatchObject({ status: 'ok' });
  }, 30_000);

  it.each<[string, Partial<AmazonAccount>, string, string]>([
    // what is wrong, changes, code, remedy
    ['the client secret', { clientSecret: 'made-up-wrong-secret' }, 'invalid_client', 'LWA_CLIENT_SECRET'],
    ['the refresh token', { refreshToken: 'Atzr|made-up-wrong-token' }, 'invalid_grant', 'LWA_REFRESH_TOKEN'],
  ])('tells that %s is wrong by its code, and never the secret', async (_what, changes, code, remedy) => {
    const findings = await examine(changes);
    expect(of(findings, 'login')).toMatchObject({
      status: 'error',
      what: expect.stringContaining(code),
      remedy: expect.stringContaining(remedy),
    });
    expect(of(findings, 'permissions')).toMatchObject({ status: 'error' });
    expect(of(findings, 'clock')).toMatchObject({ status: 'ok' });
    expect(JSON.stringify(findings)).not.toMatch(/made-up/);
  });

  it('goes on when nothing answers, and ends soon', async () => {
    const findings = await examine({ endpoint: 'http://127.0.0.1:1' });
    expect(findings.map(({ check, status }) => `${check} ${status}`)).toEqual([
      'login ok',
      'permission getOrders error',
      'client-secret ok',
      'clock warning',
    ]);
  });

  it('never sends a token in clear', async () => {
    const findings = await examine({ endpoint: 'http://sellingpartnerapi.example' });
    expect(of(findings, 'endpoint')).toMatchObject({ status: 'error', what: expect.stringContaining('https:') });
  });

  it("compares its own clock to Amazon's", async () => {
    const findings = await examine({ clientSecret: 'made-up-wrong-secret' }, () => Date.now() + 120_000);
    expect(of(findings, 'clock')).toMatchObject({
      status: 'warning',
      what: expect.stringMatching(/^The clock is (119|120|121) s ahead of Amazon's\.$/),
    });
  });

  it.each([
    // ms ahead, status, said
    [0, 'ok', 'within 0 s'],
    [30_000, 'ok', 'within 30 s'],
    [31_000, 'warning', '31 s ahead of'],
    [-31_000, 'warning', '31 s behind'],
  ])('a clock %d ms ahead is %s', (aheadMs, status, said) => {
    expect(clockFinding('acme', aheadMs)).toMatchObject({ status, what: expect.stringContaining(said) });
  });
});
