import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { ConfigNeed, Environment } from '../temporal.config.js';
import {
  ConfigError,
  labelModeFor,
  loadConfig,
  product,
  secretVariables,
  temporalConnection,
  temporalVariables,
  toPurchaseOrderPolicy,
  variables,
} from '../temporal.config.js';

/** The compiled tests are one level below the repository's root. */
const repository = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const key = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

/** Everything that a worker with one account needs; the values of the secrets must never be shown. */
const worker = {
  SP_API_REGION: 'NA',
  LWA_CLIENT_ID: 'amzn1.application-oa2-client.1',
  LWA_CLIENT_SECRET: 'hush-client-secret',
  LWA_REFRESH_TOKEN: 'Atzr|hush-refresh-token',
  DOCUMENTS_KEY: key('k1', 1),
  INTAKE_TOKEN: 'hush-intake-token-1',
};
const everything: ConfigNeed[] = ['amazon', 'documents', 'ledger', 'intake'];

let directory: string;
let files = 0;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function file(content: unknown): string {
  const path = join(directory, `${(files += 1)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function errorOf(env: Environment, needs: readonly ConfigNeed[] = everything): ConfigError {
  try {
    loadConfig(env, needs);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('Expected a fault.');
}

const placesOf = (env: Environment, needs?: readonly ConfigNeed[]): string[] =>
  errorOf(env, needs).faults.map(({ where }) => where);

describe('the configuration', () => {
  it('knows the product as package.json does', () => {
    const { name, version } = JSON.parse(repository('package.json')) as Record<string, unknown>;
    expect(product).toEqual({ name, version });
  });

  it('has a default for all that is not required', () => {
    expect(loadConfig(worker, everything)).toEqual({
      logLevel: 'info',
      accountNames: ['default'],
      labelModes: { rows: [] },
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
          },
        ],
      },
      documents: { directory: './data/documents', keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }] },
      ledger: { directory: './data/ledger', keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }] },
      intake: { host: '127.0.0.1', port: 8080, token: worker.INTAKE_TOKEN },
      policy: {
        acknowledgement: { decide: 'accept', acknowledgeAfterMs: 0, rules: [] },
        deadlines: {
          acknowledgeMs: 24 * 3_600_000,
          evidenceMs: 30 * 60_000,
          confirmMs: 4 * 3_600_000,
          confirmWarningMs: 30 * 60_000,
        },
        proof: { windowMs: 30 * 60_000, evidenceAfterMs: 15 * 60_000, maxFailures: 3 },
        polling: {
          transaction: { firstMs: 60_000, factor: 1.5, maxMs: 300_000 },
          label: { firstMs: 60_000, factor: 1.5, maxMs: 300_000 },
        },
        breaker: { probeEveryMs: 300_000 },
        attempts: { startToCloseMs: 45_000, httpTimeoutMs: 15_000, minimumBudgetMs: 30 * 60_000 },
        worker: {
          stickyTimeoutMs: 10_000,
          shutdownGraceMs: 25_000,
          maxConcurrentActivities: 500,
          maxCachedWorkflows: 2_000,
        },
        quotas: {},
        confirmation: {},
      },
    });
  });

  it('asks a command for no more than it needs', () => {
    expect(loadConfig({})).toEqual({
      logLevel: 'info',
      accountNames: ['default'],
      labelModes: { rows: [] },
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
    ['ACCOUNTS_FILE', 'ENOENT', { ACCOUNTS_FILE: '/none' }],
    ['WAREHOUSES_FILE', 'ENOENT', { WAREHOUSES_FILE: '/none' }],
    ['POLICY_FILE', 'ENOENT', { POLICY_FILE: '/none' }],
  ])('%s is refused by name and with the remedy: %s', (name, remedy, change) => {
    const error = errorOf({ ...worker, ...change });
    expect(error.faults).toEqual([{ where: name, what: expect.stringContaining(remedy) as unknown }]);
    expect(error.message).toContain(`${name}: `);
    expect(error.message).not.toMatch(/hush/);
  });

  it('is reported together with all others, those inside files included', () => {
    expect(
      placesOf({
        ...{ LOG_LEVEL: 'loud', LABEL_MODE: 'voc', INTAKE_PORT: '-1', SP_API_ENDPOINT: 'http://example.com' },
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
      'POLICY_FILE, proof.windowMs',
      'POLICY_FILE, worker.typo',
      'WAREHOUSES_FILE',
    ]);
  });
});

describe('ACCOUNTS_FILE', () => {
  const row = {
    account: 'acme-us',
    region: 'NA',
    clientId: 'env:ACME_ID',
    clientSecret: 'env:ACME_SECRET',
    refreshToken: 'env:ACME_TOKEN',
  };
  const env = { ACME_ID: 'id', ACME_SECRET: 'hush-secret', ACME_TOKEN: 'hush-token' };

  it('holds any number of accounts, with secrets from variables and from files beside it', () => {
    const secret = file('hush-from-file\n');
    const rows = [
      {
        ...row,
        vendorCode: 'ACMEX',
        goLiveAt: '2026-01-01T01:00:00+01:00',
        invoices: true,
        notifyUrl: 'https://example.com/notify',
        secretIssuedAt: '2026-01-01',
      },
      { ...row, account: 'acme-in', region: 'EU', endpoint: 'https://example.com/api/', clientId: 'id-in' },
      { ...row, account: 'acme-jp', region: 'FE', clientSecret: `file:${secret.slice(directory.length + 1)}` },
    ];
    const config = loadConfig({ ...env, ACCOUNTS_FILE: file({ accounts: rows }) }, ['amazon']);
    expect(config.accountNames).toEqual(['acme-us', 'acme-in', 'acme-jp']);
    expect(config.amazon.accounts).toEqual([
      {
        account: 'acme-us',
        region: 'NA',
        endpoint: 'https://sellingpartnerapi-na.amazon.com',
        lwaEndpoint: 'https://api.amazon.com/auth/o2/token',
        clientId: 'id',
        clientSecret: 'hush-secret',
        refreshToken: 'hush-token',
        vendorCode: 'ACMEX',
        goLiveAt: '2026-01-01T00:00:00.000Z',
        invoices: true,
      },
      expect.objectContaining({ endpoint: 'https://example.com/api', clientId: 'id-in', invoices: false }),
      expect.objectContaining({ clientSecret: 'hush-from-file' }),
    ]);
  });

  it('gives the names of the accounts to commands without their secrets', () => {
    expect(loadConfig({ ACCOUNTS_FILE: file({ accounts: [row] }) }).accountNames).toEqual(['acme-us']);
  });

  it.each<[string, string, unknown]>([
    ['', 'not JSON', '{ "accounts": hush }'],
    ['', 'line 3, column 1', '{\n"accounts": [] "hush"\n'.replace(' "hush"', '\n"hush"')],
    ['', 'must be an object', []],
    [', accounts', 'is missing', {}],
    [', accounts', 'must not be empty', { accounts: [] }],
    [', acounts', 'is unknown', { accounts: [row], acounts: [] }],
    [', accounts[0].account', 'letters', { accounts: [{ ...row, account: 'a b' }] }],
    [', accounts[0].region', 'one of NA, EU, FE', { accounts: [{ ...row, region: 'US' }] }],
    [', accounts[0].clientSecret', 'env:NAME or file:PATH', { accounts: [{ ...row, clientSecret: 'hush' }] }],
    [', accounts[0].clientSecret', 'variable NONE, which', { accounts: [{ ...row, clientSecret: 'env:NONE' }] }],
    [', accounts[0].refreshToken', 'ENOENT', { accounts: [{ ...row, refreshToken: 'file:none' }] }],
    [', accounts[0].clientId', 'is missing', { accounts: [{ ...row, clientId: undefined }] }],
    [', accounts[0].goLiveAt', 'ISO 8601', { accounts: [{ ...row, goLiveAt: '2026-01-01' }] }],
    [', accounts[0].endpoint', 'https:', { accounts: [{ ...row, endpoint: 'http://example.com' }] }],
    [', accounts[1]', 'the same account', { accounts: [row, row] }],
  ])('with a fault at "%s" is refused: %s', (path, what, content) => {
    const { faults, message } = errorOf({ ...env, ACCOUNTS_FILE: file(content) }, ['amazon']);
    expect(faults).toEqual([{ where: `ACCOUNTS_FILE${path}`, what: expect.stringContaining(what) as unknown }]);
    expect(message).not.toMatch(/hush/);
  });
});

describe('the label mode of an order', () => {
  const mode = (env: Environment, shipMethod = 'UPS', warehouse = 'WH01', account = 'default') =>
    labelModeFor(loadConfig({ ...worker, ...env }, ['amazon']), { account, warehouse, shipMethod });
  const kg = { value: '1', unitOfMeasure: 'KG' };
  const lb = { value: '1', unitOfMeasure: 'LB' };
  const warehouses = (...labelModes: unknown[]) => ({
    WAREHOUSES_FILE: file({ warehouses: [{ partyId: 'WH01', labelModes }] }),
  });

  it('has no default', () => {
    expect(mode({})).toBeUndefined();
  });

  it('is LABEL_MODE for all warehouses when there is no file, and never beside one', () => {
    expect(mode({ LABEL_MODE: 'amazon' })).toEqual({ mode: 'amazon' });
    expect(mode({ LABEL_MODE: 'amazon', ...warehouses({ shipMethod: 'DHL', mode: 'vendor-label' }) })).toBeUndefined();
  });

  it('is found by account, warehouse and exact ship method before any other', () => {
    const env = warehouses(
      { shipMethod: '*', mode: 'vendor-carrier', scacCode: 'UPSN', carrier: 'UPS' },
      { shipMethod: 'DHL', mode: 'amazon' },
    );
    expect(mode(env, 'DHL')).toEqual({ mode: 'amazon' });
    expect(mode(env, 'dhl')).toEqual({ mode: 'vendor-carrier', scacCode: 'UPSN', carrier: 'UPS', defaultWeight: lb });
    expect(mode(env, 'DHL', 'wh01')).toBeUndefined();
    expect(mode(env, 'DHL', 'WH01', 'other')).toBeUndefined();
  });

  it.each([
    ['the row', { value: '2', unitOfMeasure: 'KG' }, { value: '2', unitOfMeasure: 'KG' }, undefined, 'NA'],
    ['the policy', undefined, { value: '3.5', unitOfMeasure: 'LB' }, { value: '3.5', unitOfMeasure: 'LB' }, 'EU'],
    ['North America', undefined, lb, undefined, 'NA'],
    ['Europe', undefined, kg, undefined, 'EU'],
    ['the Far East', undefined, kg, undefined, 'FE'],
  ])('has the default weight of %s in a vendor mode', (_from, inRow, expected, inPolicy, region) => {
    const env = {
      SP_API_REGION: region,
      POLICY_FILE: file({ confirmation: { defaultWeight: inPolicy } }),
      ...warehouses({ shipMethod: '*', mode: 'vendor-label', defaultWeight: inRow }),
    };
    expect(mode(env)).toEqual({ mode: 'vendor-label', defaultWeight: expected });
  });

  it('comes from a file with everything that a warehouse may say, comment lines included', () => {
    const content = `// all warehouses
      { "warehouses": [ { "account": "acme-us", "partyId": "WH01", "timeZone": "America/Chicago",
        "workingDays": [1,2,3,4,5], "labelCutOff": "14:00", "pickups": ["16:00"], "waitForPacking": false,
        // rows
        "labelModes": [ { "shipMethod": "*", "mode": "vendor-carrier", "scacCode": "UPSN", "carrier": "UPS",
          "dialect": "X12", "statusAddress": { "name": "UPS", "addressLine1": "//1 Main Street", "city": "Reno",
          "countryCode": "US" } } ] } ] }`;
    const { labelModes } = loadConfig({ WAREHOUSES_FILE: file(content) });
    expect(labelModes.rows).toEqual([
      {
        account: 'acme-us',
        warehouse: 'WH01',
        shipMethod: '*',
        labelMode: { mode: 'vendor-carrier', scacCode: 'UPSN', carrier: 'UPS' },
      },
    ]);
  });

  const row = { shipMethod: '*', mode: 'amazon' };
  const warehouse = { account: 'default', partyId: 'WH01', labelModes: [row] };
  it.each<[string, string, unknown]>([
    ['warehouses[0].partyId', 'is missing', { ...warehouse, partyId: undefined }],
    ['warehouses[0].labelModes', 'must not be empty', { ...warehouse, labelModes: [] }],
    ['warehouses[0].labelModes[0].mode', 'one of amazon', { ...warehouse, labelModes: [{ ...row, mode: 'voc' }] }],
    ['warehouses[0].labelModes[1]', 'the same shipMethod', { ...warehouse, labelModes: [row, row] }],
    ['warehouses[0].timeZone', 'America/Chicago', { ...warehouse, timeZone: 'Chicago' }],
    ['warehouses[0].labelCutOff', '14:00', { ...warehouse, labelCutOff: '24:00' }],
    [
      'warehouses[0].labelModes[0].defaultWeight.value',
      'above zero',
      { ...warehouse, labelModes: [{ ...row, defaultWeight: { value: '0.0', unitOfMeasure: 'KG' } }] },
    ],
  ])('is refused with a fault at %s: %s', (path, what, content) => {
    const { faults } = errorOf({ WAREHOUSES_FILE: file({ warehouses: [content] }) }, []);
    expect(faults).toEqual([{ where: `WAREHOUSES_FILE, ${path}`, what: expect.stringContaining(what) as unknown }]);
  });

  it('is refused for a warehouse that is there twice, or that does not say whose it is', () => {
    const twice = file({ warehouses: [warehouse, warehouse] });
    expect(placesOf({ WAREHOUSES_FILE: twice }, [])).toEqual(['WAREHOUSES_FILE, warehouses[1]']);
    const account = { region: 'NA', clientId: 'i', clientSecret: 'env:S', refreshToken: 'env:T' };
    const accounts = ['a', 'b'].map((name) => ({ ...account, account: name }));
    const env = {
      ACCOUNTS_FILE: file({ accounts }),
      WAREHOUSES_FILE: file({ warehouses: [{ ...warehouse, account: undefined }] }),
    };
    expect(placesOf(env, [])).toEqual(['WAREHOUSES_FILE, warehouses[0].account']);
  });
});

describe('POLICY_FILE', () => {
  const policy = (content: unknown) => loadConfig({ POLICY_FILE: file(content) }).policy;

  it('changes what it names and nothing else', () => {
    const changed = policy({
      polling: { label: { maxMs: 120_000 } },
      quotas: { getOrder: { ratePerSecond: 0.5, burst: 1 } },
      proof: { windowMs: 1_001 },
    });
    const { policy: defaults } = loadConfig({});
    expect(changed).toEqual({
      ...defaults,
      polling: { ...defaults.polling, label: { firstMs: 60_000, factor: 1.5, maxMs: 120_000 } },
      quotas: { getOrder: { ratePerSecond: 0.5, burst: 1 } },
      // What is derived from the window follows it.
      proof: { windowMs: 1_001, evidenceAfterMs: 500, maxFailures: 3 },
      breaker: { probeEveryMs: 167 },
    });
  });

  it('decides on orders by rules', () => {
    const { acknowledgement } = policy({
      acknowledgement: {
        decide: 'reject',
        code: '03',
        acknowledgeAfterMs: 60_000,
        rules: [
          { decide: 'accept', warehouse: 'WH01' },
          { decide: 'reject', code: '02', description: 'Bad SKU', vendorProductIdentifier: 'S1', shipMethod: 'UPS' },
        ],
      },
    });
    expect(acknowledgement).toEqual({
      decide: 'reject',
      code: '03',
      acknowledgeAfterMs: 60_000,
      rules: [
        { decide: 'accept', warehouse: 'WH01' },
        { decide: 'reject', code: '02', description: 'Bad SKU', vendorProductIdentifier: 'S1', shipMethod: 'UPS' },
      ],
    });
  });

  it('goes into the input of an order only in part', () => {
    const { acknowledgement, deadlines, attempts } = policy({});
    const { startToCloseMs, minimumBudgetMs } = attempts;
    expect(toPurchaseOrderPolicy(policy({}))).toEqual({
      acknowledgement,
      deadlines,
      attempts: { startToCloseMs, minimumBudgetMs },
    });
  });

  it('may be as short as a demonstration needs', () => {
    const attempts = { startToCloseMs: 4_500, httpTimeoutMs: 1_500, minimumBudgetMs: 60_000 };
    expect(policy({ attempts, proof: { windowMs: 10_000 } }).attempts).toEqual(attempts);
  });

  it.each<[string, string, unknown]>([
    ['policy', 'is unknown', { policy: {} }],
    ['proof.windowMinutes', 'is unknown', { proof: { windowMinutes: 30 } }],
    ['proof.windowMs', 'a whole number', { proof: { windowMs: 1.5 } }],
    ['proof.windowMs', 'a number', { proof: { windowMs: '30 min' } }],
    ['proof.windowMs', 'at least 1', { proof: { windowMs: 0 } }],
    ['proof.evidenceAfterMs', 'at most proof.windowMs', { proof: { windowMs: 5, evidenceAfterMs: 6 } }],
    ['proof', 'an object', { proof: null }],
    ['polling.label.factor', 'at least 1', { polling: { label: { factor: 0.5 } } }],
    ['polling.transaction.firstMs', 'polling.transaction.maxMs', { polling: { transaction: { firstMs: 300_001 } } }],
    ['deadlines.confirmWarningMs', 'deadlines.confirmMs', { deadlines: { confirmMs: 1_800_000 } }],
    ['attempts.startToCloseMs', 'at most 45000', { attempts: { startToCloseMs: 45_001 } }],
    ['attempts.startToCloseMs', 'httpTimeoutMs + 3000', { attempts: { startToCloseMs: 17_999 } }],
    ['attempts.minimumBudgetMs', 'startToCloseMs', { attempts: { minimumBudgetMs: 44_999 } }],
    ['worker.shutdownGraceMs', 'httpTimeoutMs', { worker: { shutdownGraceMs: 15_000 } }],
    ['worker.maxCachedWorkflows', '0 or at least 2', { worker: { maxCachedWorkflows: 1 } }],
    ['quotas.getOrderz', 'is unknown', { quotas: { getOrderz: { ratePerSecond: 1, burst: 1 } } }],
    ['quotas.getOrder.burst', 'is missing', { quotas: { getOrder: { ratePerSecond: 1 } } }],
    ['quotas.getOrder.ratePerSecond', 'above 0', { quotas: { getOrder: { ratePerSecond: 0, burst: 1 } } }],
    [
      'confirmation.defaultWeight.unitOfMeasure',
      'KG, LB',
      { confirmation: { defaultWeight: { value: '1', unitOfMeasure: 'g' } } },
    ],
    ['acknowledgement.decide', 'one of accept', { acknowledgement: { decide: 'maybe' } }],
    ['acknowledgement.code', 'two digits', { acknowledgement: { decide: 'reject' } }],
    ['acknowledgement.code', 'not 00', { acknowledgement: { decide: 'reject', code: '00' } }],
    ['acknowledgement.code', '"reject" only', { acknowledgement: { code: '02' } }],
    ['acknowledgement.acknowledgeAfterMs', 'deadlines', { acknowledgement: { acknowledgeAfterMs: 86_400_000 } }],
    ['acknowledgement.rules[0].decide', 'is missing', { acknowledgement: { rules: [{ warehouse: 'W' }] } }],
    ['acknowledgement.rules[0]', 'every order', { acknowledgement: { rules: [{ decide: 'ask' }] } }],
    ['acknowledgement.rules[0].code', 'digits', { acknowledgement: { rules: [{ decide: 'reject', warehouse: 'W' }] } }],
    [
      'acknowledgement.rules[0].sku',
      'is unknown',
      { acknowledgement: { rules: [{ decide: 'ask', warehouse: 'W', sku: 'S' }] } },
    ],
  ])('with a fault at %s is refused: %s', (path, what, content) => {
    const { faults } = errorOf({ POLICY_FILE: file(content) }, []);
    expect(faults).toEqual([{ where: `POLICY_FILE, ${path}`, what: expect.stringContaining(what) as unknown }]);
  });

  it('is checked for numbers that do not fit together even when something else is wrong', () => {
    const content = { attempts: { startToCloseMs: 10, typo: 1 }, deadlines: { confirmMs: 'x', evidenceMs: 0 } };
    expect(placesOf({ POLICY_FILE: file(content) }, []).sort()).toEqual([
      'POLICY_FILE, attempts.startToCloseMs',
      'POLICY_FILE, attempts.typo',
      'POLICY_FILE, deadlines.confirmMs',
      'POLICY_FILE, deadlines.evidenceMs',
    ]);
  });
});

describe('.env.example', () => {
  const lines = repository('.env.example').split('\n');
  const entries = lines.flatMap((line, index) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value, comment: lines[index - 1] ?? '' }];
  });

  it('lists every variable once, and no other', () => {
    const known = [...Object.keys(variables), ...secretVariables.map((name) => `${name}_FILE`), ...temporalVariables];
    expect(entries.map(({ name }) => name).sort()).toEqual(known.sort());
  });

  it('explains each in one line above it', () => {
    for (const { name, comment } of entries) expect([name, comment]).toEqual([name, expect.stringMatching(/^# \S/)]);
  });

  it('shows the true defaults', () => {
    const env = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    expect(loadConfig({ ...env, ...worker }, everything)).toEqual(loadConfig(worker, everything));
    const own = entries.filter(({ name, value }) => value !== '' && !name.startsWith('TEMPORAL_'));
    expect(own.map(({ name }) => name).sort()).toEqual([
      'DOCUMENTS_DIR',
      'INTAKE_HOST',
      'INTAKE_PORT',
      'LEDGER_DIR',
      'LOG_LEVEL',
      'SP_API_ACCOUNT',
    ]);
    expect(temporalConnection(env)).toEqual(
      temporalConnection({ TEMPORAL_ADDRESS: 'localhost:7233', TEMPORAL_NAMESPACE: 'default' }),
    );
  });
});

describe('the connection to Temporal', () => {
  /** An environment in which the SDK finds no file of the person who runs the tests. */
  const isolated = (env: Environment): Environment => ({ TEMPORAL_CONFIG_FILE: file('[profile.default]'), ...env });

  it('comes from the variables of the SDK, with the namespace', () => {
    const env = isolated({ TEMPORAL_ADDRESS: 'temporal.example.com:7233', TEMPORAL_NAMESPACE: 'orders' });
    expect(temporalConnection(env)).toMatchObject({
      connectionOptions: { address: 'temporal.example.com:7233' },
      namespace: 'orders',
    });
    expect(temporalConnection(isolated({})).namespace).toBe('default');
  });

  it('has TLS when there is an API key, and an empty key is none', () => {
    expect(temporalConnection(isolated({ TEMPORAL_API_KEY: 'hush' })).connectionOptions.tls).toBe(true);
    expect(temporalConnection(isolated({ TEMPORAL_API_KEY: '' })).connectionOptions.tls).toBeUndefined();
  });

  it('is refused without quoting the file', () => {
    const env = { TEMPORAL_CONFIG_FILE: file('[profile.default\napi_key = "hush"') };
    expect(() => temporalConnection(env)).toThrow(ConfigError);
    expect(() => temporalConnection(env)).toThrow(/TEMPORAL_CONFIG_FILE/);
    expect(() => temporalConnection(env)).not.toThrow(/hush/);
  });
});
