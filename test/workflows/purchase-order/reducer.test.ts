import { describe, expect, it } from 'vitest';
import type { Departure } from '../../../workflows/purchase-order/departure.js';
import type { PackedContainer } from '../../../workflows/purchase-order/packing.js';
import { reduce } from '../../../workflows/purchase-order/reducer.js';
import type { OrderAction, Reduced } from '../../../workflows/purchase-order/reducer.js';
import { isEnd, nextStates } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { LabelMode } from '../../../workflows/purchase-order/order.js';
import { AUDIT_LIMIT, withRefusal } from '../../../workflows/steps/audit.js';
import { instantOf, NOW, orderIn, ORDERED_AT, withItem } from './orders.js';

const HOUR = 3_600_000;
const states = Object.keys(nextStates) as FulfillmentState[];

const departed = (departure: Partial<Departure> = {}, requestId = 'r1'): OrderAction => ({
  action: 'depart',
  departure: { departedAt: instantOf(NOW - 60_000), ...departure },
  origin: { requestId, actor: 'warehouse' },
});
const rejected: OrderAction = { action: 'reject', code: { code: '03' }, origin: { requestId: 'r2', actor: 'support' } };
const cancelRequest: OrderAction = { action: 'cancel-request', origin: { requestId: 'r3', actor: 'temporal' } };
const resolved = (
  target: Extract<OrderAction, { action: 'resolve' }>['target'],
  resolution: Extract<OrderAction, { action: 'resolve' }>['resolution'],
  requestId = 'r4',
): OrderAction => ({ action: 'resolve', target, resolution, origin: { requestId, actor: 'support' } });

const after = (order: PurchaseOrderState, action: OrderAction, now = NOW): Reduced => reduce(order, action, now, 'id');
function stateAfter(order: PurchaseOrderState, action: OrderAction, now = NOW): PurchaseOrderState {
  const reduced = after(order, action, now);
  if ('refusal' in reduced) throw new Error(`Refused: ${reduced.refusal}`);
  return reduced.state;
}
function refusalOf(order: PurchaseOrderState, action: OrderAction, now = NOW): string {
  const reduced = after(order, action, now);
  return 'refusal' in reduced ? reduced.refusal : 'done';
}

const refusedDeparture = (
  order: PurchaseOrderState,
  more: Partial<Parameters<typeof withRefusal>[1]>,
): PurchaseOrderState =>
  withRefusal(order, {
    action: 'depart',
    origin: {},
    refused: 'too early',
    now: NOW,
    fallbackId: 'signal-1',
    ...more,
  });

describe('an action', () => {
  const needed = { RECEIVED: /possible/, READY_TO_SHIP: /possible/ };
  it.each(
    states.map((state): [FulfillmentState, RegExp | 'done', RegExp | 'done', RegExp | 'done', RegExp | 'done'] => {
      const ended = new RegExp(`has ended: ${state}`);
      if (isEnd(state)) return [state, ended, ended, ended, ended];
      const hasDeparted = state === 'CONFIRMING' || state === 'IN_TRANSIT';
      return [
        state,
        state === 'READY_TO_SHIP' ? 'done' : hasDeparted ? /already recorded/ : needed.READY_TO_SHIP,
        state === 'RECEIVED' ? 'done' : needed.RECEIVED,
        'done',
        'done',
      ];
    }),
    // state, depart, reject, resolve, cancel request
  )('in state %s: depart %s, reject %s, resolve %s, cancel request %s', (state, depart, reject, resolve, cancel) => {
    const order = withItem(orderIn(state));
    const actions: [OrderAction, RegExp | 'done'][] = [
      [departed(), depart],
      [rejected, reject],
      [resolved({ attentionId: 'acknowledge-1' }, { answer: 'retry' }), resolve],
      [cancelRequest, cancel],
    ];
    for (const [action, expected] of actions) {
      const before = structuredClone(order);
      const answer = refusalOf(order, action);
      if (expected === 'done') expect(answer).toBe('done');
      else {
        expect(answer).toMatch(expected);
        expect(answer).toContain(state === 'CONFIRMING' || state === 'IN_TRANSIT' ? '' : state);
      }
      expect(order).toEqual(before);
    }
  });

  it('that is refused names the state in which it is possible', () => {
    expect(refusalOf(orderIn('LABELLING'), departed())).toBe(
      'depart is possible once the order is READY_TO_SHIP; it is LABELLING.',
    );
    expect(refusalOf(orderIn('LABELLING'), rejected)).toMatch(
      /^reject is possible while RECEIVED; the order is LABELLING\. .*floorDenial is possible\.$/,
    );
  });

  it('repeated with the same request id is done already: neither refused nor done twice', () => {
    const once = stateAfter(orderIn('READY_TO_SHIP'), departed());
    expect(stateAfter(once, departed())).toBe(once);
    const rejectedOnce = stateAfter(orderIn('RECEIVED'), rejected);
    expect(stateAfter(rejectedOnce, rejected)).toBe(rejectedOnce);
    const answer = resolved({ attentionId: 'acknowledge-1' }, { answer: 'retry' });
    const answered = stateAfter(withItem(orderIn('ACKNOWLEDGING')), answer);
    expect(stateAfter(answered, answer)).toBe(answered);
    const closed = stateAfter(
      withItem(orderIn('ACKNOWLEDGING')),
      resolved({ attentionId: 'acknowledge-1' }, { answer: 'abort' }),
    );
    expect(stateAfter(closed, resolved({ attentionId: 'acknowledge-1' }, { answer: 'abort' }))).toBe(closed);
  });

  it('that was refused may be tried again with the same request id', () => {
    const refused = refusedDeparture(orderIn('LABELLING'), { origin: { requestId: 'r1' } });
    expect(stateAfter({ ...refused, state: 'READY_TO_SHIP' }, departed()).state).toBe('CONFIRMING');
  });

  it('without a request id is recognised by the one of its update', () => {
    const action: OrderAction = { action: 'depart', departure: { departedAt: instantOf(NOW) }, origin: {} };
    const once = reduce(orderIn('READY_TO_SHIP'), action, NOW, 'update-1');
    expect(once).toMatchObject({ state: { audit: [{ requestId: 'update-1', actor: 'unknown' }] } });
  });
});

describe('reject', () => {
  it('is refused before the order was read: it may be accepted, shipped or cancelled already', () => {
    const unread = orderIn('RECEIVED');
    delete unread.order;
    expect(refusalOf(unread, rejected)).toMatch(/once the order was read/);
  });

  it('closes the questions that it answers, and no others', () => {
    const order = withItem(
      withItem(withItem(orderIn('RECEIVED'), { step: 'decide', reason: 'DecisionNeeded' }), {
        step: 'chooseLabelMode',
        reason: 'LabelModeMissing',
      }),
      { step: 'cancel', reason: 'CancelRequested' },
    );
    const { attention, acknowledgement, state } = stateAfter(order, rejected);
    expect(attention.items.map((item) => item.step)).toEqual(['cancel']);
    expect(acknowledgement).toMatchObject({ code: '03', decidedAt: instantOf(NOW), actor: 'support' });
    expect(state).toBe('ACKNOWLEDGING');
  });
});

const container = (items: PackedContainer['items'], more: Partial<PackedContainer> = {}): PackedContainer => ({
  containerIdentifier: '001',
  items,
  ...more,
});
const line = (itemSequenceNumber: string, quantity: number) => ({ itemSequenceNumber, quantity });
const everything = [line('00001', 1), line('00002', 3)];
const amazon: LabelMode = { mode: 'amazon' };
const vendorLabel: LabelMode = { mode: 'vendor-label' };
const ownCarrier: LabelMode = { mode: 'vendor-carrier' };
const knownCarrier: LabelMode = { mode: 'vendor-carrier', scacCode: 'UPSN' };

describe('a departure', () => {
  it.each<[string, LabelMode, Partial<Departure>, RegExp | 'done']>([
    ['at this very moment', amazon, { departedAt: instantOf(NOW) }, 'done'],
    ['5 s ahead, as clocks differ', amazon, { departedAt: instantOf(NOW + 5_000) }, 'done'],
    ['more than 5 s ahead', amazon, { departedAt: instantOf(NOW + 5_001) }, /lies in the future/],
    ['at the date of the order', amazon, { departedAt: instantOf(ORDERED_AT) }, 'done'],
    ['before the date of the order', amazon, { departedAt: instantOf(ORDERED_AT - 1) }, /before the order's date/],

    ["with the tracking number of Amazon's label", amazon, { trackingNumber: 'TRACK-1' }, 'done'],
    ["with a tracking number that is not on Amazon's label", amazon, { trackingNumber: 'TRACK-2' }, /TRACK-2 is not/],
    [
      "with a container whose tracking number is not on Amazon's label",
      amazon,
      { containers: [container(everything, { trackingNumber: 'TRACK-2' })] },
      /TRACK-2 is not/,
    ],

    ["of the vendor's label without a tracking number", vendorLabel, {}, /needs the trackingNumber/],
    ["of the vendor's label with one", vendorLabel, { trackingNumber: 'T' }, 'done'],
    [
      'of two packages with one tracking number for both',
      vendorLabel,
      {
        trackingNumber: 'T',
        containers: [container([line('1', 1)]), container([line('2', 3)], { containerIdentifier: '002' })],
      },
      /every package/,
    ],
    [
      'of one package with the tracking number beside it',
      vendorLabel,
      { trackingNumber: 'T', containers: [container(everything)] },
      'done',
    ],
    [
      'of two packages with two tracking numbers',
      vendorLabel,
      {
        containers: [
          container([line('1', 1)], { trackingNumber: 'T1' }),
          container([line('2', 3)], { containerIdentifier: '002', trackingNumber: 'T2' }),
        ],
      },
      'done',
    ],
    ['by an own carrier that nobody names', ownCarrier, { trackingNumber: 'T' }, /needs the carrier/],
    ['by an own carrier that it names', ownCarrier, { trackingNumber: 'T', carrier: 'UPSN' }, 'done'],
    ['by an own carrier that the table names', knownCarrier, { trackingNumber: 'T' }, 'done'],

    ['whose containers hold the whole order', amazon, { containers: [container(everything)] }, 'done'],
    [
      'whose containers share a line between them',
      amazon,
      {
        containers: [
          container([line('00001', 1), line('00002', 2)]),
          container([line('00002', 1)], { containerIdentifier: '002' }),
        ],
      },
      'done',
    ],
    ['that spells line 00001 as 1', amazon, { containers: [container([line('1', 1), line('2', 3)])] }, 'done'],
    ['that leaves a line out', amazon, { containers: [container([line('00001', 1)])] }, /Line 00002: 0 packed, 3 ord/],
    [
      'that packs too few of a line',
      amazon,
      { containers: [container([line('00001', 1), line('00002', 2)])] },
      /Line 00002: 2 packed/,
    ],
    [
      'that packs too many of a line',
      amazon,
      { containers: [container([line('00001', 2), line('00002', 3)])] },
      /Line 00001: 2 packed/,
    ],
    [
      'that packs a line the order does not have',
      amazon,
      { containers: [container([...everything, line('00003', 1)])] },
      /Line 00003 is not in the order/,
    ],
  ])('%s', (_what, labelMode, departure, expected) => {
    const answer = refusalOf(orderIn('READY_TO_SHIP', {}, labelMode), departed(departure));
    if (expected === 'done') expect(answer).toBe('done');
    else expect(answer).toMatch(expected);
  });

  it('names all faults at once', () => {
    const refusal = refusalOf(orderIn('READY_TO_SHIP', {}, ownCarrier), departed({ containers: [container([])] }));
    expect(refusal).toMatch(/trackingNumber.*carrier.*Line 00001.*Line 00002/s);
  });

  it('has its true date and its reporter on record', () => {
    const { departure, departedBy, state } = stateAfter(orderIn('READY_TO_SHIP'), departed({ manifestId: 'M1' }));
    expect(departure).toEqual({ departedAt: instantOf(NOW - 60_000), manifestId: 'M1' });
    expect({ departedBy, state }).toEqual({ departedBy: 'warehouse', state: 'CONFIRMING' });
  });

  it('at the recorded instant, reported again, changes nothing; at another one it is refused', () => {
    const once = stateAfter(orderIn('READY_TO_SHIP'), departed());
    expect(stateAfter(once, departed({}, 'another request'))).toBe(once);
    expect(refusalOf(once, departed({ departedAt: instantOf(NOW) }, 'a third'))).toMatch(/already recorded/);
  });
});

describe('an answer', () => {
  const order = withItem(orderIn('ACKNOWLEDGING'));

  it('is for the item it names', () => {
    const { attention, state } = stateAfter(order, resolved({ attentionId: 'acknowledge-1' }, { answer: 'wait' }));
    expect(attention.items).toEqual([]);
    expect(attention.resolutions).toEqual({
      'acknowledge-1': { answer: 'wait', actor: 'support', requestId: 'r4', at: instantOf(NOW) },
    });
    expect(state).toBe('ACKNOWLEDGING');
  });

  it.each<[string, Parameters<typeof resolved>[0], RegExp | 'done']>([
    ['an unknown id', { attentionId: 'acknowledge-2' }, /No such item is open. Open: acknowledge-1/],
    ['an empty id', { attentionId: '' }, /No such item/],
    ['nothing', {}, /No such item/],
    ['the name of an inherited property', { attentionId: 'constructor' }, /No such item/],
    ['its reason, raised before', { match: { reason: 'Unproven', raisedBefore: instantOf(NOW + 1) } }, 'done'],
    [
      'its reason, raised at that very instant',
      { match: { reason: 'Unproven', raisedBefore: instantOf(NOW) } },
      /No such/,
    ],
    ['its reason, raised later', { match: { reason: 'Unproven', raisedBefore: instantOf(NOW - 1) } }, /No such item/],
    ['another reason', { match: { reason: 'Rejected', raisedBefore: instantOf(NOW + 1) } }, /No such item/],
  ])('that quotes %s: %s', (_what, target, expected) => {
    const answer = refusalOf(order, resolved(target, { answer: 'retry' }));
    if (expected === 'done') expect(answer).toBe('done');
    else expect(answer).toMatch(expected);
  });

  it('that is stale is refused, and says that nothing waits', () => {
    const answered = stateAfter(order, resolved({ attentionId: 'acknowledge-1' }, { answer: 'retry' }));
    expect(refusalOf(answered, resolved({ attentionId: 'acknowledge-1' }, { answer: 'abort' }, 'later'))).toMatch(
      /Nothing waits for a person/,
    );
  });

  it('that the item does not take is refused with those it takes', () => {
    expect(refusalOf(order, resolved({ attentionId: 'acknowledge-1' }, { answer: 'accept' }))).toBe(
      'acknowledge-1 takes wait, retry, done-elsewhere, abort, not "accept".',
    );
  });

  it('abort closes the order whatever else is open', () => {
    const closed = stateAfter(withItem(order), resolved({ attentionId: 'acknowledge-1' }, { answer: 'abort' }));
    expect(closed.state).toBe('CLOSED_BY_PERSON');
    expect(closed.attention.items).toEqual([]);
  });

  it('resume closes the question about cancelling and leaves nothing behind', () => {
    const asked = stateAfter(orderIn('LABELLING'), cancelRequest);
    expect(asked.attention.items).toMatchObject([{ reason: 'CancelRequested', answers: ['resume', 'abort'] }]);
    const on = stateAfter(asked, resolved({ attentionId: 'cancel-1' }, { answer: 'resume' }));
    expect(on.attention).toEqual({ raised: 1, items: [], resolutions: {} });
  });

  it('a second cancel request opens no second item', () => {
    const asked = stateAfter(orderIn('LABELLING'), cancelRequest);
    expect(stateAfter(asked, { action: 'cancel-request', origin: { requestId: 'another' } })).toBe(asked);
  });

  const asked = {
    decide: withItem(orderIn('RECEIVED'), { step: 'decide', reason: 'DecisionNeeded' }),
    mode: withItem(orderIn('RECEIVED'), { step: 'chooseLabelMode', reason: 'LabelModeMissing' }),
    confirm: withItem(orderIn('CONFIRMING', {}, vendorLabel), { step: 'confirmShipment', reason: 'Rejected' }),
    label: withItem(orderIn('LABELLING'), { step: 'obtainLabel', reason: 'Rejected' }),
  };
  it.each<[keyof typeof asked, string, Record<string, unknown> | undefined, RegExp | 'done']>([
    ['label', 'done-elsewhere', undefined, /takes no data|needs a reference/],
    ['decide', 'reject', undefined, /needs data/],
    ['decide', 'reject', {}, /needs data/],
    ['decide', 'reject', { code: '00' }, /needs data/],
    ['decide', 'reject', { code: '3' }, /needs data/],
    ['decide', 'reject', { code: 3 }, /needs data/],
    ['decide', 'reject', { code: ['03'] }, /needs data/],
    ['decide', 'reject', { code: { toString: 1, valueOf: 1 } }, /needs data/],
    ['decide', 'reject', { code: '03' }, 'done'],
    ['decide', 'accept', { code: '03' }, /takes no data/],
    ['decide', 'accept', undefined, 'done'],
    ['mode', 'retry', undefined, 'done'],
    ['mode', 'retry', {}, /data takes/],
    ['mode', 'retry', { labelMode: 'own' }, /data takes/],
    ['mode', 'retry', { labelMode: 'amazon', more: 1 }, /data takes/],
    ['mode', 'retry', { labelMode: 'vendor-carrier', scacCode: 5 }, /data takes/],
    ['mode', 'retry', { labelMode: 'vendor-carrier', scacCode: '' }, /data takes/],
    ['mode', 'retry', { labelMode: 'vendor-carrier', carrier: 'a\u0000b' }, /data takes/],
    ['mode', 'retry', { labelMode: 'vendor-carrier', scacCode: 'UPSN' }, 'done'],
    ['label', 'retry', { anything: 1 }, /data takes .*anything is not known/],
    ['confirm', 'retry', { trackingNumber: 'T' }, 'done'],
    ['confirm', 'retry', { tracking: 'T' }, /tracking is not known/],
    ['confirm', 'retry', { manifestId: 'M' }, /needs the trackingNumber/],
    ['confirm', 'retry', { trackingNumber: 'T', departedAt: instantOf(NOW + HOUR) }, /future/],
    ['confirm', 'retry', { trackingNumber: 'T', departedAt: instantOf(ORDERED_AT - 1) }, /before the order's date/],
    ['confirm', 'retry', { trackingNumber: 'T', departedAt: instantOf(NOW) }, 'done'],
    ['confirm', 'done-elsewhere', { trackingNumber: 'T' }, /needs a reference/],
  ])('about %s: %s with data %j: %s', (about, answer, data, expected) => {
    const { attentionId } = asked[about].attention.items[0]!;
    const refusal = refusalOf(asked[about], resolved({ attentionId }, { answer, ...(data && { data }) }));
    if (expected === 'done') expect(refusal).toBe('done');
    else expect(refusal).toMatch(expected);
  });

  it('done-elsewhere needs the place and number under which it was done', () => {
    const target = { attentionId: 'acknowledge-1' };
    expect(refusalOf(order, resolved(target, { answer: 'done-elsewhere' }))).toMatch(/needs a reference/);
    expect(refusalOf(order, resolved(target, { answer: 'done-elsewhere', reference: 'VC 4711' }))).toBe('done');
  });
});

describe('the audit list', () => {
  it('has a line for whatever was done, with who and why', () => {
    const action: OrderAction = { ...departed(), origin: { requestId: 'r1', actor: 'ann', reason: 'truck 7' } };
    expect(stateAfter(orderIn('READY_TO_SHIP'), action).audit).toEqual([
      {
        at: instantOf(NOW),
        action: 'depart',
        actor: 'ann',
        requestId: 'r1',
        reason: 'truck 7',
        said: `departed ${instantOf(NOW - 60_000)}`,
      },
    ]);
  });

  it('has a line for what a signal asked and was refused', () => {
    const refused = refusedDeparture(orderIn('LABELLING'), { origin: { actor: 'ann' } });
    expect(refused.audit).toEqual([
      { at: instantOf(NOW), action: 'depart', actor: 'ann', requestId: 'signal-1', refused: 'too early' },
    ]);
    expect({ ...refused, audit: [] }).toEqual(orderIn('LABELLING'));
  });

  it('keeps the newest lines only, and none of endless length', () => {
    let order = orderIn('LABELLING');
    for (let count = 0; count < AUDIT_LIMIT + 20; count += 1) {
      const refused = `${count} ${'\u{1f600}'.repeat(50_000)}`;
      order = refusedDeparture(order, { refused, fallbackId: `signal-${count}` });
    }
    expect(order.audit).toHaveLength(AUDIT_LIMIT);
    expect(order.audit[0]).toMatchObject({ requestId: 'signal-20' });
    expect(JSON.stringify(order).length).toBeLessThan(500_000);
    expect(order.audit.filter((entry) => /\p{Cs}/u.test(entry.refused ?? ''))).toEqual([]);
  });
});
