import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../../clients/intake/events.js';
import type { ReadEvent } from '../../../clients/intake/events.js';
import { mutated, randomJson, seededDice } from '../../support/random-json.js';
import { detailsOf, requestOf } from '../../support/shipments.js';
import { parcelForm, shipmentForm } from '../shipment-form.js';

const events = createEventReader(['acme-us', 'acme-eu'], { keepsLocations: true });
const pathsOf = (read: ReadEvent): string[] => ('faults' in read ? read.faults.map(({ path }) => path) : []);
const eventTime = '2026-01-07T14:20:00-06:00';
const scan = { trackingId: 'QA1', eventCode: 'OutForDelivery', eventTime };

describe('the event shipment.requested', () => {
  const type = 'shipment.requested';

  it('is read for its account, with addresses apart', () => {
    const packages = [{ shipmentReference: 'WEB-1', request: requestOf(), details: detailsOf() }];
    const wanted = { shipmentReference: 'WEB-1', packages };
    expect(events.bare(type, shipmentForm())).toEqual({ event: { type, account: 'acme-us', wanted } });
    const data = shipmentForm({ account: 'acme-eu' });
    const envelope = { specversion: '1.0', id: '1', source: '/shop', type, data };
    expect(events.cloudEvent(envelope)).toEqual({
      event: { type, account: 'acme-eu', wanted: { ...wanted, account: 'acme-eu' } },
    });
  });

  it.each<[object, string[]]>([
    [shipmentForm({ account: 'other' }), ['account']],
    [shipmentForm({ recipient: {} }), ['recipient']],
    [shipmentForm({ businessId: 'UK', shipTo: undefined }), ['shipTo', 'businessId']],
    [
      shipmentForm({ parcel: { ...parcelForm, weight: { value: -1, unit: 'KG' } } }),
      ['parcel.weight.value', 'parcel.weight.unit'],
    ],
    [shipmentForm({ parcel: { ...parcelForm, items: [{ quantity: 0 }] } }), ['parcel.items[0].quantity']],
  ])('lists everything that is wrong, by path', (data, paths) => {
    expect(pathsOf(events.bare(type, data)).toSorted()).toEqual(paths.toSorted());
    const inEnvelope = events.cloudEvent({ specversion: '1.0', id: '1', source: '/shop', type, data });
    expect(pathsOf(inEnvelope).toSorted()).toEqual(paths.map((path) => `data.${path}`).toSorted());
  });

  it('is refused where there is no place to keep addresses, with everything else that is wrong', () => {
    const read = createEventReader(['acme-us']).bare(type, shipmentForm({ businessId: 'UK' }));
    expect(pathsOf(createEventReader(['acme-us'], { keepsLocations: false }).bare(type, shipmentForm()))).toEqual([
      'shipFrom',
    ]);
    expect(pathsOf(read)).toEqual(['businessId']);
  });
});

describe('the event shipment.event', () => {
  const type = 'shipment.event';

  it.each<[object, object]>([
    [scan, { account: 'acme-us', reported: { ...scan, eventTime: '2026-01-07T20:20:00.000Z' } }],
    [
      { account: 'acme-eu', shipmentReference: 'WEB-1/2', eventCode: 'Delivered', eventTime, shipmentType: 'RETURNS' },
      {
        account: 'acme-eu',
        shipmentReference: 'WEB-1/2',
        reported: { eventCode: 'Delivered', eventTime: '2026-01-07T20:20:00.000Z', shipmentType: 'RETURNS' },
      },
    ],
  ])('is read as %j', (data, event) => {
    const read = events.bare(type, data);
    expect(read).toEqual({
      event: { type, requestId: expect.stringMatching(/^event-[0-9a-f]{64}$/) as unknown, ...event },
    });
    expect(events.bare(type, data)).toEqual(read);
  });

  it('has the request id of its envelope', () => {
    const idOf = (id: string) => {
      const read = events.cloudEvent({ specversion: '1.0', id, source: '/carrier', type, data: scan });
      return 'event' in read && 'requestId' in read.event ? read.event.requestId : '';
    };
    expect(idOf('1')).toMatch(/^cloudevent-/);
    expect(idOf('1')).toBe(idOf('1'));
    expect(idOf('1')).not.toBe(idOf('2'));
  });

  it.each<[object, string[]]>([
    [{ ...scan, account: 'other' }, ['account']],
    [{ ...scan, trackingId: undefined }, ['']],
    [{ ...scan, eventTime: 'today' }, ['eventTime']],
    [{ ...scan, eventCode: 'out for' }, ['eventCode']],
    [{ ...scan, shipmentReference: 'A B' }, ['']],
    [{ ...scan, actor: 'somebody' }, ['actor']],
    [{ ...scan, place: 'Reading' }, ['place']],
    [{ eventCode: '' }, ['eventCode', 'eventTime', '']],
  ])('%j has faults at %j', (data, paths) => {
    expect(pathsOf(events.bare(type, data)).toSorted()).toEqual(paths.toSorted());
  });
});

it('neither event throws, whatever it is given', () => {
  const dice = seededDice(11);
  const names = ['account', 'shipmentReference', 'trackingId', 'eventCode', 'eventTime', 'shipTo', 'parcel'];
  for (let round = 0; round < 1_000; round += 1) {
    const data = dice.below(2) === 0 ? randomJson(dice, names) : mutated(dice, scan, names);
    const read = events.bare(dice.pick(['shipment.event', 'shipment.requested']), data);
    expect('faults' in read ? read.faults.length > 0 : true).toBe(true);
  }
});
