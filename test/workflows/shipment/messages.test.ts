import { describe, expect, it } from 'vitest';
import { raise } from '../../../workflows/steps/attention.js';
import { withRefusal } from '../../../workflows/steps/audit.js';
import { actions } from '../../../workflows/shipment/actions.js';
import {
  checkNoticeReference,
  checkShipmentReference,
  checkShipmentRequest,
  packageReference,
  shipmentOfWorkflowId,
  shipmentWorkflowId,
} from '../../../workflows/shipment/messages.js';
import { reduce } from '../../../workflows/shipment/reducer.js';
import type { ShipmentAction } from '../../../workflows/shipment/reducer.js';
import { initialState } from '../../../workflows/shipment/state.js';
import type { ShipmentState } from '../../../workflows/shipment/state.js';
import type { FailureKind } from '../../../workflows/failures.js';
import { mutated, randomJson, seededDice } from '../../support/random-json.js';
import { requestOf } from '../../support/shipments.js';

const NOW = Date.parse('2026-01-05T10:00:00.000Z');
const AT = new Date(NOW).toISOString();

const bought: ShipmentState = {
  ...initialState('a', 's', 'd'),
  state: 'PURCHASED',
  ledgerId: 'l',
  purchase: {
    shipmentId: 'S',
    trackingId: 'T',
    boughtAt: AT,
    bought: {
      carrierId: 'AMZN_UK',
      carrierName: 'Amazon',
      serviceId: 'ECON',
      serviceName: 'Standard',
      promise: {},
      total: { value: 3.72, unit: 'GBP' },
    },
  },
};

const asking = (shipment: ShipmentState, step: string, reason: FailureKind): ShipmentState => ({
  ...shipment,
  attention: raise(shipment.attention, { step, reason, message: 'm', raisedAt: AT, details: {} }).desk,
});

const rate = { ...bought.purchase!.bought!, rateId: 'r1', formats: ['PNG'] };
const rating: ShipmentState = asking(
  {
    ...initialState('a', 's', 'd'),
    state: 'RATING',
    ledgerId: 'l',
    list: { at: AT, rates: [rate, { ...rate, rateId: 'r2', carrierId: 'UPS' }], ineligible: [], unreadable: 0 },
  },
  'obtainRates',
  'RateChoiceNeeded',
);
const purchasing = { ...initialState('a', 's', 'd'), state: 'PURCHASING', ledgerId: 'l' } as const;

const act = (shipment: ShipmentState, name: keyof typeof actions, payload: unknown) => {
  const { check, toAction } = actions[name] as {
    check: (given: unknown) => { value: never } | { faults: string[] };
    toAction: (given: never) => ShipmentAction;
  };
  const read = check(payload);
  return 'faults' in read ? { refusal: read.faults.join('; ') } : reduce(shipment, toAction(read.value), NOW, 'id');
};
const stateAfter = (shipment: ShipmentState, name: keyof typeof actions, payload: unknown): string => {
  const reduced = act(shipment, name, payload);
  return 'refusal' in reduced ? `refused: ${reduced.refusal}` : reduced.state.state;
};

describe('the workflow id of a shipment', () => {
  it.each([
    ['acme', 'ORDER-1'],
    ['acme', packageReference('ORDER-1', 2)],
    ['acme.uk', 'a/b/c'],
  ])('holds account %s and reference %s, and gives them back', (account, reference) => {
    expect(shipmentOfWorkflowId(shipmentWorkflowId(account, reference))).toEqual({
      account,
      shipmentReference: reference,
    });
  });

  it.each(['po/a/b', 'shipment/a', 'shipment//b', 'x/shipment/a/b'])('is not %s', (id) => {
    expect(shipmentOfWorkflowId(id)).toBeUndefined();
  });

  it.each([
    ['ORDER-1/2', true],
    ['a', true],
    ['/a', false],
    ['a/', false],
    ['a//b', false],
    ['a b', false],
    ['x'.repeat(81), false],
    [7, false],
  ])('takes the reference %j: %s', (reference, isTaken) => {
    expect('value' in checkShipmentReference(reference)).toBe(isTaken);
  });
});

describe('a request', () => {
  const request = { ...requestOf(), detailsDocumentId: 'd' };
  it.each([
    // changes, fault
    [{}, undefined],
    [{ businessId: undefined }, 'businessId is missing'],
    [{ channel: { type: 'AMAZON', orderId: '1' } }, undefined],
    [{ channel: { type: 'AMAZON' } }, 'channel.orderId is missing'],
    [{ channel: { type: 'EBAY' } }, 'channel.type must be one of AMAZON, EXTERNAL, DIRECT_FULFILLMENT'],
    [
      { channel: { type: 'DIRECT_FULFILLMENT', amazonShipmentId: 'e' } },
      'parcel.items[0].directFulfillmentItemIdentifiers is missing',
    ],
    [
      { parcel: { ...request.parcel, weight: { value: 0, unit: 'GRAM' } } },
      'parcel.weight.value must be a number above 0',
    ],
    [{ shipTo: {} }, 'shipTo is not known; known are'],
  ])('with %j has the fault %s', (changes, fault) => {
    const read = checkShipmentRequest({ ...request, ...changes });
    if (fault === undefined) expect(read).toHaveProperty('value');
    else expect('faults' in read && read.faults.join('; ')).toContain(fault);
  });

  it('of an Amazon order names the Order Item ID of every item', () => {
    const [item] = request.parcel.items;
    const { itemIdentifier, ...nameless } = item!;
    const read = checkShipmentRequest({
      ...request,
      channel: { type: 'AMAZON', orderId: '1' },
      parcel: { ...request.parcel, items: [item, nameless] },
    });
    expect('faults' in read && read.faults).toEqual([
      'parcel.items[1].itemIdentifier is missing: the Order Item ID of the Amazon order',
    ]);
  });

  it.each([
    [{ chargePermissionId: 'B' }, true],
    [{ amazonOrderReferenceId: 'P' }, true],
    [{}, false],
    [{ chargePermissionId: 'B', amazonOrderReferenceId: 'P' }, false],
  ])('takes the payment reference %j: %s', (reference, isTaken) => {
    expect('value' in checkNoticeReference(reference)).toBe(isTaken);
  });
});

describe('what may be asked of a shipment', () => {
  const event = { eventCode: 'PickupDone', eventTime: AT };
  it.each([
    // shipment, action, payload, state or refusal
    [bought, 'trackingEvent', event, 'IN_TRANSIT'],
    [bought, 'trackingEvent', { ...event, eventCode: 'Delivered' }, 'DELIVERED'],
    [bought, 'trackingEvent', { ...event, eventCode: 'Delivered', shipmentType: 'RETURNS' }, 'RETURNED'],
    [bought, 'trackingEvent', { ...event, trackingId: 'X' }, 'refused: The parcel has tracking id T, not X.'],
    [bought, 'trackingEvent', { ...event, eventTime: '2026-01-05T10:06:00Z' }, 'refused: eventTime'],
    [rating, 'trackingEvent', event, 'refused: An event of the parcel is taken once it is bought'],
    [bought, 'cancel', {}, 'CANCELLING'],
    [rating, 'cancel', {}, 'CANCELLED'],
    [initialState('a', 's', 'd'), 'cancel', {}, 'RECEIVED'],
    [purchasing, 'cancel', {}, 'PURCHASING'],
    [{ ...bought, state: 'IN_TRANSIT' }, 'cancel', {}, 'refused: cancel is possible until the carrier has the parcel'],
    [rating, 'resolve', { attentionId: 'obtainRates-1', answer: 'choose' }, 'refused: choose needs data'],
    [rating, 'resolve', { attentionId: 'obtainRates-1', answer: 'choose', data: { rateId: 'r1' } }, 'RATING'],
    [
      rating,
      'resolve',
      { attentionId: 'obtainRates-1', answer: 'choose', data: { serviceId: 'ECON' } },
      'refused: Several',
    ],
    [rating, 'resolve', { attentionId: 'obtainRates-9', answer: 'abort' }, 'refused: No such item is open.'],
    [rating, 'resolve', { attentionId: 'obtainRates-1', answer: 'abort' }, 'CLOSED_BY_PERSON'],
    [
      asking(purchasing, 'cancel', 'CancelRequested'),
      'resolve',
      { attentionId: 'cancel-1', answer: 'abort' },
      'refused: A purchase is under way',
    ],
    [
      asking(purchasing, 'purchase', 'PurchaseUnknown'),
      'resolve',
      { attentionId: 'purchase-1', answer: 'bought' },
      'refused: bought needs data',
    ],
    [
      asking(bought, 'followParcel', 'ParcelLost'),
      'resolve',
      { attentionId: 'followParcel-1', answer: 'lost' },
      'LOST',
    ],
    [
      asking(bought, 'followParcel', 'PickupCancelled'),
      'resolve',
      { attentionId: 'followParcel-1', answer: 'cancelled' },
      'REFUND_EXPECTED',
    ],
    [{ ...bought, state: 'DELIVERED' }, 'cancel', {}, 'refused: The shipment has ended: DELIVERED.'],
  ] as [ShipmentState, keyof typeof actions, unknown, string][])('%#: %j', (shipment, name, payload, expected) => {
    expect(stateAfter(shipment, name, payload)).toContain(expected);
  });

  it('is refused of a Direct Fulfillment shipment, which Amazon does not cancel', () => {
    const reduced = reduce(bought, { action: 'cancel', origin: {} }, NOW, 'id', 'DIRECT_FULFILLMENT');
    expect('refusal' in reduced && reduced.refusal).toContain('Direct Fulfillment');
  });

  it('is done once for each request', () => {
    const once = act(bought, 'cancel', { requestId: 'r' });
    if (!('state' in once)) throw new Error('refused');
    expect(act(once.state, 'cancel', { requestId: 'r' })).toEqual({ state: once.state });
    expect(once.state.audit).toMatchObject([{ action: 'cancel', requestId: 'r', actor: 'unknown' }]);
  });

  it('does not throw, whatever comes, and leaves plain JSON of bounded size', () => {
    const dice = seededDice(66);
    const names = ['eventCode', 'eventTime', 'attentionId', 'answer', 'data', 'match', 'requestId', 'rateId'];
    const shipments = [
      initialState('a', 's', 'd'),
      rating,
      purchasing,
      bought,
      asking(purchasing, 'purchase', 'PurchaseUnknown'),
      asking(bought, 'followParcel', 'ParcelLost'),
      asking({ ...bought, state: 'REFUND_EXPECTED' }, 'refund', 'RefundExpected'),
      { ...bought, state: 'DELIVERED' } as const,
    ];
    const near: [keyof typeof actions, unknown][] = [
      ['trackingEvent', event],
      ['trackingEvent', { ...event, shipmentType: 'RETURNS', trackingId: 'T' }],
      ['cancel', { actor: 'ann', reason: 'r' }],
      [
        'resolve',
        { attentionId: 'obtainRates-1', answer: 'choose', data: { rateId: 'r1', valueAddedServices: ['x'] } },
      ],
      ['resolve', { attentionId: 'purchase-1', answer: 'bought', data: { shipmentId: 'S' } }],
      ['resolve', { attentionId: 'followParcel-1', answer: 'noted' }],
      ['resolve', { match: { reason: 'RefundExpected', raisedBefore: '2027-01-01T00:00:00Z' }, answer: 'settled' }],
    ];
    const counts = { refused: 0, done: 0 };
    for (let count = 0; count < 20_000; count += 1) {
      const [name, payload] = dice.pick(near);
      const sent = dice.below(3) === 0 ? randomJson(dice, names) : mutated(dice, payload, names);
      const shipment = dice.pick<ShipmentState>(shipments);
      const reduced = act(shipment, name, sent);
      counts['refusal' in reduced ? 'refused' : 'done'] += 1;
      const next =
        'refusal' in reduced
          ? withRefusal(shipment, { action: name, origin: {}, refused: reduced.refusal, now: NOW, fallbackId: 'f' })
          : reduced.state;
      const json = JSON.stringify(next);
      expect(JSON.parse(json)).toEqual(next);
      expect(json.length).toBeLessThan(40_000);
    }
    for (const seen of Object.values(counts)) expect(seen).toBeGreaterThan(200);
    expect(({} as Record<string, unknown>)['eventCode']).toBeUndefined();
  });
});
