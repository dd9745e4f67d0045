import { describe, expect, it } from 'vitest';
import {
  firstPickups,
  pickupAlarms,
  withLook,
  withNewPickups,
  withPickupsTold,
} from '../../../workflows/account/pickups.js';
import type { Pickups } from '../../../workflows/account/pickups.js';
import { DAY, HOUR, instantOf, MINUTE, NOW } from './accounts.js';

const missed = {
  warehouse: 'WH01',
  pickupAt: instantOf(NOW - 30 * MINUTE),
  local: 'Mon 2 Mar 12:00 UTC',
  ready: 2,
  orders: ['PO1', 'PO2'],
};
const look = (more: object = {}) => ({ missed: [], until: instantOf(NOW), nextAt: instantOf(NOW + DAY), ...more });
const told = (pickups: Pickups): Pickups =>
  withPickupsTold(
    pickups,
    pickupAlarms('acme', pickups).map(({ id }) => id),
    true,
  );

describe('the pickups of an account', () => {
  it('are looked after at their time; without any nobody looks', () => {
    const first = firstPickups(NOW - HOUR);
    expect(withLook(first, look(), NOW)).toEqual({ until: NOW, lookAt: NOW + DAY, missed: [] });
    expect(withLook(first, { missed: [], until: instantOf(NOW) }, NOW)).toEqual({ until: NOW, missed: [] });
  });

  it('are looked after again when a worker brings other ones', () => {
    expect(withNewPickups(withLook(firstPickups(NOW), look(), NOW), NOW + HOUR).lookAt).toBe(NOW + HOUR);
  });

  it('are not looked after in a hurry where the clock of the worker is behind', () => {
    expect(withLook(firstPickups(NOW), look({ nextAt: instantOf(NOW - 5_000) }), NOW).lookAt).toBe(NOW + 10_000);
  });

  it('are told once, with the numbers and what to do', () => {
    const found = withLook(firstPickups(NOW - HOUR), look({ missed: [missed] }), NOW);
    const [alarm, ...others] = pickupAlarms('acme', found);
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      at: NOW - 30 * MINUTE,
      notice: {
        type: 'pickup.missed',
        account: 'acme',
        businessId: 'acme',
        warehouse: 'WH01',
        reason: 'pickup',
        happened: expect.stringMatching(
          /^2 labelled, not departed, 30 min after the pickup of Mon 2 Mar 12:00 UTC: PO1, PO2\./,
        ) as unknown,
        nextStep: expect.stringContaining('orders list --state READY_TO_SHIP --warehouse WH01') as unknown,
      },
    });
    expect(pickupAlarms('acme', told(found))).toEqual([]);
    // The same look, twice.
    expect(pickupAlarms('acme', withLook(told(found), look({ missed: [missed] }), NOW))).toEqual([]);
  });

  it('are kept until they are told', () => {
    const found = withLook(firstPickups(NOW - HOUR), look({ missed: [missed] }), NOW);
    const later = { ...missed, pickupAt: instantOf(NOW + HOUR) };
    expect(pickupAlarms('acme', withLook(found, look({ missed: [later] }), NOW + 2 * HOUR))).toHaveLength(2);
    expect(withLook(told(found), look(), NOW + 2 * HOUR).missed).toEqual([]);
  });

  it('with many orders name some of them', () => {
    const found = withLook(firstPickups(NOW), look({ missed: [{ ...missed, ready: 1_200 }] }), NOW);
    expect(pickupAlarms('acme', found)[0]?.notice?.happened).toContain('1200 labelled, not departed');
    expect(pickupAlarms('acme', found)[0]?.notice?.happened).toContain(', for example PO1, PO2.');
  });
});
