import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NoticeDependencies } from '../../../activities/delivery-notification/dependencies.js';
import { createStartDeliveryNotice } from '../../../activities/delivery-notification/start-notice.js';
import {
  createNotice,
  listNotices,
  resolveNotice,
  startNotice,
  viewNotice,
} from '../../../clients/delivery-notices.js';
import type { PayMerchant } from '../../../activities/amazon-pay/create-amazon-pay.js';
import { deliveryNotificationWorkflowId, resolveSignal } from '../../../workflows/delivery-notification/messages.js';
import type { DeliveryNotificationState } from '../../../workflows/delivery-notification/state.js';
import { merchantKeys, startPayWorld } from '../../activities/delivery-notification/merchant.js';
import type { PayWorld } from '../../activities/delivery-notification/merchant.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { randomJson, seededDice } from '../../support/random-json.js';
import { account, openNoticeDesk, policy } from './notice-desk.js';
import type { NoticeDesk } from './notice-desk.js';

const environment = 'live';
const order = { chargePermissionId: 'P01-1234567-1234567' };
const LIMIT_MS = 60_000;

describe('a delivery notice', () => {
  let desk: NoticeDesk;
  let world: PayWorld;
  let more: Partial<NoticeDependencies>;
  let merchant: Partial<PayMerchant>;
  beforeAll(async () => {
    installQuietRuntime();
    world = await startPayWorld();
    more = {};
    merchant = {};
    desk = await openNoticeDesk(() => world.dependencies(more, merchant));
  }, LIMIT_MS);
  afterAll(async () => {
    await desk.close();
    await world.amazon.stop();
  }, LIMIT_MS);
  beforeEach(() => {
    more = {};
    merchant = {};
  });
  afterEach(() => world.amazon.clearFaults());

  const inputOf = (trackingNumber: string, carrierId = 'UPS') => ({
    account,
    environment: environment as 'live',
    notice: { trackingNumber, carrierId, ...order },
    actor: 'a test',
    policy,
  });
  const nameOf = (trackingNumber: string) => ({ environment: environment as 'live', trackingNumber });
  const handleOf = (trackingNumber: string) =>
    desk.client.workflow.getHandle(deliveryNotificationWorkflowId(environment, trackingNumber));
  const acceptedOf = (trackingNumber: string): number =>
    world.accepted().filter((number) => number.toUpperCase() === trackingNumber.toUpperCase()).length;
  const stateOf = async (trackingNumber: string): Promise<DeliveryNotificationState> =>
    (await viewNotice(desk.client, nameOf(trackingNumber))).state;
  const itemOf = async (trackingNumber: string) => {
    await eventually('an item', async () => (await stateOf(trackingNumber)).attention.items.length > 0);
    return (await stateOf(trackingNumber)).attention.items[0]!;
  };
  const answer = async (trackingNumber: string, said: string, given: object = {}) => {
    const { attentionId } = await itemOf(trackingNumber);
    return resolveNotice(desk.client, nameOf(trackingNumber), {
      attentionId,
      answer: said,
      actor: 'support',
      ...given,
    });
  };

  it(
    'is accepted once, however many ask for it at once and in whatever spelling',
    async () => {
      const start = createStartDeliveryNotice({ client: desk.client, environment, policy });
      const asked = await Promise.all([
        ...Array.from({ length: 5 }, () => start({ account, trackingNumber: 'MANY1', carrierId: 'UPS', ...order })),
        ...Array.from({ length: 5 }, async () => (await startNotice(desk.client, inputOf('many1'))).outcome),
        ...Array.from({ length: 5 }, async () => (await createNotice(desk.client, inputOf('Many1'))).outcome),
      ]);
      expect(asked.filter((outcome) => outcome === 'started')).toHaveLength(1);
      expect(await handleOf('MANY1').result()).toEqual({ state: 'ACCEPTED' });
      expect(acceptedOf('MANY1')).toBe(1);
      expect(await start({ account, trackingNumber: 'MANY1', carrierId: 'UPS', ...order })).toBe('known');
      expect(await createNotice(desk.client, inputOf('MANY1'))).toMatchObject({ outcome: 'ended', state: 'ACCEPTED' });
    },
    LIMIT_MS,
  );

  it('is not started where Amazon Pay is not configured, nor without an order', async () => {
    const none = createStartDeliveryNotice({ client: desk.client, environment: undefined, policy });
    const request = { account, trackingNumber: 'NONE1', carrierId: 'UPS' };
    expect(await none({ ...request, ...order })).toBe('not-configured');
    const start = createStartDeliveryNotice({ client: desk.client, environment, policy });
    await expect(start(request)).rejects.toMatchObject({ kind: 'Rejected' });
  });

  it(
    'whose reply is lost is accepted once',
    async () => {
      world.amazon.addFault({ operation: 'deliveryTrackers', fault: { kind: 'reply-lost' } });
      await startNotice(desk.client, inputOf('LOST1'));
      expect(await handleOf('LOST1').result()).toEqual({ state: 'ACCEPTED' });
      expect(acceptedOf('LOST1')).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'of a run that Temporal no longer knows ends the next one at once, with what the ledger knows',
    async () => {
      await startNotice(desk.client, inputOf('GONE1'));
      await eventually('accepted', () => acceptedOf('GONE1') === 1);
      await handleOf('GONE1').result();
      const sent = world.sent.length;
      const again = await openNoticeDesk(() => world.dependencies());
      try {
        expect(await startNotice(again.client, inputOf('GONE1'))).toMatchObject({ outcome: 'started' });
        expect(
          await again.client.workflow.getHandle(deliveryNotificationWorkflowId(environment, 'GONE1')).result(),
        ).toEqual({ state: 'ACCEPTED' });
        expect(world.sent).toHaveLength(sent);
      } finally {
        await again.close();
      }
    },
    LIMIT_MS,
  );

  it(
    'that was terminated while its outcome was unknown goes on in the next run, under the same key',
    async () => {
      world.amazon.addFault({ operation: 'deliveryTrackers', fault: { kind: 'reply-lost' } });
      more = { retry: { firstMs: 3_000, factor: 1, maxMs: 3_000 } };
      const from = world.sent.length;
      await startNotice(desk.client, inputOf('KILL1'));
      await eventually('sent', () => world.sent.length > from);
      await handleOf('KILL1').terminate('a test');
      expect(await startNotice(desk.client, inputOf('KILL1'))).toMatchObject({ outcome: 'started' });
      expect(await handleOf('KILL1').result()).toEqual({ state: 'ACCEPTED' });
      expect(new Set(world.sent.slice(from).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
      expect(acceptedOf('KILL1')).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'of a carrier without a code waits for a person, who names it',
    async () => {
      await startNotice(desk.client, inputOf('PIGEON1', 'Pigeon Post'));
      expect(await itemOf('PIGEON1')).toMatchObject({
        reason: 'PayCarrierMissing',
        answers: ['retry', 'done-elsewhere', 'abort'],
      });
      await eventually('somebody is told', () => desk.told.some(({ businessId }) => businessId === 'PIGEON1'));
      expect(JSON.stringify(desk.told)).not.toContain(order.chargePermissionId);
      await eventually('it is listed', async () => {
        const listed = await listNotices(desk.client, { attention: true, account });
        return listed.some(({ trackingNumber, attention }) => trackingNumber === 'PIGEON1' && attention !== null);
      });
      await expect(answer('PIGEON1', 'retry', { data: { carrierCode: 'small' } })).rejects.toThrow(/carrierCode/);
      await expect(answer('PIGEON1', 'retry', { data: { trackingNumber: 'OTHER' } })).rejects.toThrow(/trackingNumber/);
      await expect(answer('PIGEON1', 'wait')).rejects.toThrow(/takes retry/);
      await answer('PIGEON1', 'retry', { data: { carrierCode: 'DPD' } });
      expect(await handleOf('PIGEON1').result()).toEqual({ state: 'ACCEPTED' });
      expect(world.amazon.book().notices.at(-1)).toMatchObject({ trackingNumber: 'PIGEON1', carrierCode: 'DPD' });
    },
    LIMIT_MS,
  );

  it(
    'under a wrong key waits for a person, and goes once the key is right',
    async () => {
      merchant = { publicKeyId: 'LIVE-UNKNOWN' };
      await startNotice(desk.client, inputOf('KEY1'));
      expect(await itemOf('KEY1')).toMatchObject({ reason: 'PayNotPermitted' });
      merchant = {};
      await answer('KEY1', 'retry');
      expect(await handleOf('KEY1').result()).toEqual({ state: 'ACCEPTED' });
      expect(acceptedOf('KEY1')).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'that is refused takes another order from a person',
    async () => {
      const input = inputOf('ORDER1');
      await startNotice(desk.client, { ...input, notice: { ...input.notice, chargePermissionId: 'WRONG' } });
      expect(await itemOf('ORDER1')).toMatchObject({
        reason: 'Rejected',
        details: { send: 1, codes: ['InvalidParameterValue'] },
      });
      await answer('ORDER1', 'retry', { data: { amazonOrderReferenceId: 'P01-1234567-1234567' } });
      expect(await handleOf('ORDER1').result()).toEqual({ state: 'ACCEPTED' });
      expect(world.amazon.book().notices.at(-1)?.order.name).toBe('amazonOrderReferenceId');
    },
    LIMIT_MS,
  );

  it(
    'that may have been taken is a person’s to settle, with a reference',
    async () => {
      // This Amazon Pay does not take the carrier's code: refused as a number is that is used up.
      const own = await startPayWorld({ payCarrierCodes: ['DPD'] });
      const other = await openNoticeDesk(() => own.dependencies());
      try {
        own.amazon.addFault({ operation: 'deliveryTrackers', fault: { kind: 'status', status: 503 } });
        await startNotice(other.client, inputOf('MAYBE1'));
        const view = async () => (await viewNotice(other.client, nameOf('MAYBE1'))).state;
        await eventually('an item', async () => (await view()).attention.items.length > 0);
        const [item] = (await view()).attention.items;
        expect(item).toMatchObject({ reason: 'Unproven', answers: ['retry', 'done-elsewhere', 'abort'] });
        const resolve = (reference?: string) =>
          resolveNotice(other.client, nameOf('MAYBE1'), {
            attentionId: item?.attentionId ?? '',
            answer: 'done-elsewhere',
            ...(reference === undefined ? {} : { reference }),
          });
        await expect(resolve()).rejects.toThrow(/reference/);
        expect(await resolve('told by mail')).toEqual({ state: 'SENDING' });
        expect(
          await other.client.workflow.getHandle(deliveryNotificationWorkflowId(environment, 'MAYBE1')).result(),
        ).toEqual({ state: 'DONE_ELSEWHERE' });
      } finally {
        await other.close();
        await own.amazon.stop();
      }
    },
    LIMIT_MS,
  );

  it(
    'that is closed by a person can be asked for again, by a person only',
    async () => {
      await startNotice(desk.client, inputOf('CLOSED1', 'Pigeon Post'));
      await itemOf('CLOSED1');
      await handleOf('CLOSED1').cancel();
      await eventually('the cancel request is an item', async () =>
        (await stateOf('CLOSED1')).attention.items.some(({ reason }) => reason === 'CancelRequested'),
      );
      expect(await answer('CLOSED1', 'abort')).toEqual({ state: 'CLOSED_BY_PERSON' });
      expect(await handleOf('CLOSED1').result()).toEqual({ state: 'CLOSED_BY_PERSON' });
      expect(await startNotice(desk.client, inputOf('CLOSED1'))).toMatchObject({ outcome: 'ended' });
      expect(await createNotice(desk.client, inputOf('CLOSED1'))).toMatchObject({ outcome: 'started' });
      expect(await handleOf('CLOSED1').result()).toEqual({ state: 'ACCEPTED' });
    },
    LIMIT_MS,
  );

  it(
    'in dry run is recorded, and sent when a person asks for it live',
    async () => {
      more = { isDryRun: () => true };
      await startNotice(desk.client, inputOf('DRY1'));
      expect(await handleOf('DRY1').result()).toEqual({ state: 'RECORDED' });
      expect(acceptedOf('DRY1')).toBe(0);
      more = {};
      expect(await createNotice(desk.client, inputOf('DRY1'))).toMatchObject({ outcome: 'started' });
      expect(await handleOf('DRY1').result()).toEqual({ state: 'ACCEPTED' });
      expect(acceptedOf('DRY1')).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'with any characters in its number has an id that leads back to it',
    async () => {
      const trackingNumber = "A/B%C'D(E)~F#?&";
      await startNotice(desk.client, inputOf(trackingNumber));
      expect(await handleOf(trackingNumber).result()).toEqual({ state: 'ACCEPTED' });
      expect(acceptedOf(trackingNumber)).toBe(1);
      await eventually('it is listed', async () => {
        const listed = await listNotices(desk.client, { ended: true });
        return listed.some((notice) => notice.trackingNumber === trackingNumber);
      });
    },
    LIMIT_MS,
  );

  it(
    'outlives whatever a signal brings; what cannot be done is in the audit list',
    async () => {
      await startNotice(desk.client, inputOf('FUZZ1', 'Pigeon Post'));
      const { attentionId } = await itemOf('FUZZ1');
      const dice = seededDice(6);
      const names = ['attentionId', 'match', 'answer', 'data', 'reference', 'actor', 'reason', 'requestId'];
      for (let count = 0; count < 60; count += 1) {
        const payload = randomJson(dice, names) as never;
        await handleOf('FUZZ1').signal(resolveSignal, payload);
      }
      await handleOf('FUZZ1').signal(resolveSignal, { attentionId, answer: 'wait' });
      await eventually('all are read', async () =>
        (await stateOf('FUZZ1')).audit.some(({ refused }) => refused?.includes('takes retry') === true),
      );
      await handleOf('FUZZ1').signal(resolveSignal, { attentionId, answer: 'retry', data: { carrierCode: 'DPD' } });
      expect(await handleOf('FUZZ1').result()).toEqual({ state: 'ACCEPTED' });
    },
    LIMIT_MS,
  );

  it('keeps the order of Amazon Pay and its key out of all that lists show', async () => {
    const found = [];
    for await (const info of desk.client.workflow.list()) {
      found.push({ ids: info.workflowId, memo: info.memo, shown: info.typedSearchAttributes.getAll() });
    }
    const text = JSON.stringify(found);
    expect(found.length).toBeGreaterThan(5);
    expect(text).not.toMatch(/P01-|LIVE-/);
    expect(text).not.toContain(merchantKeys.privateKey.slice(40, 80));
  });
});
