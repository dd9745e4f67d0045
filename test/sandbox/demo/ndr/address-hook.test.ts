import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAddressHook } from '../../../../activities/ndr-case/address-hook.js';
import { newSigningKey } from '../../../../sandbox/demo/environment.js';
import { ADDRESS_NOTES, startAddressHook } from '../../../../sandbox/demo/ndr/address-hook.js';
import type { DemoAddressHook } from '../../../../sandbox/demo/ndr/address-hook.js';

const now = Date.parse('2026-01-05T12:00:00Z');
const key = newSigningKey();
const question = {
  account: 'demo',
  shippingPartyAccountId: 'A1DEMO',
  trackingId: 'NDR1',
  attempt: 1,
  shipmentStatus: 'Attempted',
  reasonCode: 'Address not found',
};

let hook: DemoAddressHook;
beforeEach(async () => {
  hook = await startAddressHook(key, () => now);
});
afterEach(() => hook.stop());

/** The product's own side of it. */
const ask = (signedWith: string, clock: () => number = () => now) =>
  createAddressHook({
    url: hook.url,
    keys: [Buffer.from(signedWith.replace('whsec_', ''), 'base64')],
    userAgent: 'test/1',
    clock,
    timeoutMs: 5_000,
  }).ask(question, 5_000);

describe("the demo's address hook", () => {
  it('answers a signed question with notes that the product may send, and remembers it', async () => {
    expect(await ask(key)).toEqual({ kind: 'notes', notes: ADDRESS_NOTES });
    expect(hook.asked()).toEqual(['NDR1']);
  });

  it.each<[string, string, () => number]>([
    ['that is signed with another key', newSigningKey(), () => now],
    ['that is too old', key, () => now - 10 * 60_000],
  ])('does not answer a question %s', async (_case, signedWith, clock) => {
    expect(await ask(signedWith, clock)).toMatchObject({ kind: 'failed' });
    expect(hook.asked()).toEqual([]);
  });

  it('refuses what is no question', async () => {
    const unsigned = await fetch(hook.url, { method: 'POST', body: '{"trackingId":"NDR1"}' });
    expect(unsigned.status).toBe(401);
  });
});
