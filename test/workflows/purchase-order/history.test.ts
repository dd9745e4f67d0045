import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { temporal } from '@temporalio/proto';
import { carrierEventSignal } from '../../../workflows/purchase-order/messages.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip, untilReady } from './hands.js';

type Event = temporal.api.history.v1.IHistoryEvent;

/**
 * Without workflow tasks that nothing has caused and that bring nothing: the test server adds some when it is asked a
 * query at the wrong moment, the real one does not.
 */
function withoutIdleTasks(events: Event[]): Event[] {
  const idle = new Set<Event>();
  events.forEach((event, index) => {
    const [, started, completed, next] = events.slice(index);
    const before = events[index - 1];
    const isCaused =
      before?.activityTaskCompletedEventAttributes ??
      before?.timerFiredEventAttributes ??
      before?.workflowExecutionSignaledEventAttributes ??
      before?.workflowExecutionStartedEventAttributes;
    const brings = next?.workflowTaskScheduledEventAttributes ?? next?.activityTaskStartedEventAttributes;
    if (!event.workflowTaskScheduledEventAttributes || isCaused || !completed || !brings) return;
    for (const each of [event, started, completed]) if (each) idle.add(each);
  });
  return events.filter((event) => !idle.has(event));
}

/**
 * What Temporal Cloud would bill: the start, every activity with its retries, timers, updates, signals and upserts.
 *
 * The retries of an activity are the attempt number of its last start, which is all that history has of them.
 */
function actionsOf(events: Event[]): number {
  return events.reduce((sum, event) => {
    if (event.activityTaskStartedEventAttributes) return sum + (event.activityTaskStartedEventAttributes.attempt ?? 1);
    const isAction =
      event.workflowExecutionStartedEventAttributes ??
      event.timerStartedEventAttributes ??
      event.workflowExecutionUpdateAcceptedEventAttributes ??
      event.workflowExecutionSignaledEventAttributes ??
      event.upsertWorkflowSearchAttributesEventAttributes;
    return isAction ? sum + 1 : sum;
  }, 0);
}

describe('the history of a plain order with its packing slip and a ship day', () => {
  let time: SkippedTime;
  let events: Event[];
  let planted: string[];
  beforeAll(async () => {
    // Everything that a warehouse can configure: it has deadlines of its own besides Amazon's.
    time = await startSkippedTime({
      warehouseOf: () => ({
        timeZone: 'America/Chicago',
        workingDays: [1, 2, 3, 4, 5],
        pickups: ['16:00'],
        labelCutOff: '00:00',
        waitForPacking: false,
      }),
    });
    const request = { gift: true, requiredShipDate: (await time.now()) + 4 * 86_400_000 };
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon', ...request });
    const handle = await time.start(purchaseOrderNumber);
    await untilReady(time, handle);
    // The evidence of every step is in long before its warning, but the order waits longer than that.
    await time.skip(3_600_000);
    await depart(time, handle);
    await endOf(time, handle);
    events = withoutIdleTasks((await handle.fetchHistory()).events ?? []);
    planted = time.amazon.personalData();
  });
  afterAll(async () => time.stop());

  it('has at most 60 events', () => {
    expect(events.length).toBeGreaterThan(20);
    expect(events.length).toBeLessThanOrEqual(60);
  });

  it('costs at most 20 actions', () => {
    expect(actionsOf(events)).toBeGreaterThan(8);
    expect(actionsOf(events)).toBeLessThanOrEqual(20);
  });

  it('has one timer for all deadlines, armed anew only when an earlier one comes up or it has fired', () => {
    const started = events.filter((event) => event.timerStartedEventAttributes).length;
    expect(started).toBeGreaterThan(0);
    expect(started).toBeLessThanOrEqual(5);
  });

  it('changes no memo: nothing has waited for a person', () => {
    expect(events.filter((event) => event.workflowPropertiesModifiedEventAttributes)).toEqual([]);
  });

  it('has at most one upsert of search attributes for each workflow task', () => {
    const tasks = events
      .map((event) => event.upsertWorkflowSearchAttributesEventAttributes?.workflowTaskCompletedEventId?.toString())
      .filter((id) => id !== undefined);
    expect(tasks.length).toBeGreaterThan(3);
    expect(new Set(tasks).size).toBe(tasks.length);
  });

  it('holds no personal data, neither in clear nor in base64', () => {
    expect(planted.length).toBeGreaterThan(3);
    const text = JSON.stringify(events, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    for (const personal of planted) {
      expect(text).not.toContain(personal);
      expect(text).not.toContain(Buffer.from(personal).toString('base64').slice(0, -4));
    }
  });
});

describe('the history of an order on the vendor’s own carrier, with its papers and a ship day', () => {
  let time: SkippedTime;
  let events: Event[];
  beforeAll(async () => {
    time = await startSkippedTime({
      labelModeFor: () => ({ mode: 'vendor-carrier', scacCode: 'UPSN' }),
      carrierOf: () => ({ statusAddress: { name: 'UPS', addressLine1: '1 Hub Road', countryCode: 'US' } }),
      warehouseOf: () => ({ timeZone: 'UTC', labelCutOff: '00:00', pickups: ['16:00'], waitForPacking: false }),
    });
    const { handle } = await readyToShip(time, { labelMode: 'vendor-carrier', packingSlipRequired: true });
    await time.until(handle, 'the slip is there', ({ papers }) => papers.length === 1);
    await depart(time, handle, { trackingNumber: 'TRACK-1' });
    await time.untilState(handle, 'IN_TRANSIT');
    for (const status of ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'] as const) {
      // More than the day after which a person would be asked about a silent carrier.
      await time.skip(12 * 3_600_000);
      const occurredAt = new Date(await time.now()).toISOString();
      await handle.signal(carrierEventSignal, { trackingNumber: 'TRACK-1', status, occurredAt });
    }
    await endOf(time, handle);
    events = withoutIdleTasks((await handle.fetchHistory()).events ?? []);
  });
  afterAll(async () => time.stop());

  it('has at most 95 events with four status updates', () => {
    expect(events.length).toBeGreaterThan(40);
    expect(events.length).toBeLessThanOrEqual(95);
  });

  it('costs at most 32 actions', () => {
    expect(actionsOf(events)).toBeGreaterThan(12);
    expect(actionsOf(events)).toBeLessThanOrEqual(32);
  });
});
