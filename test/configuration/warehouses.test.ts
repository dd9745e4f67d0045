import { describe, expect, it } from 'vitest';

import type { Environment } from '../../temporal.config.js';
import { labelModeFor, loadConfig, warehouseOf } from '../../temporal.config.js';
import { errorOf, file, placesOf, worker } from './config-files.js';

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
    expect(mode(env, 'dhl')).toEqual({
      mode: 'vendor-carrier',
      scacCode: 'UPSN',
      carrier: 'UPS',
      defaultWeight: lb,
      needsScac: true,
    });
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
        carrier: {
          dialect: 'X12',
          statusAddress: { name: 'UPS', addressLine1: '//1 Main Street', city: 'Reno', countryCode: 'US' },
        },
      },
    ]);
  });

  const row = { shipMethod: '*', mode: 'amazon' };
  const timeZone = 'America/Chicago';
  const warehouse = { account: 'default', partyId: 'WH01', labelModes: [row] };
  it.each<[string, string, unknown]>([
    ['warehouses[0].partyId', 'is missing', { ...warehouse, partyId: undefined }],
    ['warehouses[0].labelModes', 'must not be empty', { ...warehouse, labelModes: [] }],
    ['warehouses[0].labelModes[0].mode', 'one of amazon', { ...warehouse, labelModes: [{ ...row, mode: 'voc' }] }],
    ['warehouses[0].labelModes[1]', 'the same shipMethod', { ...warehouse, labelModes: [row, row] }],
    ['warehouses[0].timeZone', 'America/Chicago', { ...warehouse, timeZone: 'Chicago' }],
    ['warehouses[0].labelCutOff', '14:00', { ...warehouse, timeZone, labelCutOff: '24:00' }],
    ['warehouses[0].shiftStart', 'a time of day', { ...warehouse, timeZone, shiftStart: '6:00' }],
    ['warehouses[0].timeZone', 'shiftStart cannot', { ...warehouse, shiftStart: '06:00' }],
    ['warehouses[0].pickups', 'must not be empty', { ...warehouse, timeZone, pickups: [] }],
    ['warehouses[0].pickups[1]', 'a time of day', { ...warehouse, timeZone, pickups: ['09:00', '9:30'] }],
    ['warehouses[0].pickups[1]', 'twice', { ...warehouse, timeZone, pickups: ['09:00', '09:00'] }],
    ['warehouses[0].workingDays', 'must not be empty', { ...warehouse, timeZone, workingDays: [] }],
    ['warehouses[0].workingDays[0]', 'at least 1', { ...warehouse, timeZone, workingDays: [0] }],
    ['warehouses[0].workingDays[0]', 'at most 7', { ...warehouse, timeZone, workingDays: [8] }],
    ['warehouses[0].workingDays[2]', 'twice', { ...warehouse, timeZone, workingDays: [1, 2, 1] }],
    ['warehouses[0].waitForPacking', 'true or false', { ...warehouse, waitForPacking: 'no' }],
    ['warehouses[0].timeZone', 'labelCutOff cannot', { ...warehouse, labelCutOff: '14:00' }],
    ['warehouses[0].timeZone', 'workingDays, pickups', { ...warehouse, workingDays: [1], pickups: ['16:00'] }],
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
    const unnamed = { ...warehouse, account: undefined };
    for (const other of [warehouse, unnamed]) {
      const twice = file({ warehouses: [warehouse, other] });
      expect(placesOf({ WAREHOUSES_FILE: twice }, [])).toEqual(['WAREHOUSES_FILE, warehouses[1]']);
    }
    const account = { region: 'NA', clientId: 'i', clientSecret: 'env:S', refreshToken: 'env:T' };
    const accounts = ['a', 'b'].map((name) => ({ ...account, account: name }));
    const env = {
      ACCOUNTS_FILE: file({ accounts }),
      WAREHOUSES_FILE: file({ warehouses: [unnamed] }),
    };
    expect(placesOf(env, [])).toEqual(['WAREHOUSES_FILE, warehouses[0].account']);
  });
});

describe('a warehouse', () => {
  const labelModes = [{ shipMethod: '*', mode: 'amazon' }];
  const { warehouses } = {
    warehouses: [
      { partyId: 'WH01', labelModes },
      {
        ...{ account: 'acme-us', partyId: 'WH02', timeZone: 'America/Chicago', workingDays: [6, 1, 7] },
        ...{ labelCutOff: '14:00', shiftStart: '06:00', pickups: ['16:00', '09:30'], waitForPacking: true, labelModes },
      },
    ],
  };

  it('keeps its working time, days and pickups in order, and by default does not wait for packing', () => {
    const config = loadConfig({ WAREHOUSES_FILE: file({ warehouses }) });
    expect(config.warehouses).toEqual([
      { account: 'default', partyId: 'WH01', waitForPacking: false },
      {
        account: 'acme-us',
        partyId: 'WH02',
        timeZone: 'America/Chicago',
        workingDays: [1, 6, 7],
        labelCutOff: '14:00',
        shiftStart: '06:00',
        pickups: ['09:30', '16:00'],
        waitForPacking: true,
      },
    ]);
  });

  it.each([
    ['default', 'WH01', 'WH01'],
    ['acme-us', 'WH02', 'WH02'],
    ['acme-us', 'WH01', undefined],
    ['default', 'wh01', undefined],
  ])('is found by account %s and code %s: %s', (account, warehouse, found) => {
    const config = loadConfig({ WAREHOUSES_FILE: file({ warehouses }) });
    expect(warehouseOf(config, { account, warehouse })?.partyId).toBe(found);
  });
});
