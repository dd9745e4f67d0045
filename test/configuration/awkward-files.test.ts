import { describe, expect, it } from 'vitest';

import type { Environment, Fault } from '../../temporal.config.js';
import { ConfigError, loadConfig, temporalConnection, temporalVariables, variables } from '../../temporal.config.js';
import { mutated, randomJson, seededDice } from '../support/random-json.js';
import { everything, file, worker } from './config-files.js';

/** One good file each, with every field, so that a mutation comes close to what is expected at any depth. */
const good = {
  ACCOUNTS_FILE: {
    accounts: [
      {
        ...{ account: 'acme-us', region: 'NA', endpoint: 'https://example.com/', lwaEndpoint: 'https://example.com' },
        ...{ clientId: 'id', clientSecret: 'env:HUSH', refreshToken: 'env:HUSH', vendorCode: 'V', invoices: false },
        ...{ goLiveAt: '2026-01-01T00:00:00Z', notifyUrl: 'https://example.com', secretIssuedAt: '2026-01-01' },
      },
      { account: 'acme-eu', region: 'EU', clientId: 'env:HUSH', clientSecret: 'env:HUSH', refreshToken: 'env:HUSH' },
    ],
  },
  WAREHOUSES_FILE: {
    warehouses: [
      {
        ...{ account: 'acme-us', partyId: 'WH01', timeZone: 'America/Chicago', workingDays: [1, 2, 3] },
        ...{ labelCutOff: '14:00', pickups: ['09:00', '16:00'], waitForPacking: true },
        labelModes: [
          {
            ...{ shipMethod: 'X', mode: 'vendor-carrier', scacCode: 'UPSN', carrier: 'UPS', dialect: 'X12' },
            defaultWeight: { value: '1.5', unitOfMeasure: 'LB' },
            statusAddress: { name: 'UPS', addressLine1: 'A', city: 'B', countryCode: 'US' },
          },
          { shipMethod: '*', mode: 'amazon' },
        ],
      },
    ],
  },
  POLICY_FILE: {
    acknowledgement: {
      ...{ decide: 'reject', code: '03', acknowledgeAfterMs: 1 },
      rules: [{ decide: 'ask', warehouse: 'W' }],
    },
    deadlines: { acknowledgeMs: 100_000, acknowledgeWarningMs: 5, labelMs: 10, labelWarningMs: 9, shipWarningMs: 1 },
    proof: { windowMs: 10, evidenceAfterMs: 5, maxFailures: 2 },
    polling: { transaction: { firstMs: 1, factor: 2, maxMs: 3 }, label: { maxMs: 90_000 } },
    breaker: { probeEveryMs: 1 },
    attempts: { startToCloseMs: 45_000, httpTimeoutMs: 15_000 },
    worker: { shutdownGraceMs: 25_000, maxCachedWorkflows: 0 },
    quotas: { getOrder: { ratePerSecond: 1, burst: 1 } },
    confirmation: { defaultWeight: { value: '1', unitOfMeasure: 'KG' } },
  },
};
type FileName = keyof typeof good;
const fileNames = Object.keys(good) as FileName[];

const env = { ...worker, HUSH: 'hush-account-secret' };

/** A configuration, or its faults; anything else that is thrown fails the test. */
function load(given: Environment): { faults?: readonly Fault[]; message?: string } {
  try {
    loadConfig(given, everything, Date.parse('2026-06-01T00:00:00Z'));
    return {};
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.faults, message: error.message };
    throw error;
  }
}

const namesIn = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(namesIn)];

/** The same with every text made one that must not be shown. */
const hushed = (content: unknown): unknown =>
  JSON.parse(JSON.stringify(content, (_name, value: unknown) => (typeof value === 'string' ? `hush${value}` : value)));

describe('a file of the configuration, whatever is in it,', () => {
  it('is taken as it stands here, which the mutations below start from', () => {
    const files = Object.fromEntries(fileNames.map((name) => [name, file(good[name])]));
    expect(load({ ...env, ...files })).toEqual({});
  });

  it.each(fileNames)('gives faults and never an exception: %s', (name) => {
    const dice = seededDice(1);
    const names = [...new Set(namesIn(good[name]))];
    let refused = 0;
    for (let round = 0; round < 400; round += 1) {
      const content = round % 3 === 0 ? randomJson(dice, names, 5) : mutated(dice, good[name], names);
      const path = file(round % 5 === 0 ? hushed(content) : content);
      const { faults = [], message = '' } = load({ ...env, [name]: path });
      if (round % 20 === 0) expect(load({ ...env, [name]: path }).faults ?? []).toEqual(faults);
      if (faults.length > 0) refused += 1;
      for (const { where, what } of faults) {
        expect(where).toMatch(new RegExp(`^(${name}|NOTIFY_KEY)(, [^\\p{C}]+)?$`, 'u'));
        expect(what).toMatch(/^[a-z][^\p{C}]*[^ ]$/u);
      }
      // No two lines about the same thing, no secret, and none of the long values that the generator makes.
      expect(new Set(message.split('\n')).size).toBe(message.split('\n').length);
      expect(message).not.toMatch(/hush|x{61}|\u{1f600}{2}/u);
    }
    expect(refused).toBeGreaterThan(200);
  });

  it('is never quoted when it is no JSON', () => {
    for (const text of ['hush', '{"hush": hush}', '[1,', '"hush', '{"a":1}hush', '\u0000hush', '// hush']) {
      for (const name of fileNames) {
        const { faults = [], message } = load({ ...env, [name]: file(text) });
        expect(faults.map(({ where }) => where)).toEqual([name]);
        expect(message).not.toMatch(/hush/);
      }
    }
  });
});

describe('a variable, whatever is in it,', () => {
  it('gives faults and never an exception', () => {
    const dice = seededDice(2);
    const values = [
      '',
      ' ',
      '\u0000',
      '-1',
      '1e3',
      'x'.repeat(5_000),
      '__proto__',
      'toString',
      '/',
      'https://',
      '\u202e',
    ];
    const names = Object.keys(variables).flatMap((name) => [name, `${name}_FILE`]);
    let refused = 0;
    for (let round = 0; round < 500; round += 1) {
      const given = Object.fromEntries(Array.from({ length: 3 }, () => [dice.pick(names), dice.pick(values)]));
      const { faults = [], message = '' } = load({ ...worker, ...given });
      if (faults.length > 0) refused += 1;
      expect(message).not.toMatch(/hush|x{61}|\u0000|\u202e/);
    }
    expect(refused).toBeGreaterThan(200);
  });

  it("gives faults and never an exception where it is the SDK's", () => {
    const dice = seededDice(3);
    const profiles = [
      '[profile.default]',
      '',
      'x',
      'profile = 1',
      '[profile]\ndefault = 1',
      '[profile.default]\ntls = 1',
    ];
    for (let round = 0; round < 300; round += 1) {
      const value = () => dice.pick(['', '\u0000', 'true', '1', '/none', 'x'.repeat(500), '__proto__', 'constructor']);
      const given = Object.fromEntries(Array.from({ length: 3 }, () => [dice.pick(temporalVariables), value()]));
      try {
        temporalConnection({ TEMPORAL_CONFIG_FILE: file(dice.pick(profiles)), ...given });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }
  });
});
