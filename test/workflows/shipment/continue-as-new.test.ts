import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShipmentActivities, TrackParcelInput } from '../../../workflows/shipment/activities.js';
import { cancelUpdate, resolveUpdate, trackingEventSignal, viewQuery } from '../../../workflows/shipment/messages.js';
import { shipmentStart } from '../../../workflows/shipment/start.js';
import type { ShipmentState } from '../../../workflows/shipment/state.js';
import type { shipment } from '../../../workflows/shipment/workflow.js';
import { eventually } from '../../support/eventually.js';
import type { ShipmentHandle } from '../../support/shipment-time.js';
import { policyOf, requestOf } from '../../support/shipments.js';
import { PATIENCE_MS, startShortHistories } from '../../support/short-histories.js';
import type { ShortHistories } from '../../support/short-histories.js';
import { asked, bought } from './made-up.js';

/** A server of its own: its histories are short. */
describe('a shipment whose history has grown', () => {
  const account = 'grown';
  let short: ShortHistories;
  let begun: string[] = [];
  let looks: TrackParcelInput[] = [];
  const activities: ShipmentActivities = {
    obtainRates: async (input) => asked(input),
    purchase: async () => bought(new Date().toISOString()),
    fetchDocuments: async () => ({ documents: [] }),
    // Nothing is seen for hours: what is known comes by events.
    trackParcel: async (input) => {
      looks.push(input);
      throw ApplicationFailure.create({ type: 'NotReady', message: 'Nothing yet.', nextRetryDelay: '3 hours' });
    },
    cancelShipment: async () => ({ outcome: 'cancelled', events: [], requestIds: ['c-1'] }),
    lookAtPackages: async () => ({ bought: [], notBought: [], open: [], isAsked: false }),
    startDeliveryNotice: async ({ trackingNumber }) => {
      begun.push(trackingNumber);
      return { outcome: 'started' };
    },
  };
  beforeAll(async () => {
    short = await startShortHistories({ account, activities });
  }, PATIENCE_MS);
  afterAll(async () => short.stop(), PATIENCE_MS);

  const start = (shipmentReference: string): Promise<ShipmentHandle> => {
    [begun, looks] = [[], []];
    return short.client.workflow.start<typeof shipment>(
      'shipment',
      shipmentStart({
        account,
        shipmentReference,
        request: { ...requestOf(), detailsDocumentId: 'details' },
        policy: policyOf(),
        notice: { chargePermissionId: 'P01-1' },
      }),
    );
  };
  const view = (handle: ShipmentHandle): Promise<ShipmentState> => handle.query(viewQuery);
  const until = (handle: ShipmentHandle, what: string, holds: (state: ShipmentState) => boolean): Promise<void> =>
    eventually(what, async () => holds(await view(handle)), PATIENCE_MS);
  /** Refused signals make its history longer, until it runs on as another run. */
  const grow = (handle: ShipmentHandle): Promise<void> =>
    short.grow(handle, () => handle.signal('cancel', 'no object'));
  const idsOf = async (handle: ShipmentHandle): Promise<string[]> =>
    (await view(handle)).attention.items.map(({ attentionId }) => attentionId);
  const answer = (handle: ShipmentHandle, attentionId: string, given: string, data?: Record<string, unknown>) =>
    handle.executeUpdate(resolveUpdate, {
      args: [{ attentionId, answer: given, actor: 'ann', ...(data === undefined ? {} : { data }) }],
    });
  const bought1 = async (handle: ShipmentHandle): Promise<void> => {
    await until(handle, 'asked', ({ attention }) => attention.items.length > 0);
    await answer(handle, (await idsOf(handle))[0] ?? '', 'choose', { serviceId: 'one-day' });
    await until(handle, 'bought', ({ state }) => state === 'PURCHASED');
  };
  const report = (handle: ShipmentHandle, eventCode: string, eventTime: string): Promise<void> =>
    handle.signal(trackingEventSignal, { eventCode, eventTime, actor: 'carrier' });

  it(
    'asks its open question anew: answers to the old one are refused as stale, a cancel request stays',
    async () => {
      const handle = await start('ask/1');
      await until(handle, 'asked', ({ attention }) => attention.items.length > 0);
      await handle.cancel();
      await until(handle, 'asked twice', ({ attention }) => attention.items.length > 1);
      await eventually('both told', () => short.toldOf(handle).length === 2, PATIENCE_MS);
      const before = await view(handle);
      await grow(handle);
      await until(handle, 'asked anew', ({ attention }) => attention.items.length > 1);
      const after = await view(handle);
      expect(await idsOf(handle)).toEqual(['cancel-2', 'obtainRates-3']);
      expect([after.list, after.ledgerId, after.requestIds]).toEqual([before.list, before.ledgerId, before.requestIds]);
      await eventually('told anew', () => short.toldOf(handle).length === 3, PATIENCE_MS);
      await expect(answer(handle, 'obtainRates-1', 'retry')).rejects.toThrow();
      await answer(handle, 'cancel-2', 'resume');
      await answer(handle, 'obtainRates-3', 'choose', { serviceId: 'one-day' });
      await until(handle, 'bought', ({ state }) => state === 'PURCHASED');
      expect(new Set(short.toldOf(handle)).size).toBe(3);
      await handle.terminate();
    },
    2 * PATIENCE_MS,
  );

  it(
    'takes along what it has bought, its events, its questions and its untold notices, and follows the parcel on',
    async () => {
      const handle = await start('parcel/1');
      await bought1(handle);
      await eventually('looked for', () => looks.length === 1, PATIENCE_MS);
      await eventually('told of the first question', () => short.toldOf(handle).length === 1, PATIENCE_MS);
      short.isNotified = false;
      await report(handle, 'PickupDone', '2026-03-02T15:00:00.000Z');
      await report(handle, 'DeliveryAttempted', '2026-03-03T12:00:00.000Z');
      await until(
        handle,
        'a question, and the notice begun',
        ({ attention, notice }) => attention.items.length === 1 && notice !== undefined,
      );
      const { audit: _audit, told: _told, ...before } = await view(handle);
      await grow(handle);
      const { audit: _more, told: _toldNow, ...after } = await view(handle);
      expect(after).toEqual(before);
      await eventually('looked for again', () => looks.length === 2, PATIENCE_MS);
      expect(looks[1]?.known).toEqual(before.events);
      short.isNotified = true;
      await eventually('told', () => short.toldOf(handle).length === 2, PATIENCE_MS);
      await report(handle, 'Delivered', '2026-03-03T18:00:00.000Z');
      await expect(handle.result()).resolves.toMatchObject({ state: 'DELIVERED', trackingId: 'TBA1' });
      // Neither what was told nor what was begun is so a second time.
      expect([short.toldOf(handle).length, begun]).toEqual([2, ['TBA1']]);
    },
    2 * PATIENCE_MS,
  );

  it(
    'loses no event while run follows run',
    async () => {
      const handle = await start('events/1');
      await bought1(handle);
      const first = await short.runOf(handle);
      const timeOf = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 12, minute)).toISOString();
      for (let minute = 0; minute < 90; minute += 1) await report(handle, 'ArrivedAtCarrierFacility', timeOf(minute));
      await until(handle, 'all events', ({ events }) => events.length === 90);
      expect(await short.runOf(handle)).not.toBe(first);
      await handle.terminate();
    },
    2 * PATIENCE_MS,
  );

  it(
    'waits for its refund as another run, as long as it takes',
    async () => {
      const handle = await start('refund/1');
      await bought1(handle);
      await handle.executeUpdate(cancelUpdate, { args: [{ actor: 'ann' }] });
      await until(handle, 'cancelled', ({ state }) => state === 'REFUND_EXPECTED');
      const { refund, cancellation } = await view(handle);
      await grow(handle);
      await until(handle, 'asked anew', ({ attention }) => attention.items.length === 1);
      expect(await view(handle)).toMatchObject({ state: 'REFUND_EXPECTED', refund, cancellation });
      await answer(handle, (await idsOf(handle))[0] ?? '', 'settled');
      await expect(handle.result()).resolves.toMatchObject({ state: 'CANCELLED' });
    },
    2 * PATIENCE_MS,
  );
});
