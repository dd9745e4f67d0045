import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Environment } from '../temporal.config.js';
import { loadConfig, product, secretVariables, variables } from '../temporal.config.js';
import { errorOf, everything, file, key, notifyKey, placesOf, worker } from './configuration/config-files.js';

describe('the configuration', () => {
  it('knows the product as package.json does', () => {
    /** The compiled tests are one level below the repository's root. */
    const path = new URL('../../package.json', import.meta.url);
    const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(product).toEqual({ name, version });
  });

  it('has a default for all that is not required', () => {
    expect(loadConfig(worker, everything)).toEqual({
      logLevel: 'info',
      accountNames: ['default'],
      dryRunAccounts: [],
      labelModes: { rows: [] },
      warehouses: [],
      amazon: {
        accounts: [
          {
            account: 'default',
            region: 'NA',
            endpoint: 'https://sellingpartnerapi-na.amazon.com',
            lwaEndpoint: 'https://api.amazon.com/auth/o2/token',
            clientId: worker.LWA_CLIENT_ID,
            clientSecret: worker.LWA_CLIENT_SECRET,
            refreshToken: worker.LWA_REFRESH_TOKEN,
            invoices: false,
            dryRun: false,
          },
        ],
      },
      documents: { directory: './data/documents', keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }] },
      ledger: { directory: './data/ledger', keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }] },
      intake: { host: '127.0.0.1', port: 8080, token: worker.INTAKE_TOKEN },
      notify: {
        directory: './data/notices',
        keys: [Buffer.alloc(32, 2)],
        urls: { default: 'https://example.com/hush?token=hush' },
      },
      inventoryHook: { url: 'https://example.com/hook?token=hush', keys: [Buffer.alloc(32, 3)] },
      amazonPay: {},
      workerServer: { host: '127.0.0.1' },
      policy: {
        acknowledgement: {
          decide: 'accept',
          acknowledgeAfterMs: 0,
          rules: [],
          codes: {
            '02': 'bad SKU',
            '03': 'out of stock',
            '04': 'duplicate Amazon shipment id',
            '05': 'bad bill-to location',
            '06': 'bad ship-from location',
            '07': 'bad ship-to name',
            '08': 'bad ship-to address line 1',
            '09': 'bad ship-to city',
            '10': 'bad ship-to state',
            '11': 'bad ship-to postal code',
            '12': 'bad ship-to country',
            '13': 'bad carrier or ship method',
          },
          hookGiveUpMs: 20 * 3_600_000,
        },
        inventoryHook: { timeoutMs: 5_000, retry: { firstMs: 5_000, factor: 2, maxMs: 300_000 } },
        deadlines: {
          acknowledgeMs: 24 * 3_600_000,
          acknowledgeWarningMs: 20 * 3_600_000,
          evidenceMs: 30 * 60_000,
          paperMs: 3_600_000,
          firstScanMs: 24 * 3_600_000,
          carrierSilenceMs: 72 * 3_600_000,
          evidenceWarningMs: 15 * 60_000,
          shipWarningMs: 4 * 3_600_000,
          confirmMs: 4 * 3_600_000,
          confirmWarningMs: 30 * 60_000,
          labelMs: 90 * 24 * 3_600_000,
          labelWarningMs: 7 * 24 * 3_600_000,
        },
        proof: { windowMs: 30 * 60_000, evidenceAfterMs: 15 * 60_000, maxFailures: 3 },
        polling: {
          transaction: { firstMs: 60_000, factor: 1.5, maxMs: 300_000 },
          label: { firstMs: 45_000, factor: 2, maxMs: 80_000, stayMs: 36_000 },
          paper: { firstMs: 60_000, factor: 1.5, maxMs: 900_000 },
        },
        batching: { size: 25, windowMs: { labels: 5_000, others: 30_000 }, aloneBeforeDeadlineMs: 5_400_000 },
        labels: { leadMs: 3_600_000 },
        breaker: { probeEveryMs: 300_000 },
        attempts: { startToCloseMs: 45_000, httpTimeoutMs: 15_000, minimumBudgetMs: 30 * 60_000 },
        worker: {
          stickyTimeoutMs: 10_000,
          shutdownGraceMs: 25_000,
          maxConcurrentActivities: 5_000,
          maxCachedWorkflows: 2_000,
        },
        speaker: { heartbeatTimeoutMs: 10_000 },
        quotas: {},
        sweep: {
          enabled: true,
          intervalMs: 900_000,
          overlapMs: 3_600_000,
          firstLookBackMs: 86_400_000,
          cancellationIntervalMs: 900_000,
          gapHourUtc: 3,
          gapLookBackMs: 604_800_000,
        },
        amazonPay: {
          carrierCodes: {},
          giveUpAfterMs: 86_400_000,
          retry: { firstMs: 2_000, factor: 2, maxMs: 300_000 },
        },
        confirmation: {},
        shipments: {
          rates: { prefer: { kind: 'cheapest' } },
          priceGuard: {},
          documents: [{ format: 'PNG' }, { format: 'PDF' }, { format: 'ZPL' }],
          rateBudgetMs: 8 * 60_000,
          rateLifetimeMs: 10 * 60_000,
          maxNewRates: 5,
          refundMs: 14 * 86_400_000,
          handOverMs: 86_400_000,
          directPurchase: false,
        },
      },
    });
  });

  it('asks a command for no more than it needs', () => {
    expect(loadConfig({})).toEqual({
      logLevel: 'info',
      accountNames: ['default'],
      dryRunAccounts: [],
      labelModes: { rows: [] },
      warehouses: [],
      policy: loadConfig(worker, everything).policy,
    });
    expect(placesOf({}, ['intake'])).toEqual(['INTAKE_TOKEN']);
    expect(placesOf({}, ['ledger'])).toEqual(['DOCUMENTS_KEY']);
    expect(loadConfig({ ...worker, LWA_CLIENT_SECRET: undefined, LWA_CLIENT_SECRET_FILE: '/none' })).toBeDefined();
  });

  it('takes an empty variable for an absent one', () => {
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, ' ']));
    expect(loadConfig({ ...empty, ...worker }, everything)).toEqual(loadConfig(worker, everything));
  });

  it.each([
    ['NA', 'https://sellingpartnerapi-na.amazon.com'],
    ['EU', 'https://sellingpartnerapi-eu.amazon.com'],
    ['FE', 'https://sellingpartnerapi-fe.amazon.com'],
  ])('reaches region %s at %s', (region, endpoint) => {
    const { amazon } = loadConfig({ ...worker, SP_API_REGION: region }, ['amazon']);
    expect(amazon.accounts).toMatchObject([{ region, endpoint }]);
  });

  it('puts the endpoint variables above the region, and no slash at the end of a base URL', () => {
    const endpoints = { SP_API_ENDPOINT: 'http://127.0.0.1:9000/', LWA_ENDPOINT: 'http://localhost:9000/auth/token' };
    expect(loadConfig({ ...worker, ...endpoints }, ['amazon']).amazon.accounts).toMatchObject([
      { endpoint: 'http://127.0.0.1:9000', lwaEndpoint: 'http://localhost:9000/auth/token' },
    ]);
  });

  it.each([
    ['0', 0],
    ['9464', 9464],
    ['65535', 65_535],
  ])("has a server of the worker's at port %s", (given, port) => {
    const env = { WORKER_HOST: '0.0.0.0', WORKER_PORT: given };
    expect(loadConfig(env, ['workerServer']).workerServer).toEqual({ host: '0.0.0.0', port });
  });

  it("keeps the date on which the account's secret was issued", () => {
    const { amazon } = loadConfig({ ...worker, LWA_CLIENT_SECRET_ISSUED_AT: '2026-01-01' }, ['amazon']);
    expect(amazon.accounts).toMatchObject([{ secretIssuedAt: '2026-01-01' }]);
  });

  it('reads several keys, the current one first', () => {
    const { documents } = loadConfig({ DOCUMENTS_KEY: `${key('k2', 2)}, ${key('k1', 1)}` }, ['documents']);
    expect(documents.keys.map(({ id }) => id)).toEqual(['k2', 'k1']);
  });

  it.each(secretVariables)('reads %s from a file as well', (name) => {
    const fromFile = { ...worker, [name]: undefined, [`${name}_FILE`]: file(`${worker[name]}\n`) };
    expect(loadConfig(fromFile, everything)).toEqual(loadConfig(worker, everything));
  });
});

describe('a faulty variable', () => {
  it.each<[string, string, Environment]>([
    ['SP_API_REGION', 'NA, EU or FE', { SP_API_REGION: undefined }],
    ['SP_API_REGION', 'one of NA, EU, FE', { SP_API_REGION: 'na' }],
    ['SP_API_ACCOUNT', 'letters, digits', { SP_API_ACCOUNT: 'acme/us' }],
    ['SP_API_ENDPOINT', 'https:', { SP_API_ENDPOINT: 'http://sellingpartnerapi-na.amazon.com' }],
    ['SP_API_ENDPOINT', 'https:', { SP_API_ENDPOINT: 'http://127.0.0.1.example.com' }],
    ['SP_API_ENDPOINT', 'without user', { SP_API_ENDPOINT: 'https://hush:hush@example.com' }],
    ['SP_API_ENDPOINT', 'https:', { SP_API_ENDPOINT: 'sellingpartnerapi-na.amazon.com' }],
    ['LWA_ENDPOINT', 'https:', { LWA_ENDPOINT: 'ftp://127.0.0.1' }],
    ['LWA_CLIENT_ID', 'Developer Central', { LWA_CLIENT_ID: undefined }],
    ['LWA_CLIENT_SECRET', 'Developer Central', { LWA_CLIENT_SECRET: undefined }],
    ['LWA_REFRESH_TOKEN', 'authorised', { LWA_REFRESH_TOKEN: undefined }],
    ['LWA_CLIENT_SECRET_FILE', 'Remove one', { LWA_CLIENT_SECRET_FILE: '/none' }],
    ['LWA_CLIENT_SECRET_FILE', 'ENOENT', { LWA_CLIENT_SECRET: undefined, LWA_CLIENT_SECRET_FILE: '/none' }],
    ['LWA_CLIENT_SECRET_FILE', 'empty', { LWA_CLIENT_SECRET: undefined, LWA_CLIENT_SECRET_FILE: '/dev/null' }],
    ['LWA_CLIENT_SECRET_ISSUED_AT', 'a date', { LWA_CLIENT_SECRET_ISSUED_AT: '2026-02-30' }],
    ['LWA_CLIENT_SECRET_ISSUED_AT', 'future', { LWA_CLIENT_SECRET_ISSUED_AT: '9999-01-01' }],
    ['LABEL_MODE', 'amazon, vendor-label, vendor-carrier', { LABEL_MODE: 'voc' }],
    ['LOG_LEVEL', 'trace', { LOG_LEVEL: 'loud' }],
    ['DOCUMENTS_KEY', 'randomBytes(32)', { DOCUMENTS_KEY: undefined }],
    ['DOCUMENTS_KEY', 'randomBytes(32)', { DOCUMENTS_KEY: 'k1' }],
    ['DOCUMENTS_KEY', 'randomBytes(32)', { DOCUMENTS_KEY: `k1:${Buffer.alloc(31).toString('base64')}` }],
    ['DOCUMENTS_KEY', 'randomBytes(32)', { DOCUMENTS_KEY: `${key('k1', 1)},` }],
    ['DOCUMENTS_KEY', 'randomBytes(32)', { DOCUMENTS_KEY: key('k 1', 1) }],
    ['DOCUMENTS_KEY', 'an id of its own', { DOCUMENTS_KEY: `${key('k1', 1)},${key('k1', 2)}` }],
    ['INTAKE_PORT', '65535', { INTAKE_PORT: '65536' }],
    ['INTAKE_PORT', '65535', { INTAKE_PORT: '80a' }],
    ['INTAKE_TOKEN', 'at least 16', { INTAKE_TOKEN: undefined }],
    ['INTAKE_TOKEN', 'at least 16', { INTAKE_TOKEN: 'hush-short', INTAKE_HOST: '0.0.0.0' }],
    ['INTAKE_TOKEN', 'printable', { INTAKE_TOKEN: 'hush with a space in it' }],
    ['NOTIFY_URL', 'https:', { NOTIFY_URL: 'http://example.com/hush' }],
    ['NOTIFY_URL', 'https:', { NOTIFY_URL: 'example.com/hush' }],
    ['NOTIFY_URL', 'without user', { NOTIFY_URL: 'https://hush@example.com' }],
    ['NOTIFY_URL', 'fragment', { NOTIFY_URL: 'https://example.com/#hush' }],
    ['NOTIFY_URL_FILE', 'ENOENT', { NOTIFY_URL: undefined, NOTIFY_URL_FILE: '/none' }],
    ['NOTIFY_KEY', 'randomBytes(32)', { NOTIFY_KEY: undefined }],
    ['NOTIFY_KEY', 'randomBytes(32)', { NOTIFY_KEY: 'hush' }],
    ['NOTIFY_KEY', 'randomBytes(32)', { NOTIFY_KEY: notifyKey(1, 23) }],
    ['NOTIFY_KEY', 'randomBytes(32)', { NOTIFY_KEY: notifyKey(1, 65) }],
    ['NOTIFY_KEY', 'randomBytes(32)', { NOTIFY_KEY: notifyKey(1).replace('=', '') }],
    ['NOTIFY_KEY', 'randomBytes(32)', { NOTIFY_KEY: notifyKey(0xff).replaceAll('/', '_') }],
    ['NOTIFY_KEY', 'randomBytes(32)', { NOTIFY_KEY: `${notifyKey(1)},` }],
    ['NOTIFY_KEY', 'a key twice', { NOTIFY_KEY: `${notifyKey(1)},${notifyKey(1).replace('whsec_', '')}` }],
    ['WORKER_PORT', '65535', { WORKER_PORT: '65536' }],
    ['WORKER_PORT', '65535', { WORKER_PORT: '-1' }],
    ['ACCOUNTS_FILE', 'ENOENT', { ACCOUNTS_FILE: '/none' }],
    ['WAREHOUSES_FILE', 'ENOENT', { WAREHOUSES_FILE: '/none' }],
    ['POLICY_FILE', 'ENOENT', { POLICY_FILE: '/none' }],
  ])('%s is refused by name and with the remedy: %s', (name, remedy, change) => {
    const error = errorOf({ ...worker, ...change });
    expect(error.faults).toEqual([{ where: name, what: expect.stringContaining(remedy) as unknown }]);
    expect(error.message).toContain(`${name}: `);
    expect(error.message).not.toMatch(/hush/);
  });

  it('is named as the file that its value comes from', () => {
    const env = { ...worker, NOTIFY_URL: undefined, NOTIFY_URL_FILE: file('ftp://hush.example.com') };
    const { faults, message } = errorOf(env);
    expect(faults).toEqual([{ where: 'NOTIFY_URL_FILE', what: expect.stringContaining('https:') as unknown }]);
    expect(message).not.toMatch(/hush/);
  });

  it.each([
    ['2026-06-15', '2026-06-14T10:00:00Z', 'has begun where clocks are 14 h ahead', 0],
    ['2026-06-15', '2026-06-14T09:59:59Z', 'has begun nowhere', 1],
  ])('is a date of issue %s at %s only when it %s', (date, now, _because, faults) => {
    const env = { ...worker, LWA_CLIENT_SECRET_ISSUED_AT: date };
    const load = () => loadConfig(env, ['amazon'], Date.parse(now));
    if (faults === 0) expect(load).not.toThrow();
    else expect(load).toThrow(/LWA_CLIENT_SECRET_ISSUED_AT: is in the future/);
  });

  it('is reported together with all others, those inside files included', () => {
    expect(
      placesOf({
        ...{ LOG_LEVEL: 'loud', LABEL_MODE: 'voc', INTAKE_PORT: '-1', SP_API_ENDPOINT: 'http://example.com' },
        ...{ NOTIFY_URL: 'http://example.com', NOTIFY_KEY_FILE: '/none', WORKER_PORT: 'x' },
        POLICY_FILE: file({ proof: { windowMs: 'long' }, worker: { typo: 1 } }),
        WAREHOUSES_FILE: file('{'),
      }),
    ).toEqual([
      'LOG_LEVEL',
      'SP_API_ENDPOINT',
      'LABEL_MODE',
      'SP_API_REGION',
      'LWA_CLIENT_ID',
      'LWA_CLIENT_SECRET',
      'LWA_REFRESH_TOKEN',
      'DOCUMENTS_KEY',
      'INTAKE_PORT',
      'INTAKE_TOKEN',
      'NOTIFY_URL',
      'NOTIFY_KEY_FILE',
      'WORKER_PORT',
      'POLICY_FILE, proof.windowMs',
      'POLICY_FILE, worker.typo',
      'WAREHOUSES_FILE',
    ]);
  });
});
