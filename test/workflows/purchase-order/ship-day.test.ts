import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdUpdate, releaseUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import { reduce } from '../../../workflows/purchase-order/reducer.js';
import { isEnd, nextStates } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf } from './hands.js';
import { NOW, orderIn } from './orders.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the ship day of an order', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime({
      // Whenever it is accepted, that is after the cut-off: it ships tomorrow, from 08:00 on.
      warehouseOf: () => ({ timeZone: 'UTC', labelCutOff: '00:00', pickups: ['18:00'], waitForPacking: false }),
    });
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });
  const accepted = async (): Promise<{ purchaseOrderNumber: string; handle: OrderHandle }> => {
    const { purchaseOrderNumber } = time.amazon.addOrder({
      labelMode: 'amazon',
      requiredShipDate: (await time.now()) + 3 * DAY,
    });
    const handle = await time.start(purchaseOrderNumber);
    await time.untilState(handle, 'ACKNOWLEDGED');
    return { purchaseOrderNumber, handle };
  };
  const tomorrow = async (days = 1): Promise<string> => {
    const now = await time.now();
    return new Date(now + days * DAY).toISOString().slice(0, 10);
  };

  it('is the day on which its label is requested, an hour before the shift, and not earlier', async () => {
    const { purchaseOrderNumber, handle } = await accepted();
    const day = await tomorrow();
    const { shipDay } = await handle.query(viewQuery);
    expect(shipDay).toMatchObject({
      day,
      labelFrom: `${day}T07:00:00.000Z`,
      local: expect.stringMatching(/07:00 UTC$/),
    });
    await time.skip(Date.parse(shipDay?.labelFrom ?? '') - (await time.now()) - HOUR);
    expect((await handle.query(viewQuery)).state).toBe('ACKNOWLEDGED');
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.labelRequests).toBe(0);
    const ready = await time.untilState(handle, 'READY_TO_SHIP');
    expect(Date.parse(ready.labelRequestedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(`${day}T07:00:00Z`));
    expect(Date.parse(ready.labelRequestedAt ?? '')).toBeLessThan(Date.parse(`${day}T07:02:00Z`));
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('can be named by a person: today at once, another day on that day', async () => {
    const { handle } = await accepted();
    const { handle: later } = await accepted();
    await handle.executeUpdate(releaseUpdate, { args: [{ shipDay: await tomorrow(0), actor: 'ann' }] });
    const day = await tomorrow(2);
    await later.executeUpdate(releaseUpdate, { args: [{ shipDay: day, actor: 'ann' }] });
    const ready = await time.untilState(handle, 'READY_TO_SHIP');
    expect(ready.shipDay?.day).toBe(ready.labelRequestedAt?.slice(0, 10));
    const planned = await time.until(later, 'the day is planned', ({ wantedShipDay }) => wantedShipDay === undefined);
    expect(planned).toMatchObject({ state: 'ACKNOWLEDGED', shipDay: { day, labelFrom: `${day}T07:00:00.000Z` } });
    for (const each of [handle, later]) await each.terminate();
  });

  it('that comes while the order is held brings no label: the release does', async () => {
    const { handle } = await accepted();
    await handle.executeUpdate(holdUpdate, { args: [{ actor: 'ann' }] });
    await time.skip(2 * DAY);
    expect((await handle.query(viewQuery)).state).toBe('ACKNOWLEDGED');
    await handle.executeUpdate(releaseUpdate, { args: [{ actor: 'ann' }] });
    await time.untilState(handle, 'READY_TO_SHIP');
    await handle.terminate();
  });
});

describe('release with a ship day', () => {
  const open = ['RECEIVED', 'ACKNOWLEDGING', 'ACKNOWLEDGED'];
  const action = { action: 'release', shipDay: '2026-01-09', origin: { requestId: 'r1', actor: 'ann' } } as const;
  it.each(Object.keys(nextStates) as FulfillmentState[])(
    'in state %s is done until the label is requested',
    (state) => {
      const reduced = reduce(orderIn(state, { hold: { since: '', actor: 'bob' } }), action, NOW, 'id');
      if (open.includes(state)) {
        expect(reduced).toMatchObject({
          state: { wantedShipDay: '2026-01-09', audit: [{ said: 'ships 2026-01-09' }] },
        });
        expect(reduced).not.toHaveProperty('state.hold');
      } else {
        expect(reduced).toMatchObject({ refusal: expect.stringMatching(isEnd(state) ? /ended/ : /until the label/) });
      }
    },
  );

  it.each([
    // the order's clock stands at 10:00 UTC on 5 January 2026
    ['2026-01-05', 'done'],
    ['2026-01-04', 'done'],
    ['2026-01-03', 'refused'],
    ['2020-01-01', 'refused'],
  ])('%s is %s: a day that is over everywhere is a mistake', (shipDay, expected) => {
    const reduced = reduce(orderIn('ACKNOWLEDGED'), { ...action, shipDay }, NOW, 'id');
    expect('refusal' in reduced ? 'refused' : 'done').toBe(expected);
  });

  it('changes nothing where it is the planned day already', () => {
    const order = orderIn('ACKNOWLEDGED', { shipDay: { day: '2026-01-09', labelFrom: '' } });
    expect(reduce(order, action, NOW, 'id')).toEqual({ state: order });
  });
});
