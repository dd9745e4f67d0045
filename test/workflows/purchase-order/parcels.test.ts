import { describe, expect, it } from 'vitest';
import { matchTracking } from '../../../workflows/purchase-order/carrier.js';
import type { CarrierEvent, ShipmentStatus } from '../../../workflows/purchase-order/carrier.js';
import {
  eventsOf,
  isHome,
  MAX_EVENTS_OF_A_PARCEL,
  settledEvent,
  silenceOf,
  strayEvents,
  untold,
  withEvent,
  withParcels,
} from '../../../workflows/purchase-order/parcels.js';
import type { ParcelEvent } from '../../../workflows/purchase-order/parcels.js';
import { isRaisedByEvent, reduce } from '../../../workflows/purchase-order/reducer.js';
import { silences, withSilentParcels } from '../../../workflows/purchase-order/silence.js';
import { isEnd, nextStates } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { instantOf, NOW, orderIn } from './orders.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const VOC = { mode: 'vendor-carrier', scacCode: 'UPSN' } as const;
const departure = {
  departedAt: instantOf(NOW - HOUR),
  containers: ['1Z-A', '1Z-B'].map((trackingNumber, index) => ({
    containerIdentifier: String(index),
    trackingNumber,
    items: [],
  })),
};
const onTheRoad = (more: Partial<PurchaseOrderState> = {}): PurchaseOrderState =>
  withParcels(orderIn('IN_TRANSIT', { departure, ...more }, VOC), instantOf(NOW));
const event = (status: ShipmentStatus, minutes: number, trackingNumber = '1Z-A'): CarrierEvent => ({
  trackingNumber,
  status,
  occurredAt: instantOf(NOW + minutes * MINUTE),
});
const after = (order: PurchaseOrderState, ...events: CarrierEvent[]): PurchaseOrderState =>
  events.reduce((state, each) => withEvent(state, each, instantOf(NOW)), order);
const outcomes = (order: PurchaseOrderState, trackingNumber = '1Z-A'): string[] =>
  eventsOf(order, trackingNumber).map((each) => `${each.status ?? each.code ?? ''} ${each.outcome ?? 'open'}`);

describe('the tracking number of an event', () => {
  it.each([
    // as given, as confirmed, what is meant
    ['1Z999', ['1Z999'], '1Z999'],
    ['1z 999', ['1Z999'], '1Z999'],
    ['1Z-999', ['1Z999'], '1Z999'],
    ['1Z999', ['1Z 999', '1Z-999'], undefined],
    ['1Z 999', ['1Z 999', '1Z-999'], '1Z 999'],
    ['2Z999', ['1Z999'], undefined],
    ['', ['1Z999'], undefined],
  ])('%j among %j is %j: exactly, else without spaces, hyphens and case', (given, known, meant) => {
    expect(matchTracking(given, known)).toBe(meant);
  });
});

describe('parcels on the own carrier', () => {
  it('have departed with the order, each of them, unless the carrier has said so already', () => {
    const told = after(orderIn('READY_TO_SHIP', {}, VOC), { ...event('DEPARTED_FROM_FC', -70, '1z a') });
    const order = withParcels({ ...told, state: 'IN_TRANSIT', departure }, instantOf(NOW));
    expect(untold(order).map(({ event: each, trackingNumber }) => [trackingNumber, each.status])).toEqual([
      ['1Z-A', 'DEPARTED_FROM_FC'],
      ['1Z-B', 'DEPARTED_FROM_FC'],
    ]);
    expect(withParcels(order, instantOf(NOW + HOUR))).toBe(order);
  });

  it('have departed also where the carrier has reported their end first', () => {
    const told = after(orderIn('READY_TO_SHIP', {}, VOC), event('DELIVERED', -10));
    const order = withParcels({ ...told, state: 'IN_TRANSIT', departure }, instantOf(NOW));
    expect(outcomes(order)).toEqual(['DEPARTED_FROM_FC open', 'DELIVERED open']);
  });

  it('the only parcel of a departure without containers has the departure’s number', () => {
    const { parcels } = onTheRoad({ departure: { departedAt: instantOf(NOW), trackingNumber: 'T 1' } });
    expect(parcels.map(({ trackingNumber }) => trackingNumber)).toEqual(['T 1']);
  });

  it('an event that comes twice counts once, however its number is written', () => {
    const order = after(onTheRoad(), event('IN_TRANSIT', 1));
    expect(withEvent(order, { ...event('IN_TRANSIT', 1), trackingNumber: '1z a' }, instantOf(NOW + HOUR))).toBe(order);
  });

  it.each<[string, CarrierEvent[], string[]]>([
    [
      'the same status at two times is two events',
      [event('IN_TRANSIT', 1), event('IN_TRANSIT', 2)],
      ['IN_TRANSIT open', 'IN_TRANSIT open'],
    ],
    [
      'a departure that the carrier reports as well is folded, whenever it says that was',
      [event('DEPARTED_FROM_FC', -50), event('DEPARTED_FROM_FC', 3), event('IN_TRANSIT', 4)],
      ['DEPARTED_FROM_FC folded', 'DEPARTED_FROM_FC folded', 'IN_TRANSIT open'],
    ],
    [
      'an event that comes late goes out all the same, with its own time',
      [event('OUT_FOR_DELIVERY', 9), event('IN_TRANSIT', 1)],
      ['IN_TRANSIT open', 'OUT_FOR_DELIVERY open'],
    ],
    [
      'what comes after the end is folded, whenever it happened',
      [event('DELIVERED', 9), event('OUT_FOR_DELIVERY', 8), event('IN_TRANSIT', 10)],
      ['OUT_FOR_DELIVERY folded', 'DELIVERED open', 'IN_TRANSIT folded'],
    ],
    [
      'another end is folded as well',
      [event('DELIVERED', 9), event('REJECTED', 10)],
      ['DELIVERED open', 'REJECTED folded'],
    ],
    [
      'what was lost and is delivered after all goes out',
      [event('LOST', 9), event('DELIVERED', 10)],
      ['LOST open', 'DELIVERED open'],
    ],
    [
      'what happened before it was lost does not',
      [event('LOST', 9), event('IN_TRANSIT', 8)],
      ['IN_TRANSIT folded', 'LOST open'],
    ],
  ])('%s', (_rule, events, expected) => {
    expect(outcomes(after(onTheRoad(), ...events)).slice(1)).toEqual(expected);
  });

  it('the number of an event is its own, so that it can be settled', () => {
    const order = after(onTheRoad(), event('IN_TRANSIT', 1), event('IN_TRANSIT', 1, '1Z-B'));
    const settled = settledEvent(order, 3, { outcome: 'proven' });
    expect(settled.parcelEvents.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 'proven'],
      [4, undefined],
    ]);
    expect(untold(settled).map(({ event: each }) => each.number)).toEqual([1, 2, 4]);
  });

  it.each<[ShipmentStatus, boolean]>([
    ['DELAYED', false],
    ['DELIVERED', true],
    ['DEPARTED_FROM_FC', false],
    ['IN_TRANSIT', false],
    ['LOST', true],
    ['OUT_FOR_DELIVERY', false],
    ['REJECTED', true],
    ['UNDELIVERABLE', true],
  ])('%s ends the way of a parcel: %s', (status, isEnding) => {
    const order = after(onTheRoad(), event(status, 1));
    expect(order.parcels.map((parcel) => isHome(order, parcel))).toEqual([isEnding, false]);
  });

  it.each<[Partial<ParcelEvent>, boolean]>([
    [{ meaning: 'DELIVERED', outcome: 'proven' }, true],
    [{ meaning: 'DELIVERED', outcome: 'unproven' }, true],
    [{ meaning: 'DELIVERED', outcome: 'elsewhere' }, true],
    [{ meaning: 'DELIVERED', outcome: 'skipped' }, false],
    [{ outcome: 'ignored' }, false],
    [{}, false],
  ])('a carrier’s own code with %j ends its way: %s', (change, isEnding) => {
    const reported = { trackingNumber: '1Z-A', code: 'X6', occurredAt: instantOf(NOW) };
    const order = settledEvent(after(onTheRoad(), reported), 3, change);
    expect(isHome(order, order.parcels[0]!)).toBe(isEnding);
  });

  it('an event that came before the departure and names no parcel is kept in sight', () => {
    const order = onTheRoad(after(orderIn('READY_TO_SHIP', {}, VOC), event('IN_TRANSIT', -70, 'ELSE')));
    expect(strayEvents(order).map(({ trackingNumber }) => trackingNumber)).toEqual(['ELSE']);
    expect(untold(order).some(({ event: each }) => each.trackingNumber === 'ELSE')).toBe(false);
    expect(order.audit).toMatchObject([
      { action: 'carrierEvent', refused: 'No parcel of this order has tracking number ELSE.' },
    ]);
  });
});

describe('a carrier’s event', () => {
  const reported = { action: 'carrierEvent', event: event('IN_TRANSIT', -1), origin: { requestId: 'r1' } } as const;
  const answerOf = (order: PurchaseOrderState, given = reported): string => {
    const reduced = reduce(order, given, NOW, 'id');
    return 'refusal' in reduced ? reduced.refusal : reduced.state === order ? 'unchanged' : 'done';
  };
  const taken: FulfillmentState[] = ['ACKNOWLEDGED', 'LABELLING', 'READY_TO_SHIP', 'CONFIRMING', 'IN_TRANSIT'];
  it.each(Object.keys(nextStates) as FulfillmentState[])('in state %s is kept from the acknowledgement on', (state) => {
    const answer = answerOf(orderIn(state, {}, VOC));
    if (taken.includes(state)) expect(answer).toBe('done');
    else expect(answer).toMatch(isEnd(state) ? /has ended/ : /from the acknowledgement on/);
  });

  it.each<[string, PurchaseOrderState, CarrierEvent, RegExp]>([
    [
      'on Amazon’s carrier',
      orderIn('READY_TO_SHIP'),
      event('IN_TRANSIT', -1),
      /own carrier only; label mode is amazon/,
    ],
    ['of no parcel of the order', onTheRoad(), event('IN_TRANSIT', -1, 'ELSE'), /they are 1Z-A, 1Z-B/],
    ['that lies in the future', onTheRoad(), event('IN_TRANSIT', 6), /lies in the future/],
  ])('%s is refused', (_rule, order, given, says) => {
    expect(answerOf(order, { ...reported, event: given })).toMatch(says);
  });

  it('a little ahead of our clock is taken: carriers have clocks of their own', () => {
    expect(answerOf(onTheRoad(), { ...reported, event: event('IN_TRANSIT', 4) })).toBe('done');
  });

  it('is bounded for each parcel', () => {
    const many = Array.from({ length: MAX_EVENTS_OF_A_PARCEL - 1 }, (_, at) => event('IN_TRANSIT', -100 - at));
    const order = after(onTheRoad(), ...many);
    expect(answerOf(order)).toMatch(/has 50 events already/);
    expect(answerOf(order, { ...reported, event: event('IN_TRANSIT', -1, '1Z-B') })).toBe('done');
  });

  it('pushes nothing out of the audit list, and is recognised without it', () => {
    const once = reduce(onTheRoad(), reported, NOW, 'id');
    if ('refusal' in once) throw new Error(once.refusal);
    expect(once.state.audit).toEqual([]);
    expect(reduce(once.state, reported, NOW + HOUR, 'other')).toEqual({ state: once.state });
  });
});

describe('a silent carrier', () => {
  const silent = (order: PurchaseOrderState) => silences(order, defaultPolicy);
  it.each<[string, CarrierEvent[], number]>([
    // what was reported, hours from the departure until somebody is asked
    ['nothing', [], 24],
    ['only that it has departed', [event('DEPARTED_FROM_FC', -30)], 24],
    ['a scan, an hour after the departure', [event('IN_TRANSIT', -1)], 1 + 72],
  ])('that has reported %s: somebody is asked in time', (_what, events, hours) => {
    const at = silent(after(onTheRoad(), ...events)).find(({ parcel }) => parcel.trackingNumber === '1Z-A')?.at;
    expect(at).toBe(NOW - HOUR + hours * HOUR);
  });

  it('is asked about for each parcel on its own, once, until it reports something', () => {
    const order = onTheRoad();
    const ids = silent(order).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    const asked = withSilentParcels(order, defaultPolicy, ids);
    expect(asked.attention.items.map(({ reason, message }) => [reason, message])).toEqual([
      ['CarrierSilent', '1Z-A: no scan since 2026-01-05T09:00:00.000Z.'],
      ['CarrierSilent', '1Z-B: no scan since 2026-01-05T09:00:00.000Z.'],
    ]);
    expect(asked.attention.items.every(isRaisedByEvent)).toBe(true);
    expect(silent(asked)).toEqual([]);
    const reduced = reduce(
      asked,
      { action: 'carrierEvent', event: event('IN_TRANSIT', -1), origin: {} },
      NOW + 30 * HOUR,
      'id',
    );
    if ('refusal' in reduced) throw new Error(reduced.refusal);
    expect(reduced.state.attention.items.map(({ details }) => details.trackingNumber)).toEqual(['1Z-B']);
  });

  it.each(['wait', 'done-elsewhere'])('the answer %s closes the item', (answer) => {
    const order = onTheRoad();
    const asked = withSilentParcels(order, defaultPolicy, [silent(order)[0]!.id]);
    const { attentionId } = asked.attention.items[0]!;
    const resolution = { answer, ...(answer === 'wait' ? {} : { reference: 'claim 7' }) };
    const reduced = reduce(
      asked,
      { action: 'resolve', target: { attentionId }, resolution, origin: { actor: 'ann' } },
      NOW + 30 * HOUR,
      'id',
    );
    if ('refusal' in reduced) throw new Error(reduced.refusal);
    const [first] = reduced.state.parcels;
    expect(reduced.state.attention.items).toEqual([]);
    expect(isHome(reduced.state, first!)).toBe(answer === 'done-elsewhere');
    const next = silenceOf(reduced.state, first!, defaultPolicy.deadlines);
    expect(next?.until).toBe(answer === 'wait' ? NOW + (30 + 24) * HOUR : undefined);
  });

  it('holds nobody up in any other state', () => {
    expect(silent({ ...onTheRoad(), state: 'CONFIRMING' })).toEqual([]);
    expect(silent(after(onTheRoad(), event('DELIVERED', 1), event('LOST', 1, '1Z-B')))).toEqual([]);
  });
});
