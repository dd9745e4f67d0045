import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WarehouseCalendar } from '../../../activities/purchase-order/ship-plan.js';
import { shipPlanOf } from '../../../activities/purchase-order/ship-plan.js';
import { relabelUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, resolve, untilReady } from './hands.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LABEL_LIFE = 9 * DAY;
const LABEL_WARNING = DAY;
const calendar: WarehouseCalendar = {
  timeZone: 'America/Chicago',
  workingDays: [1, 2, 3, 4, 5],
  pickups: ['16:00'],
  waitForPacking: false,
};
const policy = { deadlines: { ...defaultPolicy.deadlines, labelMs: LABEL_LIFE, labelWarningMs: LABEL_WARNING } };

/** Orders that nobody ships: a new one every other day, each due two days later. */
describe('two weeks of orders that stay where they are', () => {
  let time: SkippedTime;
  let startedAt: number;
  const handles: OrderHandle[] = [];
  beforeAll(async () => {
    time = await startSkippedTime({ warehouseOf: () => calendar });
    startedAt = await time.now();
    for (let day = 0; day < 14; day += 2) {
      const { purchaseOrderNumber } = time.amazon.addOrder({
        labelMode: 'amazon',
        orderDate: startedAt + day * DAY,
        requiredShipDate: startedAt + (day + 2) * DAY + 7 * HOUR,
      });
      const handle = await time.start(purchaseOrderNumber, policy);
      await untilReady(time, handle);
      handles.push(handle);
      await time.skip(startedAt + (day + 2) * DAY - (await time.now()));
    }
  }, 60_000);
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  it('warn and break each deadline once, at its minute', async () => {
    const now = await time.now();
    for (const handle of handles) {
      const { order, readAt, labelRequestedAt } = await handle.query(viewQuery);
      const required = Date.parse(order?.requiredShipDate ?? '');
      const plan = shipPlanOf(
        { requiredShipDate: order?.requiredShipDate ?? '', receivedAt: Date.parse(readAt ?? '') },
        calendar,
      );
      const shipBy = Date.parse(plan?.shipBy ?? '');
      const labelled = Date.parse(labelRequestedAt ?? '');
      const planned: [string, number][] = [
        ['deadline.warning ship', Math.max(shipBy - 4 * HOUR, Date.parse(readAt ?? ''))],
        ['deadline.breach ship', required],
        ['deadline.warning label', labelled + LABEL_LIFE - LABEL_WARNING],
        ['deadline.breach label', labelled + LABEL_LIFE],
      ];
      const expected = planned.filter(([, at]) => at < now).sort(([, a], [, b]) => a - b);
      const notices = time.notices.filter(({ workflowId }) => workflowId === handle.workflowId);
      expect(notices.map(({ type, reason }) => `${type} ${reason}`)).toEqual(expected.map(([what]) => what));
      for (const [index, { toldAt }] of notices.entries()) {
        expect(toldAt - (expected[index]?.[1] ?? 0)).toBeGreaterThanOrEqual(0);
        // Read and label of an order that is late already lie between.
        expect(toldAt - (expected[index]?.[1] ?? 0)).toBeLessThan(5 * MINUTE);
      }
    }
    expect(time.notices.length).toBeGreaterThan(15);
  });

  it('show the next one that is not broken', async () => {
    const now = await time.now();
    for (const handle of handles) {
      const { order, shipPlan, labelRequestedAt } = await handle.query(viewQuery);
      const label = Date.parse(labelRequestedAt ?? '') + LABEL_LIFE;
      const shipBy = Date.parse(shipPlan?.shipBy ?? '');
      const isShipBroken = Date.parse(order?.requiredShipDate ?? '') <= now;
      const next = isShipBroken && label > now ? label : shipBy;
      const { typedSearchAttributes } = await handle.describe();
      expect(typedSearchAttributes.get(searchAttributes.NextDeadline)).toEqual(new Date(next));
    }
  });

  it('count the second label’s life from its own request', async () => {
    const [first] = handles;
    if (first === undefined) throw new Error('No order');
    const { purchaseOrderNumber } = await first.query(viewQuery);
    time.amazon.allowRelabel(purchaseOrderNumber);
    await first.executeUpdate(relabelUpdate, { args: [{ isDestroyed: true }] });
    const { labelRequestedAt } = await time.untilState(first, 'READY_TO_SHIP');
    const before = time.notices.length;
    await time.skip(LABEL_LIFE + HOUR);
    const later = time.notices.slice(before).filter(({ workflowId }) => workflowId === first.workflowId);
    expect(later.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
      'deadline.warning label',
      'deadline.breach label',
    ]);
    expect(later.at(-1)?.at).toBe(new Date(Date.parse(labelRequestedAt ?? '') + LABEL_LIFE).toISOString());
    const { breaches } = await first.query(viewQuery);
    expect(breaches.map(({ deadline, metAt }) => [deadline, metAt !== undefined])).toEqual([
      ['ship', false],
      ['label', true],
      ['label', false],
    ]);
  });

  it('end when they ship after all: late, with the true dates', async () => {
    const last = handles.at(-1)!;
    await depart(time, last);
    expect(await endOf(time, last)).toBe('COMPLETED');
    const { breaches } = await last.query(viewQuery);
    expect(breaches.find(({ deadline }) => deadline === 'ship')?.metAt).toBeDefined();
    const { typedSearchAttributes } = await last.describe();
    expect(typedSearchAttributes.get(searchAttributes.NextDeadline)).toBeUndefined();
    for (const handle of handles.slice(0, -1)) {
      await handle.signal('cancel', { actor: 'ann' });
      await time.until(
        handle,
        'an end or an item',
        ({ state, attention }) => state === 'FLOOR_DENIED' || attention.items.length > 0,
      );
      if ((await handle.query(viewQuery)).attention.items.length > 0) await resolve(handle, 'abort');
    }
  });
});
