import { basename } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../temporal.config.js';
import { errorOf, file, placesOf, worker } from './config-files.js';

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
      { ...row, account: 'acme-jp', region: 'FE', clientSecret: `file:${basename(secret)}` },
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
        dryRun: false,
        secretIssuedAt: '2026-01-01',
      },
      expect.objectContaining({ endpoint: 'https://example.com/api', clientId: 'id-in', invoices: false }),
      expect.objectContaining({ clientSecret: 'hush-from-file' }),
    ]);
  });

  it('says for each account whether nothing is sent for it, also to commands that read no secrets', () => {
    const rows = [
      { ...row, dryRun: true },
      { ...row, account: 'acme-eu', region: 'EU' },
    ];
    const given = { ...env, ACCOUNTS_FILE: file({ accounts: rows }) };
    expect(loadConfig(given).dryRunAccounts).toEqual(['acme-us']);
    const { dryRunAccounts, amazon } = loadConfig(given, ['amazon']);
    expect(dryRunAccounts).toEqual(['acme-us']);
    expect(amazon.accounts.map(({ dryRun }) => dryRun)).toEqual([true, false]);
  });

  it('does not let DRY_RUN be ignored: whoever sets it believes that nothing is sent', () => {
    const given = { ...env, ACCOUNTS_FILE: file({ accounts: [row] }) };
    expect(placesOf({ ...given, DRY_RUN: 'true' }, [])).toEqual(['DRY_RUN']);
    expect(loadConfig({ ...given, DRY_RUN: 'false' }).dryRunAccounts).toEqual([]);
  });

  it('names each fault once, in the order of the file, and what is missing after what is there', () => {
    const accounts = [
      {
        typo: 1,
        clientSecret: 'hush',
        region: 'US',
        account: row.account,
        clientId: 'i',
        refreshToken: 'env:ACME_TOKEN',
      },
      { account: 'b', region: 'NA', invoices: 'no' },
      row,
    ];
    expect(placesOf({ ...env, ACCOUNTS_FILE: file({ extra: 1, accounts }) }, ['amazon'])).toEqual([
      'ACCOUNTS_FILE, extra',
      'ACCOUNTS_FILE, accounts[0].typo',
      'ACCOUNTS_FILE, accounts[0].clientSecret',
      'ACCOUNTS_FILE, accounts[0].region',
      'ACCOUNTS_FILE, accounts[1].invoices',
      'ACCOUNTS_FILE, accounts[1].clientId',
      'ACCOUNTS_FILE, accounts[1].clientSecret',
      'ACCOUNTS_FILE, accounts[1].refreshToken',
      'ACCOUNTS_FILE, accounts[2]',
    ]);
  });

  it('is refused with the name of an awkward field on one line', () => {
    const { message } = errorOf({ ...env, ACCOUNTS_FILE: file({ accounts: [row], '': 1, 'a\n- b': 1 }) }, ['amazon']);
    expect(message.split('\n').slice(1)).toEqual([
      '- ACCOUNTS_FILE, [""]: is unknown. Remove it, or correct its spelling.',
      '- ACCOUNTS_FILE, ["a?- b"]: is unknown. Remove it, or correct its spelling.',
    ]);
  });

  it('reads no variable that only objects have', () => {
    const accounts = [{ ...row, clientSecret: 'env:toString' }];
    expect(placesOf({ ...env, ACCOUNTS_FILE: file({ accounts }) }, ['amazon'])).toEqual([
      'ACCOUNTS_FILE, accounts[0].clientSecret',
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
    [', accounts[0].secretIssuedAt', 'a date', { accounts: [{ ...row, secretIssuedAt: '1 Jan 2026' }] }],
    [', accounts[0].secretIssuedAt', 'in the future', { accounts: [{ ...row, secretIssuedAt: '9999-01-01' }] }],
    [', accounts[0].notifyUrl', 'env:NAME', { accounts: [{ ...row, notifyUrl: 'http://example.com/hush' }] }],
    [', accounts[1]', 'the same account', { accounts: [row, row] }],
  ])('with a fault at "%s" is refused: %s', (path, what, content) => {
    const { faults, message } = errorOf({ ...env, ACCOUNTS_FILE: file(content) }, ['amazon']);
    expect(faults).toEqual([{ where: `ACCOUNTS_FILE${path}`, what: expect.stringContaining(what) as unknown }]);
    expect(message).not.toMatch(/hush/);
  });
});

describe('DRY_RUN', () => {
  it.each([
    // value, accounts in dry run
    [undefined, []],
    ['', []],
    ['false', []],
    ['true', ['default']],
  ])('%j of the account of the variables means %j', (value, expected) => {
    const given = value === undefined ? worker : { ...worker, DRY_RUN: value };
    expect(loadConfig(given).dryRunAccounts).toEqual(expected);
    expect(loadConfig(given, ['amazon']).amazon.accounts.map(({ dryRun }) => dryRun)).toEqual([expected.length === 1]);
  });

  it.each(['yes', '1', 'TRUE', 'on'])('%s is a fault: a slip of the pen must not send anything', (value) => {
    expect(placesOf({ ...worker, DRY_RUN: value }, ['amazon'])).toEqual(['DRY_RUN']);
  });
});
