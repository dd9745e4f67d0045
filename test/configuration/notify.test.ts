import { describe, expect, it } from 'vitest';

import type { Environment } from '../../temporal.config.js';
import { loadConfig } from '../../temporal.config.js';
import { errorOf, file, notifyKey, placesOf } from './config-files.js';

const notify = (env: Environment) => loadConfig(env, ['notify']).notify;

/** An account whose secrets a command without `amazon` does not read. */
const account = (name: string, notifyUrl?: string) => ({
  ...{ account: name, region: 'NA', clientId: 'env:NONE', clientSecret: 'env:NONE', refreshToken: 'env:NONE' },
  ...(notifyUrl !== undefined && { notifyUrl }),
});

describe('notices', () => {
  it('go nowhere by default, and need no key then', () => {
    expect(notify({})).toEqual({ directory: './data/notices', keys: [], urls: {} });
  });

  it('go to NOTIFY_URL, except those of an account with a URL of its own', () => {
    const accounts = [
      account('a'),
      account('b', 'https://example.com/b?token=t'),
      account('c', 'env:C_URL'),
      account('d', `file:${file('http://127.0.0.1:9000/d\n')}`),
    ];
    const env = { ACCOUNTS_FILE: file({ accounts }), C_URL: 'https://example.com/c', NOTIFY_KEY: notifyKey(1) };
    const own = { b: 'https://example.com/b?token=t', c: 'https://example.com/c', d: 'http://127.0.0.1:9000/d' };
    expect(notify(env).urls).toEqual(own);
    const everywhere = { NOTIFY_URL: 'https://example.com/all', NOTIFY_DIR: '/var/notices' };
    expect(notify({ ...env, ...everywhere })).toEqual({
      directory: '/var/notices',
      keys: [Buffer.alloc(32, 1)],
      urls: { ...own, a: 'https://example.com/all' },
    });
  });

  it.each([
    ['24 bytes', notifyKey(1, 24), [Buffer.alloc(24, 1)]],
    ['64 bytes', notifyKey(1, 64), [Buffer.alloc(64, 1)]],
    ['no prefix', notifyKey(1).replace('whsec_', ''), [Buffer.alloc(32, 1)]],
    ['two keys', `${notifyKey(2)}, ${notifyKey(1)}`, [Buffer.alloc(32, 2), Buffer.alloc(32, 1)]],
  ])('are signed with a key of %s', (_case, NOTIFY_KEY, keys) => {
    expect(notify({ NOTIFY_KEY }).keys).toEqual(keys);
  });

  it('are refused without a key, also where only an account has a URL', () => {
    expect(placesOf({ NOTIFY_URL: 'https://example.com' }, ['notify'])).toEqual(['NOTIFY_KEY']);
    const accounts = [account('a', 'https://example.com')];
    expect(placesOf({ ACCOUNTS_FILE: file({ accounts }) }, ['notify'])).toEqual(['NOTIFY_KEY']);
  });

  it.each([
    ['names the environment variable NONE', 'env:NONE'],
    ['ENOENT', 'file:none'],
    ['https:', 'env:C_URL'],
    ['https:', 'https://hush:hush@example.com'],
  ])('are refused by the place of a faulty URL in ACCOUNTS_FILE: %s', (what, url) => {
    const accounts = [account('a', url)];
    const env = { ACCOUNTS_FILE: file({ accounts }), C_URL: 'ftp://hush', NOTIFY_KEY: notifyKey(1) };
    const { faults, message } = errorOf(env, ['notify']);
    expect(faults).toEqual([
      { where: 'ACCOUNTS_FILE, accounts[0].notifyUrl', what: expect.stringContaining(what) as unknown },
    ]);
    expect(message).not.toMatch(/hush/);
  });

  it('ask nothing of a command that sends none', () => {
    const accounts = [account('a', 'env:NONE')];
    expect(loadConfig({ ACCOUNTS_FILE: file({ accounts }), NOTIFY_URL: 'x' }).accountNames).toEqual(['a']);
  });
});
