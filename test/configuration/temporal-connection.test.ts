import { describe, expect, it } from 'vitest';

import type { Environment, Fault } from '../../temporal.config.js';
import { ConfigError, temporalConnection } from '../../temporal.config.js';
import { file } from './config-files.js';

describe('the connection to Temporal', () => {
  /** An environment in which the SDK finds no file of the person who runs the tests. */
  const isolated = (env: Environment): Environment => ({ TEMPORAL_CONFIG_FILE: file('[profile.default]'), ...env });

  function faultsOf(env: Environment): readonly Fault[] {
    try {
      temporalConnection(env);
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
    return [];
  }

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

  it.each([
    ['true', {}],
    ['1', {}],
    ['false', false],
    ['0', false],
  ])('has TLS as TEMPORAL_TLS=%s says', (value, tls) => {
    const { connectionOptions } = temporalConnection(isolated({ TEMPORAL_TLS: value }));
    expect(connectionOptions.tls).toEqual(tls);
  });

  it('takes the profile that is named', () => {
    const profiles = file('[profile.default]\naddress = "a:1"\n[profile.prod]\naddress = "b:2"');
    const env = { TEMPORAL_CONFIG_FILE: profiles };
    expect(temporalConnection(env).connectionOptions.address).toBe('a:1');
    expect(temporalConnection({ ...env, TEMPORAL_PROFILE: 'prod' }).connectionOptions.address).toBe('b:2');
  });

  it.each<[string, string, Environment]>([
    ['TEMPORAL_TLS', 'true or 1', { TEMPORAL_TLS: 'yes' }],
    ['TEMPORAL_TLS', 'true or 1', { TEMPORAL_TLS: 'True' }],
    ['TEMPORAL_TLS', 'true or 1', { TEMPORAL_TLS: 'true ' }],
    ['TEMPORAL_TLS', 'false or 0', { TEMPORAL_TLS: 'off' }],
    ['TEMPORAL_CONFIG_FILE', 'ENOENT', { TEMPORAL_CONFIG_FILE: '/none/temporal.toml' }],
    ['TEMPORAL_CONFIG_FILE', 'EISDIR', { TEMPORAL_CONFIG_FILE: '/' }],
    ['TEMPORAL_PROFILE', 'does not have', { TEMPORAL_PROFILE: 'hush' }],
  ])('is refused where the SDK would ignore %s: %s', (where, what, env) => {
    expect(faultsOf(isolated(env))).toEqual([{ where, what: expect.stringContaining(what) as unknown }]);
    expect(() => temporalConnection(isolated(env))).not.toThrow(/hush|yes|True/);
  });

  it('is refused with all of that at once', () => {
    const faults = faultsOf({ TEMPORAL_TLS: 'on', TEMPORAL_CONFIG_FILE: '/none', TEMPORAL_PROFILE: 'prod' });
    expect(faults.map(({ where }) => where)).toEqual(['TEMPORAL_TLS', 'TEMPORAL_CONFIG_FILE']);
  });

  it('is refused without quoting the file', () => {
    const env = { TEMPORAL_CONFIG_FILE: file('[profile.default\napi_key = "hush"') };
    expect(() => temporalConnection(env)).toThrow(ConfigError);
    expect(() => temporalConnection(env)).toThrow(/TEMPORAL_CONFIG_FILE/);
    expect(() => temporalConnection(env)).not.toThrow(/hush/);
  });
});
