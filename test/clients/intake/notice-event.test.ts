import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../../clients/intake/events.js';

const events = createEventReader(['acme-us', 'acme-eu'], { keepsLocations: false, payEnvironment: 'sandbox' });
const type = 'delivery-notice.requested';
const data = { trackingNumber: '1Z1', carrierId: 'UPS', chargePermissionId: 'S01-1234567-1234567' };

describe('the event delivery-notice.requested', () => {
  it.each([
    [data, 'acme-us', data],
    [{ ...data, account: 'acme-eu' }, 'acme-eu', data],
  ])('is read as %j', (given, account, notice) => {
    const event = { type, account, environment: 'sandbox', notice };
    expect(events.bare(type, given)).toEqual({ event });
    const envelope = { specversion: '1.0', id: '1', source: '/wms', type, data: given };
    expect(events.cloudEvent(envelope)).toEqual({ event });
  });

  it.each<[object, string]>([
    [{ ...data, account: 'other' }, 'account'],
    [{ ...data, trackingNumber: 'with space' }, 'trackingNumber'],
    [{ ...data, recipient: 'x' }, 'recipient'],
    [{ ...data, amazonOrderReferenceId: 'S01-1234567-1234567' }, ''],
    [{ trackingNumber: '1Z1', carrierId: 'UPS' }, ''],
    [{ ...data, carrierId: undefined }, ''],
  ])('%j has a fault at "%s"', (given, path) => {
    const read = events.bare(type, given);
    expect('faults' in read ? read.faults.map((fault) => fault.path) : []).toEqual([path]);
  });

  it('is refused where Amazon Pay is not configured', () => {
    const read = createEventReader(['acme-us']).bare(type, data);
    expect(read).toEqual({
      faults: [{ path: '', message: expect.stringContaining('AMAZON_PAY_ENVIRONMENT') as unknown }],
    });
  });
});
