import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../../clients/intake/events.js';

const events = createEventReader(['acme-us', 'acme-eu']);
const envelope = { specversion: '1.0', id: '1', source: '/erp', type: 'purchase-order.received' };
const data = { purchaseOrderNumber: 'PO1' };

const pathsOf = (read: ReturnType<typeof events.cloudEvent>): string[] =>
  'faults' in read ? read.faults.map(({ path }) => path).toSorted() : [];

describe('an event', () => {
  it.each([
    // data, account that is meant
    [data, 'acme-us'],
    [{ ...data, account: 'acme-eu' }, 'acme-eu'],
    [{ ...data, order: { purchaseOrderNumber: 'PO1', shipToParty: { name: 'somebody' } } }, 'acme-us'],
  ])('with the data %j is read the same in an envelope and bare', (given, account) => {
    const expected = { event: { type: 'purchase-order.received', account, purchaseOrderNumber: 'PO1' } };
    expect(events.cloudEvent({ ...envelope, data: given })).toEqual(expected);
    expect(events.bare('purchase-order.received', given)).toEqual(expected);
  });

  it.each([
    // what is wrong with the data, paths of the faults
    [undefined, ['']],
    [[], ['']],
    ['PO1', ['']],
    [{}, ['purchaseOrderNumber']],
    [{ purchaseOrderNumber: 'PO-1' }, ['purchaseOrderNumber']],
    [{ purchaseOrderNumber: '' }, ['purchaseOrderNumber']],
    [{ purchaseOrderNumber: 'x'.repeat(51) }, ['purchaseOrderNumber']],
    [{ purchaseOrderNumber: 12 }, ['purchaseOrderNumber']],
    [{ ...data, account: 'nobody' }, ['account']],
    [{ ...data, acount: 'acme-eu' }, ['acount']],
    [{ ...data, order: [] }, ['order']],
    [{ ...data, order: 'secret' }, ['order']],
    [{ account: 1, order: 2, other: 3 }, ['account', 'order', 'other', 'purchaseOrderNumber']],
  ])('with the data %j is refused at %j', (given, paths) => {
    expect(pathsOf(events.bare('purchase-order.received', given))).toEqual(paths);
    const inEnvelope = paths.map((path) => (path === '' ? 'data' : `data.${path}`));
    expect(pathsOf(events.cloudEvent({ ...envelope, data: given }))).toEqual(inEnvelope);
  });

  it.each([
    // what replaces fields of the envelope, paths of the faults
    [{ specversion: '0.3' }, ['specversion']],
    [{ specversion: undefined, id: undefined, source: undefined }, ['id', 'source', 'specversion']],
    [{ id: '', source: 7 }, ['id', 'source']],
    [{ type: undefined }, ['type']],
    [{ type: 'purchase-order.lost' }, ['type']],
    [{ datacontenttype: 'text/xml' }, ['datacontenttype']],
    [{ data_base64: 'e30=' }, ['data_base64']],
    [{ id: undefined, data: {} }, ['data.purchaseOrderNumber', 'id']],
  ])('whose envelope has %j is refused at %j', (replaced, paths) => {
    expect(pathsOf(events.cloudEvent({ ...envelope, data, ...replaced }))).toEqual(paths);
  });

  it.each([
    { datacontenttype: 'application/json' },
    { datacontenttype: 'application/json; charset=utf-8' },
    { subject: 'PO1', time: '2026-01-05T16:05:00Z', traceparent: '00-1' },
  ])('may have %j in its envelope', (more) => {
    expect(events.cloudEvent({ ...envelope, data, ...more })).toHaveProperty('event');
  });

  it.each([null, 'text', 1, []])('that is %j is refused', (body) => {
    expect(pathsOf(events.cloudEvent(body))).toEqual(['']);
  });

  it('of an unknown type is refused with the known ones', () => {
    expect(events.bare('purchase-order.lost', data)).toEqual({
      faults: [
        {
          path: 'type',
          message:
            'is not known; known are purchase-order.received, purchase-order.departed, carrier.event, delivery-notice.requested, shipment.requested, shipment.event',
        },
      ],
    });
  });

  it('never finds its values in its faults', () => {
    const secret = 'Jane Doe, 1 Main St';
    const faulty = {
      ...envelope,
      specversion: secret,
      datacontenttype: secret,
      data: { purchaseOrderNumber: secret, account: secret, order: secret },
    };
    expect(JSON.stringify(events.cloudEvent(faulty))).not.toContain('Jane');
  });
});
