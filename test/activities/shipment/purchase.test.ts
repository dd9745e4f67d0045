import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { idempotencyKey } from '../../../activities/shipment/shipment-ledger.js';
import type { PurchaseResult } from '../../../workflows/shipment/activities.js';
import { seededDice } from '../../support/random-json.js';
import { openPurchaseDesk } from './purchase-desk.js';
import type { Kill, PurchaseDesk } from './purchase-desk.js';

const MINUTE = 60_000;
/** More calls of the ledger than any attempt makes. */
const CALLS = 9;
/** Two hundred lives take some seconds, on a busy machine more. */
const LIVES_MS = 120_000;

let desk: PurchaseDesk;
beforeAll(async () => {
  desk = await openPurchaseDesk();
});
afterAll(async () => desk.stop());

const isBought = (found: PurchaseResult | ApplicationFailure): boolean =>
  !(found instanceof ApplicationFailure) && found.outcome === 'bought';

describe('a worker that is killed at any call of the ledger', () => {
  const faults = {
    none: undefined,
    'reply lost': { kind: 'reply-lost' },
    'status 503': { kind: 'status', status: 503 },
    throttled: { kind: 'status', status: 429 },
    'connection refused': { kind: 'reset-before' },
  } as const;
  it.each(Object.keys(faults) as (keyof typeof faults)[])('buys once (fault: %s)', async (name) => {
    const fault = faults[name];
    for (let atCall = 1; atCall <= CALLS; atCall += 1) {
      for (const when of ['before', 'after'] as const) {
        const reference = `${name} ${when} ${atCall}`.replaceAll(' ', '-');
        if (fault !== undefined) {
          desk.local.addFault({ operation: 'purchaseShipment', parcel: reference, fault });
        }
        const found = await desk.buy(reference, [{ atCall, when }]);
        desk.local.clearFaults();
        expect(isBought(found)).toBe(true);
        expect(desk.charges(reference)).toBe(1);
      }
    }
  });

  it(
    'buys at most once in two hundred lives full of kills and lost replies, and knows when it does not know',
    async () => {
      const dice = seededDice(6);
      const ends = { bought: 0, asked: 0 };
      for (let life = 0; life < 200; life += 1) {
        const reference = `life-${life}`;
        const lost = dice.below(4);
        for (let count = 0; count < lost; count += 1) {
          const fault = dice.pick([
            { kind: 'reply-lost' },
            { kind: 'status', status: 503 },
            { kind: 'reset-before' },
          ] as const);
          desk.local.addFault({ operation: 'purchaseShipment', parcel: reference, fault, after: dice.below(3) });
        }
        if (dice.below(3) === 0) {
          desk.local.placeRatePlan({ parcel: reference, rateAgeMs: dice.below(11) * MINUTE, times: 1 });
        }
        const kills = Array.from({ length: dice.below(5) }, (): Kill => ({
          atCall: 1 + dice.below(CALLS),
          when: dice.pick(['before', 'after']),
        }));
        const found = await desk.buy(reference, kills);
        desk.local.clearFaults();
        if (isBought(found)) {
          ends.bought += 1;
          expect(desk.charges(reference)).toBe(1);
        } else {
          ends.asked += 1;
          expect(found).toMatchObject({ type: 'PurchaseUnknown' });
          expect(desk.charges(reference)).toBeLessThanOrEqual(1);
        }
      }
      expect(ends.bought).toBeGreaterThan(150);
      expect(ends.asked).toBeGreaterThan(0);
      expect(desk.local.book().boughtTwice).toEqual([]);
    },
    LIVES_MS,
  );
});

describe('two attempts at the same time', () => {
  it('buy once', async () => {
    for (let count = 0; count < 20; count += 1) {
      const reference = `both-${count}`;
      const input = await desk.input(reference, await desk.offer(reference));
      const found = await Promise.all([desk.attempt('purchase', input), desk.attempt('purchase', input)]);
      expect(found.filter((each) => !(each instanceof ApplicationFailure))).toHaveLength(1);
      expect(desk.charges(reference)).toBe(1);
    }
  });
});

describe('the idempotency key', () => {
  const key = { account: 'a', operation: 'purchaseShipment', businessId: 's', occurrence: 1 };

  it('is the same for the same send, and another one for everything else', () => {
    const keys = [
      idempotencyKey(key, 1),
      idempotencyKey(key, 2),
      idempotencyKey({ ...key, account: 'b' }, 1),
      idempotencyKey({ ...key, businessId: 's/1' }, 1),
      idempotencyKey({ ...key, occurrence: 2 }, 1),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(idempotencyKey({ ...key }, 1)).toBe(keys[0]);
    for (const each of keys) expect(each).toMatch(/^[0-9a-f]{64}$/);
  });

  it('goes with one body only', async () => {
    const seen = new Map<string, string>();
    for (const { body, ...request } of desk.local.received({ operation: 'purchaseShipment' })) {
      const used = JSON.stringify(Reflect.get(request, 'idempotencyKey') ?? null);
      const before = seen.get(used);
      if (used !== 'null' && before !== undefined) expect(JSON.stringify(body)).toBe(before);
      seen.set(used, JSON.stringify(body));
    }
    const keys = desk.local.book().purchases.map((each) => each.idempotencyKey);
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a paused operation', () => {
  it('holds up new purchases, but not the repetition of an open one inside its window', async () => {
    const own = await openPurchaseDesk();
    const references = ['a', 'b', 'c'];
    const inputs = [];
    for (const reference of references) {
      own.local.addFault({ operation: 'purchaseShipment', parcel: reference, fault: { kind: 'reply-lost' } });
      inputs.push(await own.input(reference, await own.offer(reference)));
    }
    for (const input of inputs) expect(await own.attempt('purchase', input)).toMatchObject({ type: 'NotReady' });
    expect(own.amazon.incidents()).toMatchObject([{ operation: 'purchaseShipment', cause: 'unknown-outcomes' }]);
    const late = await own.input('d', await own.offer('d'));
    expect(await own.attempt('purchase', late)).toMatchObject({ type: 'Paused' });
    for (const input of inputs) expect(await own.attempt('purchase', input)).toMatchObject({ outcome: 'bought' });
    expect(own.local.book().boughtTwice).toEqual([]);
    expect(own.local.book().purchases).toHaveLength(3);
    await own.stop();
  });
});

describe('what is not bought', () => {
  it('is a rate that is older than its budget: nothing is sent', async () => {
    const input = await desk.input('old', await desk.offer('old'));
    desk.skip(8 * MINUTE);
    expect(await desk.attempt('purchase', input)).toMatchObject({ type: 'RateExpired', nonRetryable: true });
    expect(desk.local.received({ operation: 'purchaseShipment', parcel: 'old' })).toEqual([]);
  });

  it('is anything with another ledger than the one that the shipment began with', async () => {
    const input = await desk.input('other', await desk.offer('other'));
    expect(await desk.attempt('purchase', { ...input, ledgerId: 'another' })).toMatchObject({ type: 'Paused' });
    expect(desk.charges('other')).toBe(0);
  });

  it('is anything of a shipment that began in dry run; it is on record once', async () => {
    const input = { ...(await desk.input('dry', await desk.offer('dry'))), isDryRun: true } as const;
    expect(await desk.attempt('purchase', input)).toEqual({ outcome: 'recorded' });
    expect(await desk.attempt('purchase', input)).toEqual({ outcome: 'recorded' });
    expect(desk.charges('dry')).toBe(0);
    const types = (await desk.ledger.read('default', 'dry')).map(({ type }) => type);
    expect(types).toEqual(['intent', 'verdict']);
  });

  it('is a live shipment whose account is in dry run now; what was bought before is found all the same', async () => {
    const own = await openPurchaseDesk({ steps: { isDryRun: true } });
    const input = await own.input('live', await own.offer('live'));
    expect(await own.attempt('purchase', input)).toMatchObject({ type: 'Paused' });
    expect(own.charges('live')).toBe(0);
    await own.stop();
  });

  it('is a label of a Direct Fulfillment shipment while the operation is switched off', async () => {
    const changes = { channel: { type: 'DIRECT_FULFILLMENT', amazonShipmentId: 'encrypted' } } as const;
    const found = await desk.attempt('purchase', await desk.input('direct', undefined, changes));
    expect(found).toMatchObject({ type: 'Rejected', nonRetryable: true });
    expect((found as ApplicationFailure).message).toContain('switched off');
    expect(await desk.ledger.read('default', 'direct')).toEqual([]);
  });
});

describe('what is put on record', () => {
  it('is nothing of the recipient, and the body with its key only where it is encrypted', async () => {
    const found = await desk.buy('recorded');
    expect(JSON.stringify(found)).not.toContain('Planted');
    const records = await desk.ledger.read('default', 'recorded');
    expect(JSON.stringify(records)).not.toContain('Planted');
    expect(records.map(({ type }) => type)).toEqual(['intent', 'verdict']);
    expect(desk.log()).not.toContain('Planted');
  });
});
