import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallFailed } from '../../../activities/amazon/amazon.js';
import type { Attempt } from '../../../activities/attempt.js';
import { StepNotDone } from '../../../activities/attempt.js';
import { carryOutNotice } from '../../../activities/delivery-notification/carry-out-notice.js';
import type { NoticeDependencies } from '../../../activities/delivery-notification/dependencies.js';
import { noticeSendsOf } from '../../../activities/delivery-notification/notice-sends.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import type { FaultScript } from '../../../sandbox/amazon/faults.js';
import type { LocalAmazonOptions } from '../../../sandbox/amazon/options.js';
import type { SendNoticeInput, SendNoticeResult } from '../../../workflows/delivery-notification/activities.js';
import { noticeWriteKey } from '../../../workflows/delivery-notification/notice.js';
import { merchantKeys, startPayWorld } from './merchant.js';
import type { PayWorld } from './merchant.js';

const HOUR = 3_600_000;
const trackingNumber = '1Z999AA10123456784';
const notice = { trackingNumber, carrierId: 'UPS', chargePermissionId: 'P01-1234567-1234567' };
const inputOf = (more: Partial<SendNoticeInput['notice']> = {}): SendNoticeInput => ({
  account: 'acme',
  environment: 'live',
  notice: { ...notice, ...more },
  deadline: Date.now() + HOUR,
  actor: 'shipment',
});

class Killed extends Error {}

let world: PayWorld;
const begin = async (options: LocalAmazonOptions = {}): Promise<void> => {
  await world.amazon.stop();
  world = await startPayWorld(options);
};
beforeEach(async () => {
  world = await startPayWorld();
});
afterEach(() => world.amazon.stop());

const attempt = (number: number, budgetMs = HOUR): Attempt => ({
  number,
  endsAt: world.clock() + Math.min(45_000, budgetMs),
  budgetEndsAt: world.clock() + budgetMs,
});

/** As the server would: one attempt after the other, each after the delay that the one before has named. */
async function carried(
  dependencies: NoticeDependencies,
  input: SendNoticeInput = inputOf(),
  attempts = 20,
): Promise<SendNoticeResult | StepNotDone | CallFailed> {
  for (let number = 1; number <= attempts; number += 1) {
    try {
      return await carryOutNotice(input, dependencies, attempt(number));
    } catch (error) {
      if (error instanceof Killed) {
        world.skip(45_000);
        continue;
      }
      if (!(error instanceof StepNotDone) && !(error instanceof CallFailed)) throw error;
      if (!['NotReady', 'Throttled', 'Paused'].includes(error.kind)) return error;
      world.skip(error.facts.retryAfterMs ?? 2_000);
    }
  }
  throw new Error('No end');
}

const faulty = (fault: FaultScript['fault'], times: number | 'always' = 1): void =>
  world.amazon.addFault({ operation: 'deliveryTrackers', fault, times });
const keysSent = (): string[] => world.sent.map(({ idempotencyKey }) => idempotencyKey);
const posts = () => world.amazon.received({ operation: 'deliveryTrackers' });

/** Makes the carrier code known: some other parcel's notice was accepted with it. */
async function withKnownCarrier(): Promise<void> {
  expect(await carried(world.dependencies(), inputOf({ trackingNumber: 'EARLIER' }))).toMatchObject({
    outcome: 'accepted',
  });
}

describe('a delivery notice', () => {
  it('is accepted once, and known from then on', async () => {
    const result = await carried(world.dependencies());
    expect(result).toMatchObject({ outcome: 'accepted', carrierCode: 'UPS' });
    expect(await carried(world.dependencies())).toEqual(result);
    expect(await carried(world.dependencies(), inputOf({ trackingNumber: trackingNumber.toLowerCase() }))).toEqual(
      result,
    );
    expect(world.accepted()).toEqual([trackingNumber]);
    expect(posts()).toHaveLength(1);
  });

  it.each(['LIVE-A1', 'SANDBOX-A1', 'AFVXPLAIN'] as const)('goes out under the key %s', async (publicKeyId) => {
    world.amazon.registerPayKey({ publicKeyId, publicKey: merchantKeys.publicKey });
    for (const algorithm of ['AMZN-PAY-RSASSA-PSS', 'AMZN-PAY-RSASSA-PSS-V2'] as const) {
      const environment = publicKeyId.startsWith('SANDBOX') ? 'sandbox' : 'live';
      const order = environment === 'live' ? 'P01-1234567-1234567' : 'S01-1234567-1234567';
      const input = inputOf({ trackingNumber: algorithm, chargePermissionId: order });
      const dependencies = world.dependencies({}, { publicKeyId, environment, algorithm });
      expect(await carried(dependencies, { ...input, environment })).toMatchObject({ outcome: 'accepted' });
      expect(world.amazon.book().notices.at(-1)).toMatchObject({ publicKeyId, environment, algorithm });
    }
    expect(world.amazon.violations()).toEqual([]);
  });

  it('names an older order as it is known', async () => {
    const { chargePermissionId: _none, ...rest } = notice;
    const input = { ...inputOf(), notice: { ...rest, amazonOrderReferenceId: 'P01-1234567-1234567' } };
    expect(await carried(world.dependencies(), input)).toMatchObject({ outcome: 'accepted' });
    expect(world.amazon.book().notices[0]?.order.name).toBe('amazonOrderReferenceId');
  });

  it('has an idempotency key of 32 characters, of the number and the send', async () => {
    faulty({ kind: 'status', status: 429 });
    await carried(world.dependencies());
    const [first, second] = keysSent();
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    // The throttled one is on record as not sent, so the next one is a send of its own.
    expect(second).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    expect(world.accepted()).toEqual([trackingNumber]);
  });

  it.each<[what: string, fault: FaultScript['fault']]>([
    ['is processed and its answer lost', { kind: 'reply-lost' }],
    ['fails before it is processed', { kind: 'status', status: 500 }],
    ['is processed under a 503', { kind: 'status', status: 503, processed: true }],
    ['is answered with a page', { kind: 'status', status: 502, html: true }],
    ['loses its connection', { kind: 'reset-before' }],
  ])('that %s goes again with the same body and the same key', async (_what, fault) => {
    faulty(fault, 2);
    expect(await carried(world.dependencies())).toMatchObject({ outcome: 'accepted' });
    expect(world.accepted()).toEqual([trackingNumber]);
    expect(posts().length).toBeGreaterThan(1);
    expect(new Set(world.sent.map((input) => JSON.stringify(input))).size).toBe(1);
  });

  it('that is refused after a lost answer counts as accepted, where its carrier was accepted before', async () => {
    await begin({ payIdempotencyKeys: 'ignored' });
    await withKnownCarrier();
    faulty({ kind: 'reply-lost' });
    expect(await carried(world.dependencies())).toMatchObject({ outcome: 'assumed', carrierCode: 'UPS' });
    expect(world.accepted()).toEqual(['EARLIER', trackingNumber]);
    // From now on it is known.
    const sent = posts().length;
    expect(await carried(world.dependencies())).toMatchObject({ outcome: 'assumed' });
    expect(posts()).toHaveLength(sent);
  });

  it('that is refused after a lost answer is a person’s, where nobody knows its carrier', async () => {
    await begin({ payIdempotencyKeys: 'ignored' });
    faulty({ kind: 'reply-lost' });
    expect(await carried(world.dependencies())).toMatchObject({
      kind: 'Unproven',
      facts: { details: { send: 1, codes: ['InvalidParameterValue'] } },
    });
  });

  it('that is refused at once is a person’s, with codes; another one goes when the person says so', async () => {
    const input = inputOf({ chargePermissionId: 'WRONG' });
    expect(await carried(world.dependencies(), input)).toMatchObject({
      kind: 'Rejected',
      facts: { details: { send: 1, codes: ['InvalidParameterValue'] } },
    });
    const overrule = { send: 1, actor: 'support', requestId: 'r' };
    expect(await carried(world.dependencies(), { ...inputOf(), overrule })).toMatchObject({ outcome: 'accepted' });
    expect(new Set(keysSent()).size).toBe(2);
  });

  it.each<[what: string, merchant: object]>([
    ['a key that Amazon Pay does not know', { publicKeyId: 'LIVE-UNKNOWN' }],
    ['a merchant without permission', { publicKeyId: 'LIVE-DENIED' }],
  ])('of %s is a person’s, and goes again once it is mended', async (_what, merchant) => {
    world.amazon.registerPayKey({ publicKeyId: 'LIVE-DENIED', publicKey: merchantKeys.publicKey, authorized: false });
    const failure = await carried(world.dependencies({}, merchant));
    expect(failure).toMatchObject({ kind: 'PayNotPermitted', facts: { details: { send: 1 } } });
    expect(await carried(world.dependencies())).toMatchObject({ outcome: 'accepted' });
  });

  it('whose repetition is refused for its key stays unknown: nothing else goes in its place', async () => {
    faulty({ kind: 'reply-lost' });
    const [lost, refusedKey] = [world.dependencies(), world.dependencies({}, { publicKeyId: 'LIVE-UNKNOWN' })];
    await expect(carryOutNotice(inputOf(), lost, attempt(1))).rejects.toMatchObject({ kind: 'NotReady' });
    await expect(carryOutNotice(inputOf(), refusedKey, attempt(2))).rejects.toMatchObject({ kind: 'PayNotPermitted' });
    expect(await carried(world.dependencies())).toMatchObject({ outcome: 'accepted' });
    const [first, , third] = keysSent();
    expect(third).toBe(first);
    expect(world.accepted()).toEqual([trackingNumber]);
  });

  it('of a carrier without a code is a person’s; nothing is sent until somebody names it', async () => {
    const pigeon = inputOf({ carrierId: 'Pigeon Post' });
    expect(await carried(world.dependencies(), pigeon)).toMatchObject({ kind: 'PayCarrierMissing' });
    expect(posts()).toEqual([]);
    const named = inputOf({ carrierId: 'Pigeon Post', carrierCode: 'DPD' });
    expect(await carried(world.dependencies(), named)).toMatchObject({ outcome: 'accepted', carrierCode: 'DPD' });
  });

  it('takes the installation’s own code of a carrier', async () => {
    const dependencies = world.dependencies({ carrierCodes: { 'amzn_uk-tracked': 'AMZN_UK' } });
    const input = inputOf({ carrierId: 'AMZN_UK-Tracked' });
    expect(await carried(dependencies, input)).toMatchObject({ carrierCode: 'AMZN_UK' });
  });

  it('of another order with the same number is a person’s, whatever the carrier', async () => {
    await carried(world.dependencies());
    expect(await carried(world.dependencies(), inputOf({ chargePermissionId: 'P01-7654321-7654321' }))).toMatchObject({
      kind: 'PayTrackingUsed',
    });
    expect(await carried(world.dependencies(), inputOf({ carrierCode: 'DPD' }))).toMatchObject({ carrierCode: 'UPS' });
    expect(world.accepted()).toEqual([trackingNumber]);
  });

  it('of an account in dry run is recorded once and not sent; live it is sent', async () => {
    const dry = world.dependencies({ isDryRun: (account) => account === 'acme' });
    expect(await carried(dry)).toMatchObject({ outcome: 'recorded', carrierCode: 'UPS' });
    expect(await carried(dry)).toMatchObject({ outcome: 'recorded' });
    expect(posts()).toEqual([]);
    expect(await carried(world.dependencies())).toMatchObject({ outcome: 'accepted' });
    const key = noticeWriteKey('live', trackingNumber);
    const sends = noticeSendsOf(await world.ledger.read(key.account, key.businessId), key);
    expect(sends.map(({ status }) => status)).toEqual(['dry-run', 'accepted']);
  });

  it('whose outcome is unknown waits while its account is in dry run', async () => {
    faulty({ kind: 'reply-lost' });
    await expect(carryOutNotice(inputOf(), world.dependencies(), attempt(1))).rejects.toMatchObject({
      kind: 'NotReady',
    });
    const dry = world.dependencies({ isDryRun: () => true });
    await expect(carryOutNotice(inputOf(), dry, attempt(2))).rejects.toMatchObject({ kind: 'Paused' });
    expect(posts()).toHaveLength(1);
  });

  it('of another environment than the worker’s is not sent', async () => {
    const input: SendNoticeInput = { ...inputOf(), environment: 'sandbox' };
    await expect(carryOutNotice(input, world.dependencies(), attempt(1))).rejects.toMatchObject({ kind: 'Paused' });
    expect(posts()).toEqual([]);
  });

  it('whose answers are lost until its time is over is a person’s, as unproven and not as throttled', async () => {
    faulty({ kind: 'status', status: 503 }, 'always');
    await expect(carryOutNotice(inputOf(), world.dependencies(), attempt(1))).rejects.toMatchObject({
      kind: 'NotReady',
    });
    await expect(carryOutNotice(inputOf(), world.dependencies(), attempt(2, 5_000))).rejects.toMatchObject({
      kind: 'Unproven',
      facts: { details: { send: 1 } },
    });
  });

  it('says nothing of Amazon Pay’s own words, nor of the order, in what it throws', async () => {
    const failure = await carried(world.dependencies(), inputOf({ chargePermissionId: 'WRONG' }));
    if (!(failure instanceof StepNotDone)) throw new Error('Expected a failure');
    const { message, facts } = failure;
    expect(JSON.stringify({ message, facts })).not.toMatch(/WRONG|submitted|invalid\./);
  });

  it('is accepted once although four workers carry it at the same time', async () => {
    faulty({ kind: 'slow', delayMs: 200 });
    const results = await Promise.all(Array.from({ length: 4 }, () => carried(world.dependencies(), inputOf(), 200)));
    for (const result of results) expect(result).toMatchObject({ outcome: 'accepted' });
    expect(world.accepted()).toEqual([trackingNumber]);
  });
});

/** A ledger at whose n-th call the process dies: before the call when n is even, right after it when n is odd. */
function dyingLedger(ledger: Ledger, dieAt: number): Ledger {
  let calls = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    if (calls++ === dieAt) throw new Killed();
    const result = await work();
    if (calls++ === dieAt) throw new Killed();
    return result;
  };
  return {
    identity: () => ledger.identity(),
    read: (...given) => step(() => ledger.read(...given)),
    open: (...given) => step(() => ledger.open(...given)),
    append: (...given) => step(() => ledger.append(...given)),
  };
}

describe('a worker that dies at any call of the ledger', () => {
  const faults: [string, FaultScript['fault'] | undefined][] = [
    ['an answer', undefined],
    ['a lost answer', { kind: 'reply-lost' }],
    ['a 429', { kind: 'status', status: 429 }],
  ];
  it.each(faults)(
    'leaves one accepted notice after %s',
    async (_what, fault) => {
      for (const payIdempotencyKeys of ['honoured', 'ignored'] as const) {
        for (let dieAt = 0; dieAt < 14; dieAt += 1) {
          await begin({ payIdempotencyKeys });
          await withKnownCarrier();
          if (fault !== undefined) faulty(fault);
          const dependencies = world.dependencies({ ledger: dyingLedger(world.ledger, dieAt) });
          const result = await carried(dependencies);
          expect([dieAt, result]).toEqual([
            dieAt,
            expect.objectContaining({ outcome: expect.stringMatching(/accepted|assumed/) as unknown }),
          ]);
          expect(world.accepted()).toEqual(['EARLIER', trackingNumber]);
        }
      }
    },
    60_000,
  );
});
