import { describe, expect, it } from 'vitest';

import type { Environment } from '../../temporal.config.js';
import { carrierFor, loadConfig } from '../../temporal.config.js';
import { shipmentStatuses } from '../../workflows/purchase-order/carrier.js';
import { errorOf, file, worker } from './config-files.js';

const row = { shipMethod: '*', mode: 'vendor-carrier' };
const withRows = (...labelModes: object[]) => ({
  WAREHOUSES_FILE: file({ warehouses: [{ account: 'default', partyId: 'WH01', labelModes }] }),
});

describe("the reports of an order's own carrier", () => {
  const carrier = (env: Environment, { shipMethod = 'UPS', account = 'default' } = {}) =>
    carrierFor(loadConfig({ ...worker, ...env }, ['amazon']), { account, warehouse: 'WH01', shipMethod });

  it('are those of the row that gives the label mode, and of no other', () => {
    const statusAddress = { name: 'UPS', addressLine1: '1 Hub Road', countryCode: 'US' };
    const env = () => withRows({ ...row, dialect: 'EDIFACT', statusAddress }, { ...row, shipMethod: 'DHL' });
    expect(carrier(env())).toEqual({ dialect: 'EDIFACT', statusAddress });
    expect(carrier(env(), { shipMethod: 'DHL' })).toEqual({ dialect: 'X12' });
  });

  it('may mean any of the eight statuses, or nothing to Amazon', () => {
    const carrierCodes = Object.fromEntries([...shipmentStatuses, 'ignore'].map((status) => [`own ${status}`, status]));
    expect(carrier(withRows({ ...row, carrierCodes }))).toEqual({ dialect: 'X12', codes: carrierCodes });
  });

  it.each([
    // region, dialect of the account, dialect of the row, what it is
    ['NA', undefined, undefined, 'X12'],
    ['EU', undefined, undefined, 'EDIFACT'],
    ['FE', undefined, undefined, 'EDIFACT'],
    ['NA', 'EDIFACT', undefined, 'EDIFACT'],
    ['EU', 'X12', undefined, 'X12'],
    ['NA', 'EDIFACT', 'X12', 'X12'],
  ])('in %s, with %s for the account and %s for the row, are told in %s', (region, ofAccount, ofRow, expected) => {
    const accounts = [
      {
        ...{ account: 'default', region, clientId: 'id', clientSecret: 'env:S', refreshToken: 'env:T' },
        dialect: ofAccount,
      },
    ];
    const env = { S: 'hush', T: 'hush', ACCOUNTS_FILE: file({ accounts }), ...withRows({ ...row, dialect: ofRow }) };
    expect(carrier(env).dialect).toBe(expected);
  });

  it('without a file are told by region, and have neither codes nor address', () => {
    expect(carrier({ LABEL_MODE: 'vendor-carrier' })).toEqual({ dialect: 'X12' });
    expect(carrier({ LABEL_MODE: 'vendor-carrier', SP_API_REGION: 'EU' })).toEqual({ dialect: 'EDIFACT' });
  });

  it('are refused with every fault at once', () => {
    const faulty = {
      ...row,
      dialect: 'x12',
      statusAddress: { name: '', city: 'Reno', countryCode: 'USA', zip: '1' },
      carrierCodes: { D1: 'delivered', OK: 'DELIVERED', ['x'.repeat(51)]: 'LOST', XX: null },
    };
    const inRow = 'WAREHOUSES_FILE, warehouses[0].labelModes[0]';
    expect(errorOf(withRows(faulty), []).faults).toEqual([
      { where: `${inRow}.dialect`, what: 'must be one of X12, EDIFACT.' },
      { where: `${inRow}.statusAddress.name`, what: 'must not be empty.' },
      { where: `${inRow}.statusAddress.countryCode`, what: 'must be a country code of two letters, such as US.' },
      { where: `${inRow}.statusAddress.zip`, what: 'is unknown. Remove it, or correct its spelling.' },
      { where: `${inRow}.statusAddress.addressLine1`, what: 'is missing; it must be a string.' },
      { where: `${inRow}.carrierCodes.D1`, what: expect.stringMatching(/^must be one of DELAYED, .*, ignore\.$/) },
      { where: `${inRow}.carrierCodes.${'x'.repeat(51)}`, what: 'must be a code of 1 to 50 characters.' },
      { where: `${inRow}.carrierCodes.XX`, what: expect.stringContaining('must be one of DELAYED') },
    ]);
  });

  it('are refused for an account with an unknown dialect', () => {
    const accounts = [
      {
        ...{ account: 'a', region: 'NA', clientId: 'i', clientSecret: 'env:S', refreshToken: 'env:T' },
        dialect: 'EDI',
      },
    ];
    expect(errorOf({ ACCOUNTS_FILE: file({ accounts }) }, []).faults).toEqual([
      { where: 'ACCOUNTS_FILE, accounts[0].dialect', what: 'must be one of X12, EDIFACT.' },
    ]);
  });
});
