import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../../clients/intake/events.js';
import type { ReadEvent } from '../../../clients/intake/events.js';
import type { CarrierReported, PurchaseOrderDeparted } from '../../../clients/intake/order-events.js';
import { checkCarrierEvent, checkDepart } from '../../../workflows/purchase-order/messages.js';
import { mutated, randomJson, seededDice } from '../../support/random-json.js';

const events = createEventReader(['acme-us', 'acme-eu']);
const envelope = { specversion: '1.0', id: '1', source: '/wms' };
const occurredAt = '2026-01-07T14:20:00-06:00';
const carrier = { trackingNumber: '1Z 1', status: 'DELIVERED', occurredAt };
const departed = { purchaseOrderNumber: 'PO1', departedAt: '2026-01-05T16:05:00Z' };
const window = { earliest: '2026-01-08T08:00:00Z', latest: '2026-01-08T12:00:00Z' };

const pathsOf = (read: ReadEvent): string[] => ('faults' in read ? read.faults.map(({ path }) => path).toSorted() : []);
const eventOf = (read: ReadEvent): CarrierReported | PurchaseOrderDeparted => {
  if ('faults' in read || !('requestId' in read.event) || read.event.type === 'shipment.event')
    throw new Error(JSON.stringify(read));
  return read.event;
};

describe("a carrier's event", () => {
  it.each<[object, Partial<CarrierReported>]>([
    // data, what is read of it
    [
      carrier,
      {
        account: 'acme-us',
        reported: { trackingNumber: '1Z 1', status: 'DELIVERED', occurredAt: '2026-01-07T20:20:00.000Z' },
      },
    ],
    [
      { ...carrier, account: 'acme-eu', purchaseOrderNumber: 'PO1' },
      { account: 'acme-eu', purchaseOrderNumber: 'PO1' },
    ],
    [{ trackingNumber: '1Z1', code: 'X6', occurredAt }, { reported: expect.objectContaining({ code: 'X6' }) as never }],
    [{ ...carrier, code: null, purchaseOrderNumber: null }, { account: 'acme-us' }],
    [{ ...carrier, location: { city: 'Elko', countryCode: 'US' } }, { location: { city: 'Elko', countryCode: 'US' } }],
    [
      { ...carrier, estimatedDeliveryAt: occurredAt, appointment: window },
      {
        reported: expect.objectContaining({
          appointment: { earliest: '2026-01-08T08:00:00.000Z', latest: '2026-01-08T12:00:00.000Z' },
        }) as never,
      },
    ],
  ])('with the data %j is read the same in an envelope and bare', (data, expected) => {
    const bare = eventOf(events.bare('carrier.event', data));
    expect(bare).toMatchObject({ type: 'carrier.event', ...expected });
    const { requestId: _own, ...event } = eventOf(events.cloudEvent({ ...envelope, type: 'carrier.event', data }));
    expect(bare).toMatchObject(event);
  });

  it.each<[unknown, string[]]>([
    // data, paths of the faults
    [undefined, ['']],
    ['1Z1', ['']],
    [{}, ['', 'occurredAt', 'trackingNumber']],
    [{ ...carrier, code: 'D1' }, ['']],
    [{ trackingNumber: '1Z1', occurredAt }, ['']],
    [{ ...carrier, status: 'delivered' }, ['status']],
    [{ ...carrier, occurredAt: '2026-01-07T14:20:00' }, ['occurredAt']],
    [{ ...carrier, occurredAt: '2026-02-30T14:20:00Z' }, ['occurredAt']],
    [{ ...carrier, trackingNumber: 'x'.repeat(101) }, ['trackingNumber']],
    [{ ...carrier, purchaseOrderNumber: 'PO-1' }, ['purchaseOrderNumber']],
    [{ ...carrier, account: 'nobody' }, ['account']],
    [{ ...carrier, appointment: { earliest: 'soon' } }, ['appointment.earliest', 'appointment.latest']],
    [{ ...carrier, location: {} }, ['location']],
    [{ ...carrier, location: 'Reno' }, ['location']],
    [
      { ...carrier, location: { zip: '1', countryCode: 'USA', city: '' } },
      ['location.city', 'location.countryCode', 'location.zip'],
    ],
    [
      { ...carrier, locationDocumentId: 'mine', requestId: 'mine', actor: 'me' },
      ['actor', 'locationDocumentId', 'requestId'],
    ],
  ])('with the data %j is refused at %j', (data, paths) => {
    expect(pathsOf(events.bare('carrier.event', data))).toEqual(paths);
    const inEnvelope = paths.map((path) => (path === '' ? 'data' : `data.${path}`));
    expect(pathsOf(events.cloudEvent({ ...envelope, type: 'carrier.event', data }))).toEqual(inEnvelope);
  });
});

describe('a departure', () => {
  it('has the fields of the action, and names its order', () => {
    const containers = [
      { containerIdentifier: 'C1', trackingNumber: '1Z1', items: [{ itemSequenceNumber: '1', quantity: 2 }] },
    ];
    const data = { ...departed, account: 'acme-eu', manifestId: 'LOAD-17', carrier: 'UPSN', containers };
    expect(eventOf(events.bare('purchase-order.departed', data))).toEqual({
      type: 'purchase-order.departed',
      account: 'acme-eu',
      purchaseOrderNumber: 'PO1',
      departure: { departedAt: '2026-01-05T16:05:00.000Z', manifestId: 'LOAD-17', carrier: 'UPSN', containers },
      requestId: expect.any(String),
    });
  });

  it.each<[unknown, string[]]>([
    [null, ['']],
    [{}, ['departedAt', 'purchaseOrderNumber']],
    [{ ...departed, departedAt: 'now' }, ['departedAt']],
    [{ ...departed, weight: { value: '0', unitOfMeasure: 'KG' } }, ['weight.value']],
    [
      { ...departed, containers: [{ items: [{ quantity: 0 }] }] },
      [
        'containers[0].containerIdentifier',
        'containers[0].items[0].itemSequenceNumber',
        'containers[0].items[0].quantity',
      ],
    ],
    [{ ...departed, actor: 'me', account: 'nobody' }, ['account', 'actor']],
  ])('with the data %j is refused at %j', (data, paths) => {
    expect(pathsOf(events.bare('purchase-order.departed', data))).toEqual(paths);
  });
});

describe('the request id of an event', () => {
  const idOf = (body: object, type = 'carrier.event', data: object = carrier) =>
    eventOf(events.cloudEvent({ ...envelope, type, data, ...body })).requestId;
  const bareId = (data: object, type = 'carrier.event') => eventOf(events.bare(type, data)).requestId;

  it('is that of its envelope, whatever its data says', () => {
    const id = idOf({});
    expect(id).toMatch(/^cloudevent-[0-9a-f]{64}$/);
    expect(idOf({ subject: 'x', data: { ...carrier, status: 'LOST' } })).toBe(id);
    expect(idOf({ id: '2' })).not.toBe(id);
    expect(idOf({ source: '/other' })).not.toBe(id);
    expect(idOf({ id: '1/', source: '/wms' })).not.toBe(idOf({ id: '1', source: '/wms/' }));
    expect(idOf({ id: 'x'.repeat(1_000) })).toHaveLength(id.length);
  });

  it('is that of its data where it has no envelope', () => {
    const id = bareId(carrier);
    expect(id).toMatch(/^event-[0-9a-f]{64}$/);
    expect(bareId({ occurredAt: '2026-01-07T20:20:00.000Z', status: 'DELIVERED', trackingNumber: '1Z 1' })).toBe(id);
    for (const other of [
      { status: 'LOST' },
      { trackingNumber: '1Z1' },
      { account: 'acme-eu' },
      { location: { city: 'Elko' } },
    ]) {
      expect(bareId({ ...carrier, ...other })).not.toBe(id);
    }
    expect(bareId(departed, 'purchase-order.departed')).not.toBe(
      bareId({ ...departed, purchaseOrderNumber: 'PO2' }, 'purchase-order.departed'),
    );
  });
});

describe('any JSON at all', () => {
  const names = [
    'account',
    'purchaseOrderNumber',
    'trackingNumber',
    'status',
    'code',
    'occurredAt',
    'location',
    'city',
    'appointment',
    'earliest',
    'departedAt',
    'containers',
    'data',
    'type',
    'id',
  ];
  const good = {
    'carrier.event': {
      ...carrier,
      account: 'acme-us',
      purchaseOrderNumber: 'PO1',
      location: { city: 'Elko' },
      appointment: window,
    },
    'purchase-order.departed': {
      ...departed,
      containers: [{ containerIdentifier: 'C1', items: [{ itemSequenceNumber: '1', quantity: 2 }] }],
    },
  };

  it.each(['carrier.event', 'purchase-order.departed'] as const)(
    'as the data of %s is refused with faults, or gives a message that its order takes',
    (type) => {
      const dice = seededDice(20_260_105);
      let taken = 0;
      for (let times = 0; times < 3_000; times += 1) {
        const data = dice.below(3) === 0 ? randomJson(dice, names) : mutated(dice, good[type], names);
        const read = dice.below(2) === 0 ? events.bare(type, data) : events.cloudEvent({ ...envelope, type, data });
        if ('faults' in read) {
          expect(read.faults.length).toBeGreaterThan(0);
          expect(read.faults.every(({ message }) => message.length < 500)).toBe(true);
          continue;
        }
        taken += 1;
        const event = eventOf(read);
        const message =
          event.type === 'carrier.event'
            ? checkCarrierEvent({ ...event.reported, requestId: event.requestId, actor: 'intake' })
            : checkDepart({ ...event.departure, requestId: event.requestId, actor: 'intake' });
        expect(message).toHaveProperty('value');
      }
      expect(taken).toBeGreaterThan(20);
    },
  );
});
