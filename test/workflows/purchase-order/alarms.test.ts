import { describe, expect, it } from 'vitest';
import { alarmsOf, told } from '../../../workflows/purchase-order/alarms.js';
import { duesOf, met, nextDeadlineOf, over } from '../../../workflows/purchase-order/deadlines.js';
import { reduce } from '../../../workflows/purchase-order/reducer.js';
import { isEnd, nextStates } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { dropItems } from '../../../workflows/steps/attention.js';
import { broken, settled } from '../../../workflows/steps/deadlines.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { facts, instantOf, NOW, orderIn, ORDERED_AT, withItem } from './orders.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const states = Object.keys(nextStates) as FulfillmentState[];
const SHIP_BY = ORDERED_AT + 24 * HOUR;

type Row = [name: string, warnAt: number, dueAt: number, breachAt: number];
const rowsOf = (order: PurchaseOrderState): Row[] =>
  duesOf(order, defaultPolicy).map(({ name, warnAt, dueAt, breachAt }) => [name, warnAt, dueAt, breachAt]);

describe('the deadlines of an order', () => {
  const since = instantOf(NOW);
  const acknowledge: Row = ['acknowledge', ORDERED_AT + 20 * HOUR, ORDERED_AT + DAY, ORDERED_AT + DAY];
  const ship: Row = ['ship', SHIP_BY - 4 * HOUR, SHIP_BY, SHIP_BY];
  const evidence = (of: string): Row => [
    `evidence of the ${of}`,
    NOW + 15 * MINUTE,
    NOW + 30 * MINUTE,
    NOW + 30 * MINUTE,
  ];
  const departedAt = NOW - HOUR;
  const confirm: Row = ['confirm', departedAt + 30 * MINUTE, departedAt + 4 * HOUR, departedAt + 4 * HOUR];
  const labelled: Row = ['label', NOW + 83 * DAY, NOW + 90 * DAY, NOW + 90 * DAY];
  const ends: [FulfillmentState, string, Partial<PurchaseOrderState>, Row[]][] = states
    .filter((state) => isEnd(state) || state === 'IN_TRANSIT')
    .map((state) => [state, 'whatever it has', { since, labelRequestedAt: since }, []]);
  it.each<[FulfillmentState, string, Partial<PurchaseOrderState>, Row[]]>([
    // state, with, fields, deadlines
    ['RECEIVED', 'nothing besides', {}, [acknowledge]],
    ['ACKNOWLEDGING', 'its begin', { since }, [acknowledge, evidence('acknowledgement')]],
    ['ACKNOWLEDGED', 'nothing besides', { since }, [ship]],
    [
      'ACKNOWLEDGED',
      'a calendar',
      { shipPlan: { shipBy: instantOf(SHIP_BY - 10 * HOUR), waitForPacking: false } },
      [['ship', SHIP_BY - 14 * HOUR, SHIP_BY - 10 * HOUR, SHIP_BY]],
    ],
    ['LABELLING', 'its begin', { since }, [ship, evidence('label')]],
    ['READY_TO_SHIP', 'a label', { labelRequestedAt: since }, [ship, labelled]],
    ['CONFIRMING', 'a departure', { since }, [confirm, evidence('confirmation')]],
    ...ends,
  ])('in state %s with %s', (state, _with, more, expected) => {
    expect(rowsOf(orderIn(state, more))).toEqual(expected);
  });

  it('of a vendor’s own label have none for its age', () => {
    const order = orderIn('READY_TO_SHIP', { labelRequestedAt: since }, { mode: 'vendor-label' });
    expect(rowsOf(order)).toEqual([ship]);
  });

  it('of a floor denial have none for a departure', () => {
    const { departure, ...denied } = orderIn('CONFIRMING', { since, denial: { decidedAt: since } });
    expect(rowsOf(denied)).toEqual([evidence('confirmation')]);
  });

  it('are none before the order was read', () => {
    const { order, ...unread } = orderIn('RECEIVED');
    expect(rowsOf(unread)).toEqual([]);
    expect(nextDeadlineOf(unread, defaultPolicy)).toBeUndefined();
  });

  const breach = (deadline: string) => ({ deadline, dueAt: instantOf(NOW) });
  it.each<[string, PurchaseOrderState, number | undefined]>([
    ['the earliest', orderIn('LABELLING', { since }), NOW + 30 * MINUTE],
    [
      'the earliest that is not broken',
      orderIn('LABELLING', { since, breaches: [breach('evidence of the label')] }),
      SHIP_BY,
    ],
    [
      'the earliest of all where all are broken',
      orderIn('LABELLING', { since, breaches: [breach('evidence of the label'), breach('ship')] }),
      NOW + 30 * MINUTE,
    ],
    [
      'what people plan by, not the limit behind it',
      orderIn('ACKNOWLEDGED', { shipPlan: { shipBy: instantOf(NOW + HOUR), waitForPacking: false } }),
      NOW + HOUR,
    ],
    ['none in transit', orderIn('IN_TRANSIT'), undefined],
  ])('are shown by the next one: %s', (_which, order, expected) => {
    expect(nextDeadlineOf(order, defaultPolicy)).toBe(expected);
  });
});

/** What people are told at an instant, as the watch does it; the ids, and the order after it. */
function tell(order: PurchaseOrderState, now: number): { ids: string[]; order: PurchaseOrderState } {
  const due = alarmsOf(order, defaultPolicy).filter(({ at }) => at <= now);
  const ids = due.filter(({ unless }) => !due.some(({ id }) => id === unless)).map(({ id }) => id);
  return { ids, order: due.length === 0 ? order : told(order, defaultPolicy, due) };
}

/** Everything that people are told of an order that stays as it is, with the hours since {@link NOW}. */
function toldOver(order: PurchaseOrderState, hours: number): [number, string][] {
  const all: [number, string][] = [];
  let current = order;
  for (let minute = 0; minute <= hours * 60; minute += 1) {
    const { ids, order: next } = tell(current, NOW + minute * MINUTE);
    all.push(...ids.map((id): [number, string] => [minute / 60, id]));
    current = next;
  }
  return all;
}

describe('people are told', () => {
  it.each<[string, PurchaseOrderState, [number, string][]]>([
    // order, hours from now and what
    [
      'that waits for its departure',
      orderIn('READY_TO_SHIP'),
      [
        [18, 'warning ship'],
        [22, 'breach ship'],
      ],
    ],
    [
      'with a calendar: warned by the plan, broken by Amazon’s limit',
      orderIn('READY_TO_SHIP', { shipPlan: { shipBy: instantOf(NOW + 6 * HOUR), waitForPacking: false } }),
      [
        [2, 'warning ship'],
        [22, 'breach ship'],
      ],
    ],
    [
      'that is late already: no warning of what is broken',
      orderIn('READY_TO_SHIP', { order: { ...facts, requiredShipDate: instantOf(NOW - DAY) } }),
      [[0, 'breach ship']],
    ],
    [
      'that comes after its warning: warned at once',
      orderIn('READY_TO_SHIP', { order: { ...facts, requiredShipDate: instantOf(NOW + HOUR) } }),
      [
        [0, 'warning ship'],
        [1, 'breach ship'],
      ],
    ],
    [
      'with an item: at once, at half and at nine tenths of its time',
      withItem(orderIn('IN_TRANSIT'), { dueAt: instantOf(NOW + 10 * HOUR) }),
      [
        [0, 'acknowledge-1'],
        [5, 'acknowledge-1 50 %'],
        [9, 'acknowledge-1 90 %'],
      ],
    ],
    [
      'with an item that is due already: once',
      withItem(orderIn('IN_TRANSIT'), { dueAt: instantOf(NOW) }),
      [[0, 'acknowledge-1']],
    ],
    ['with an item that holds up no deadline: once', withItem(orderIn('IN_TRANSIT')), [[0, 'acknowledge-1']]],
    [
      'whose item was open for long without a worker: once, and once to remind',
      withItem(orderIn('IN_TRANSIT'), { raisedAt: instantOf(NOW - 19 * HOUR), dueAt: instantOf(NOW + HOUR) }),
      [
        [0, 'acknowledge-1'],
        [0, 'acknowledge-1 90 %'],
      ],
    ],
    ['that has ended: nothing', orderIn('COMPLETED'), []],
  ])('of an order %s', (_what, order, expected) => {
    expect(toldOver(order, 30)).toEqual(expected);
  });

  it('once of each, however often the same state is looked at', () => {
    const { order } = tell(orderIn('READY_TO_SHIP'), SHIP_BY);
    expect(tell(order, SHIP_BY).ids).toEqual([]);
    expect(alarmsOf(order, defaultPolicy)).toEqual([]);
  });

  it('of a breach, and it is on record with the limit that Amazon measures', () => {
    const planned = orderIn('READY_TO_SHIP', { shipPlan: { shipBy: instantOf(NOW), waitForPacking: false } });
    expect(tell(planned, SHIP_BY).order.breaches).toEqual([{ deadline: 'ship', dueAt: instantOf(SHIP_BY) }]);
    expect(tell(planned, SHIP_BY - 1).order.breaches).toEqual([]);
  });

  it('no more of what was told, however many items came and went since', () => {
    let { order } = tell(orderIn('READY_TO_SHIP'), SHIP_BY);
    for (let count = 1; count <= 300; count += 1) {
      const { ids, order: next } = tell(withItem(order, { raisedAt: instantOf(SHIP_BY) }), SHIP_BY);
      expect(ids).toEqual([`acknowledge-${count}`]);
      order = { ...next, attention: dropItems(next.attention, () => true) };
    }
    expect(JSON.stringify(order.told).length).toBeLessThan(20_000);
  });

  it('of 100 open items, each with its reminders, and then of nothing more', () => {
    let order = orderIn('READY_TO_SHIP');
    for (let count = 0; count < 100; count += 1) {
      order = withItem(order, { raisedAt: instantOf(NOW), dueAt: instantOf(NOW + HOUR) });
    }
    const raised = tell(order, NOW);
    expect(raised.ids).toHaveLength(100);
    const reminded = tell(raised.order, NOW + HOUR);
    expect(reminded.ids).toHaveLength(100);
    expect(tell(reminded.order, NOW + HOUR).ids).toEqual([]);
  });

  it('of the second label’s evidence as of the first one’s', () => {
    const began = orderIn('LABELLING', { since: instantOf(NOW) });
    const first = tell(began, NOW + 30 * MINUTE);
    expect(first.ids).toEqual(['breach evidence of the label']);
    const { label } = orderIn('READY_TO_SHIP');
    const proven = over(first.order, 'evidence of the label', instantOf(NOW + 40 * MINUTE));
    const ready: PurchaseOrderState = { ...proven, state: 'READY_TO_SHIP', label: label! };
    const again = reduce(ready, { action: 'relabel', isDestroyed: true, origin: {} }, NOW + HOUR, 'r1');
    if ('refusal' in again) throw new Error(again.refusal);
    expect(tell(again.state, NOW + 75 * MINUTE).ids).toEqual(['warning evidence of the label']);
    const second = tell(again.state, NOW + 90 * MINUTE);
    expect(second.ids).toEqual(['breach evidence of the label']);
    const deadline = 'evidence of the label';
    expect(second.order.breaches).toEqual([
      { deadline, dueAt: instantOf(NOW + 30 * MINUTE), metAt: instantOf(NOW + 40 * MINUTE) },
      { deadline, dueAt: instantOf(NOW + 90 * MINUTE) },
    ]);
    expect(nextDeadlineOf(again.state, defaultPolicy)).toBe(NOW + 90 * MINUTE);
  });

  it('texts without undefined or NaN, whatever the state', () => {
    for (const state of states) {
      const order = withItem(orderIn(state, { since: instantOf(NOW), labelRequestedAt: instantOf(NOW) }));
      for (const { notice, at } of alarmsOf(order, defaultPolicy)) {
        expect(JSON.stringify(notice)).not.toMatch(/undefined|NaN|Invalid/);
        expect(notice?.at).toBe(instantOf(at));
        expect(notice).toMatchObject({ account: 'acme', businessId: 'T1234', warehouse: 'WH01' });
      }
    }
  });
});

describe('a breach', () => {
  const recorded = [{ deadline: 'ship', dueAt: instantOf(NOW) }];
  it.each<[string, ReturnType<typeof settled>, number, ReturnType<typeof settled>]>([
    // what happened, on record before, met at (ms after it was due), on record after
    ['met in time is none', [], 0, []],
    ['met in time is none, although it was learned later', recorded, -1, []],
    ['met late has the instant', recorded, 1, [{ ...recorded[0]!, metAt: instantOf(NOW + 1) }]],
    ['met late is one, although nobody had noticed', [], 1, [{ ...recorded[0]!, metAt: instantOf(NOW + 1) }]],
    [
      'of something else stays',
      [{ deadline: 'label', dueAt: instantOf(NOW) }],
      0,
      [{ deadline: 'label', dueAt: instantOf(NOW) }],
    ],
  ])('%s', (_what, before, lateMs, after) => {
    expect(settled(before, 'ship', NOW, NOW + lateMs)).toEqual(after);
    expect(met(orderIn('READY_TO_SHIP', { breaches: before }), 'ship', NOW, NOW + lateMs).breaches).toEqual(after);
  });

  it('is on record once', () => {
    expect(broken(broken([], 'ship', NOW), 'ship', NOW + 1)).toEqual(recorded);
  });

  it('of the ship date is none after all, when a departure in time is reported later', () => {
    const { order } = tell(orderIn('READY_TO_SHIP'), SHIP_BY + HOUR);
    expect(order.breaches).toHaveLength(1);
    const departed = (departedAt: number) =>
      reduce(
        order,
        { action: 'depart', departure: { departedAt: instantOf(departedAt) }, origin: {} },
        SHIP_BY + 2 * HOUR,
        'd',
      );
    expect(departed(SHIP_BY)).toMatchObject({ state: { breaches: [] } });
    expect(departed(SHIP_BY + 1)).toMatchObject({
      state: { breaches: [{ deadline: 'ship', dueAt: instantOf(SHIP_BY), metAt: instantOf(SHIP_BY + 1) }] },
    });
  });
});
