import { describe, expect, it } from 'vitest';
import type { PackedContainer } from '../../../workflows/purchase-order/packing.js';
import { isRaisedByEvent, reduce } from '../../../workflows/purchase-order/reducer.js';
import type { OrderAction } from '../../../workflows/purchase-order/reducer.js';
import { isEnd, nextStates } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { instantOf, label, NOW, orderIn, withItem } from './orders.js';

const HOUR = 3_600_000;
const states = Object.keys(nextStates) as FulfillmentState[];
const underWay = states.filter((state) => !isEnd(state));

const line = (itemSequenceNumber: string, quantity: number) => ({ itemSequenceNumber, quantity });
const packed: PackedContainer[] = [{ containerIdentifier: 'A', items: [line('00001', 1), line('00002', 3)] }];
const repacked: PackedContainer[] = [
  { containerIdentifier: 'A', items: [line('00001', 1), line('00002', 1)] },
  { containerIdentifier: 'B', items: [line('00002', 2)] },
];

const origin = { requestId: 'r1', actor: 'ann' };
const action = {
  pack: { action: 'pack', containers: packed, origin },
  hold: { action: 'hold', origin: { ...origin, reason: 'recall' } },
  release: { action: 'release', origin },
  cancel: { action: 'cancel', code: { code: '03' }, origin },
  floorDenial: { action: 'floorDenial', origin },
  relabel: { action: 'relabel', isDestroyed: false, origin },
} satisfies Record<string, OrderAction>;
type Name = keyof typeof action;

function refusalOf(order: PurchaseOrderState, event: OrderAction): string {
  const reduced = reduce(order, event, NOW, 'id');
  return 'refusal' in reduced ? reduced.refusal : 'done';
}
function stateAfter(order: PurchaseOrderState, event: OrderAction): PurchaseOrderState {
  const reduced = reduce(order, event, NOW, 'id');
  if ('refusal' in reduced) throw new Error(`Refused: ${reduced.refusal}`);
  return reduced.state;
}

describe('an action', () => {
  const possible: Record<Name, { when: readonly FulfillmentState[]; says: RegExp }> = {
    pack: {
      when: ['RECEIVED', 'ACKNOWLEDGING', 'ACKNOWLEDGED'],
      says: /^pack is possible until the (label|departure)/,
    },
    hold: {
      when: ['RECEIVED', 'ACKNOWLEDGING', 'ACKNOWLEDGED'],
      says: /^hold is possible until the label is requested; the order is /,
    },
    release: { when: underWay, says: /never/ },
    cancel: {
      when: ['RECEIVED', 'ACKNOWLEDGED', 'LABELLING', 'READY_TO_SHIP'],
      says: /^floorDenial is possible from the acknowledgement to the departure; the order (is|departed at) /,
    },
    floorDenial: {
      when: ['ACKNOWLEDGED', 'LABELLING', 'READY_TO_SHIP'],
      says: /^floorDenial is possible from the acknowledgement to the departure; the order (is|departed at) /,
    },
    relabel: {
      when: ['READY_TO_SHIP'],
      says: /^relabel is possible while READY_TO_SHIP, before the departure; the order is /,
    },
  };
  const rows = (Object.keys(action) as Name[]).flatMap((name) =>
    states.map((state): [Name, FulfillmentState, 'done' | 'refused' | 'ended'] => [
      name,
      state,
      isEnd(state) ? 'ended' : possible[name].when.includes(state) ? 'done' : 'refused',
    ]),
  );
  it.each(rows)('%s in state %s is %s, and says when it is possible', (name, state, expected) => {
    const order = orderIn(state);
    const before = structuredClone(order);
    const answer = refusalOf(order, action[name]);
    if (expected === 'done') expect(answer).toBe('done');
    else if (expected === 'ended') expect(answer).toBe(`The order has ended: ${state}.`);
    else expect(answer).toMatch(possible[name].says);
    expect(order).toEqual(before);
  });

  const doable = rows.filter(([, , expected]) => expected === 'done');
  it.each(doable)('%s in state %s, repeated with its request id, is done already', (name, state) => {
    const once = stateAfter(orderIn(state), action[name]);
    expect(stateAfter(once, action[name])).toBe(once);
  });

  it.each(doable.filter(([name]) => name !== 'release'))(
    '%s in state %s has one line in the audit list',
    (name, state) => {
      const { audit } = stateAfter(orderIn(state), action[name]);
      expect(audit).toMatchObject([{ at: instantOf(NOW), action: name, actor: 'ann', requestId: 'r1' }]);
    },
  );

  it.each<[Name, FulfillmentState]>([
    ['pack', 'ACKNOWLEDGED'],
    ['hold', 'ACKNOWLEDGED'],
    ['release', 'ACKNOWLEDGED'],
    ['floorDenial', 'READY_TO_SHIP'],
    ['cancel', 'READY_TO_SHIP'],
  ])('%s in state %s, asked for again by somebody else, changes nothing and is not refused', (name, state) => {
    const once = stateAfter(orderIn(state), action[name]);
    expect(stateAfter(once, { ...action[name], origin: { requestId: 'another', actor: 'bob' } })).toBe(once);
  });
});

describe('cancel', () => {
  it('without a code is refused while RECEIVED: the order would be rejected with it', () => {
    const { code, ...withoutCode } = action.cancel;
    expect(refusalOf(orderIn('RECEIVED'), withoutCode)).toMatch(/needs a code/);
  });

  it('is a rejection while RECEIVED, a floor denial after the acknowledgement', () => {
    expect(stateAfter(orderIn('RECEIVED'), action.cancel)).toMatchObject({
      state: 'ACKNOWLEDGING',
      acknowledgement: { code: '03', actor: 'ann' },
    });
    expect(stateAfter(orderIn('ACKNOWLEDGED'), action.cancel)).toMatchObject({
      state: 'CONFIRMING',
      denial: { decidedAt: instantOf(NOW), actor: 'ann' },
    });
  });
});

describe('a floor denial', () => {
  it('closes the questions that are pointless after it, but not that about cancelling', () => {
    const order = withItem(withItem(orderIn('LABELLING'), { step: 'obtainLabel', reason: 'Rejected' }), {
      step: 'cancel',
      reason: 'CancelRequested',
    });
    expect(stateAfter(order, action.floorDenial).attention.items.map(({ step }) => step)).toEqual(['cancel']);
  });

  it('keeps label and packing on record, and knows no departure', () => {
    const denied = stateAfter(orderIn('READY_TO_SHIP', { packing: packed }), action.floorDenial);
    expect(denied).toMatchObject({ label, packing: packed });
    expect(denied.departure).toBeUndefined();
  });

  it.each<[string, OrderAction]>([
    ['departure', { action: 'depart', departure: { departedAt: instantOf(NOW) }, origin: { requestId: 'r9' } }],
    ['relabel', { ...action.relabel, origin: { requestId: 'r9' } }],
    ['hold', { ...action.hold, origin: { requestId: 'r9' } }],
    ['pack', { ...action.pack, origin: { requestId: 'r9' } }],
  ])('is followed by no %s', (_what, event) => {
    expect(refusalOf(stateAfter(orderIn('READY_TO_SHIP'), action.floorDenial), event)).toMatch(
      /denied|CONFIRMING|label/,
    );
  });

  it.each(['ACKNOWLEDGED', 'LABELLING'] as const)(
    'is refused in state %s when an earlier run knows the departure: the truck has left',
    (state) => {
      const order = orderIn(state, { departure: { departedAt: instantOf(NOW - HOUR) } });
      expect(refusalOf(order, action.floorDenial)).toMatch(/departure/);
    },
  );
});

describe('hold', () => {
  it('has who, when and why on record, and keeps the first', () => {
    const held = stateAfter(orderIn('RECEIVED'), action.hold);
    expect(held.hold).toEqual({ since: instantOf(NOW), actor: 'ann', reason: 'recall' });
    expect(held.state).toBe('RECEIVED');
  });

  it('ends with release, without a trace but the audit list', () => {
    const held = stateAfter(orderIn('ACKNOWLEDGED'), action.hold);
    const { audit, ...rest } = stateAfter(held, { ...action.release, origin: { requestId: 'r2' } });
    const { audit: none, ...before } = orderIn('ACKNOWLEDGED');
    expect(rest).toEqual(before);
    expect(audit.map((entry) => entry.action)).toEqual(['hold', 'release']);
    expect(none).toEqual([]);
  });

  it('leaves a departure as it is: a confirmation is never held', () => {
    const order = orderIn('READY_TO_SHIP', { hold: { since: instantOf(NOW), actor: 'ann' } });
    expect(stateAfter(order, { action: 'depart', departure: { departedAt: instantOf(NOW) }, origin }).state).toBe(
      'CONFIRMING',
    );
  });
});

describe('pack', () => {
  it('is refused before the order was read: its lines are not known', () => {
    const unread = orderIn('RECEIVED');
    delete unread.order;
    expect(refusalOf(unread, action.pack)).toBe('pack is possible once the order was read from Amazon.');
  });

  it('replaces what was packed before', () => {
    const once = stateAfter(orderIn('ACKNOWLEDGED'), action.pack);
    const twice = stateAfter(once, { action: 'pack', containers: repacked, origin: { requestId: 'r2' } });
    expect(twice.packing).toEqual(repacked);
  });

  it.each(['vendor-label', 'vendor-carrier'] as const)('is possible until the departure with label mode %s', (mode) => {
    expect(stateAfter(orderIn('READY_TO_SHIP', {}, { mode }), action.pack).packing).toEqual(packed);
  });

  it('of half an order is refused with every line that is short', () => {
    const half = [{ containerIdentifier: 'A', items: [line('1', 1), line('2', 1)] }];
    expect(refusalOf(orderIn('ACKNOWLEDGED'), { ...action.pack, containers: half })).toBe(
      'Line 00002: 1 packed, 3 ordered; partial shipment is not allowed.',
    );
  });
});

describe('relabel', () => {
  it('voids the label, and asks for the next one with another occurrence', () => {
    const order = stateAfter(orderIn('READY_TO_SHIP'), action.relabel);
    expect(order).toMatchObject({
      state: 'LABELLING',
      since: instantOf(NOW),
      labelOccurrence: 2,
      voidLabels: [{ ...label, voidedAt: instantOf(NOW), actor: 'ann', isDestroyed: false }],
    });
    expect(order.label).toBeUndefined();
  });

  it('takes other packages with it, checked as by pack', () => {
    const order = orderIn('READY_TO_SHIP', { packing: packed });
    expect(stateAfter(order, { ...action.relabel, containers: repacked }).packing).toEqual(repacked);
    expect(refusalOf(order, { ...action.relabel, containers: [] })).toMatch(/0 packed/);
    expect(stateAfter(order, action.relabel).packing).toEqual(packed);
  });

  it.each(['vendor-label', 'vendor-carrier'] as const)(
    'is refused with label mode %s: that label is not Amazon’s',
    (mode) => {
      expect(refusalOf(orderIn('READY_TO_SHIP', {}, { mode }), action.relabel)).toMatch(
        /label of this order is your own/,
      );
    },
  );

  it('starts the deadlines of the new label anew', () => {
    const once = stateAfter(orderIn('READY_TO_SHIP', { told: ['warning evidence of the label'] }), action.relabel);
    const twice = stateAfter(
      { ...once, state: 'READY_TO_SHIP', label },
      { ...action.relabel, origin: { requestId: 'r2', actor: 'ann' } },
    );
    expect(twice).toMatchObject({ labelOccurrence: 3, voidLabels: [{ actor: 'ann' }, { actor: 'ann' }] });
  });
});

describe('an order that Amazon has cancelled', () => {
  const cancelled: OrderAction = { action: 'cancelledByAmazon', seenAt: instantOf(NOW), origin: { actor: 'sweep' } };
  const asked = stateAfter(orderIn('READY_TO_SHIP'), cancelled);
  const answered = (answer: string): PurchaseOrderState =>
    stateAfter(asked, {
      action: 'resolve',
      target: { attentionId: 'stopParcel-1' },
      resolution: { answer },
      origin: { requestId: answer, actor: 'ann' },
    });

  it.each<[FulfillmentState, FulfillmentState, number]>([
    // state before, after, items
    ['RECEIVED', 'CANCELLED', 0],
    ['ACKNOWLEDGING', 'CANCELLED', 0],
    ['ACKNOWLEDGED', 'CANCELLED', 0],
    ['LABELLING', 'CANCELLED', 0],
    ['READY_TO_SHIP', 'READY_TO_SHIP', 1],
    ['CONFIRMING', 'CONFIRMING', 0],
    ['IN_TRANSIT', 'IN_TRANSIT', 0],
  ])('while %s is %s, with %i items: what has no label ends, a parcel has to be stopped', (before, after, items) => {
    const { state, attention } = stateAfter(orderIn(before), cancelled);
    expect([state, attention.items.length]).toEqual([after, items]);
  });

  it('whose second label is on its way has a parcel as well', () => {
    const relabelled = stateAfter(orderIn('READY_TO_SHIP'), action.relabel);
    expect(stateAfter(relabelled, cancelled)).toMatchObject({
      state: 'LABELLING',
      attention: { items: [{ reason: 'CancelledByAmazon', step: 'stopParcel' }] },
    });
  });

  it('is a question that travels to the next run, as a cancel request does; what steps ask is asked anew there', () => {
    const raised = [
      ...asked.attention.items,
      ...stateAfter(orderIn('READY_TO_SHIP'), { action: 'cancel-request', origin: {} }).attention.items,
      ...withItem(orderIn('CONFIRMING'), { step: 'confirmShipment', reason: 'CancelledByAmazon' }).attention.items,
    ];
    expect(raised.map(isRaisedByEvent)).toEqual([true, true, false]);
  });

  it('is asked about once, however often it is seen', () => {
    expect(stateAfter(asked, { ...cancelled, origin: { requestId: 'later' } })).toBe(asked);
  });

  it('ends when the parcel is stopped; left anyway, it is confirmed once it has departed', () => {
    expect(answered('stopped').state).toBe('CANCELLED');
    const left = answered('left-anyway');
    expect(left).toMatchObject({ state: 'READY_TO_SHIP', leftAnyway: true, attention: { items: [] } });
    expect(stateAfter(left, { ...cancelled, origin: { requestId: 'later' } })).toBe(left);
  });

  it('that has ended takes no notice', () => {
    expect(refusalOf(orderIn('COMPLETED'), cancelled)).toMatch(/has ended/);
  });
});
