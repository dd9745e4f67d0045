import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { startLocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import { loadConfig } from '../../temporal.config.js';
import type { AmazonAccount, Config } from '../../temporal.config.js';
import { examineShipping } from '../../workers/examine-shipping.js';
import type { Finding } from '../../workers/examination.js';

const { policy } = loadConfig({});

describe('an examination of Amazon Shipping', () => {
  let amazon: LocalAmazon;
  beforeEach(async () => {
    amazon = await startLocalAmazon({ region: 'EU' });
  });
  afterEach(() => amazon.stop());

  const accountOf = (changes: Partial<AmazonAccount> = {}): AmazonAccount => {
    const { environment } = amazon;
    return {
      account: 'acme',
      region: 'EU',
      endpoint: environment.SP_API_ENDPOINT,
      lwaEndpoint: environment.LWA_ENDPOINT,
      clientId: environment.LWA_CLIENT_ID,
      clientSecret: environment.LWA_CLIENT_SECRET,
      refreshToken: environment.LWA_REFRESH_TOKEN,
      invoices: false,
      dryRun: false,
      ...changes,
    };
  };
  const desk: Config['ndr'] = {
    shippers: [{ account: 'acme', shippingPartyAccountId: 'P1', appIds: [] }],
    rules: [],
    timing: { warnBeforeMs: 1, marginMs: 1, closeAfterMs: 1, lookEveryMs: 1 },
    onboarding: {},
    hookGiveUpMs: 0,
  };
  const examine = (
    changes: Partial<AmazonAccount> = {},
    more: Partial<Pick<Config, 'policy' | 'ndr'>> = {},
  ): Promise<Finding[]> =>
    examineShipping({
      config: { amazon: { accounts: [accountOf(changes)] }, policy, ...more },
      clock: Date.now,
      logger: pino({ enabled: false }),
      stopping: new AbortController().signal,
    });
  const permission = async (...given: Parameters<typeof examine>): Promise<Finding | undefined> =>
    (await examine(...given)).find(({ check }) => check === 'permission Amazon Shipping');

  it('asks about a parcel that does not exist, and nothing else', async () => {
    expect(await permission()).toMatchObject({ status: 'ok', account: 'acme' });
    const called = amazon.received().map(({ operation, method }) => `${method} ${operation}`);
    expect(called).toEqual(['POST accessToken', 'GET getTracking']);
  });

  it('takes a missing role as a fault where reports have to be answered, and else as a warning', async () => {
    amazon.addFault({ operation: 'getTracking', fault: { kind: 'not-permitted' }, times: 'always' });
    expect(await permission()).toMatchObject({ status: 'warning' });
    const ofDesk = await permission({}, { ndr: desk });
    expect(ofDesk?.status).toBe('error');
    expect(ofDesk?.remedy).toContain('role Amazon Shipping');
  });

  it('asks as the business that knows reports, where there are any', async () => {
    expect((await permission({}, { ndr: desk }))?.what).toContain('AmazonShipping_IN');
    expect((await permission())?.what).toContain('AmazonShipping_UK');
  });

  it.each<[string, Partial<AmazonAccount>]>([
    ['the login is refused', { clientSecret: 'made-up-wrong-secret' }],
    ['nothing answers', { endpoint: 'http://127.0.0.1:1' }],
  ])('knows nothing of the role when %s, and shows no secret', async (_what, changes) => {
    const found = await permission(changes);
    expect(found?.status).toBe('warning');
    expect(found?.what).toMatch(/^Whether Amazon Shipping is permitted is not known\./);
    expect(JSON.stringify(found)).not.toMatch(/made-up/);
  });

  it('never sends a token in clear', async () => {
    expect(await permission({ endpoint: 'http://sellingpartnerapi.example' })).toMatchObject({ status: 'error' });
  });

  it.each<[string, Partial<Config['policy']['shipments']>, string[]]>([
    ['by the policy', {}, ['ok: Rates are chosen by the policy, cheapest.']],
    ['by a person', { rates: 'ask' }, ['ok: Rates are chosen by a person, for every shipment.']],
    [
      'within limits',
      {
        rates: {
          prefer: { kind: 'fastest' },
          carriers: ['AMZN_UK'],
          services: ['one-day'],
          maximumPrice: { value: 9.5, unit: 'GBP' },
        },
      },
      ['ok: Rates are chosen by the policy, fastest, of AMZN_UK, services one-day, at most 9.5 GBP.'],
    ],
    [
      'with a paused operation switched on',
      { directPurchase: true },
      [
        'ok: Rates are chosen by the policy, cheapest.',
        'warning: directPurchaseShipment is switched on, and Amazon has paused it.',
      ],
    ],
  ])('tells that rates are chosen %s', async (_how, shipments, expected) => {
    const found = await examine({}, { policy: { ...policy, shipments: { ...policy.shipments, ...shipments } } });
    expect(found.filter(({ account }) => account === null).map(({ status, what }) => `${status}: ${what}`)).toEqual(
      expected,
    );
  });
});
