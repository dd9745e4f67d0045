import { describe, expect, it } from 'vitest';
import { isOnRecord, onRecordText } from '../../../clients/departure-record.js';
import { requestIdOf } from '../../../clients/manifest/report.js';
import type { ManifestDeparture } from '../../../clients/manifest/manifest.js';
import type { Departure } from '../../../workflows/purchase-order/departure.js';
import type { AuditEntry } from '../../../workflows/steps/audit.js';

const recorded: Departure = {
  departedAt: '2026-01-05T10:00:00.000Z',
  trackingNumber: '1Z1',
  containers: [{ containerIdentifier: 'C1', items: [{ itemSequenceNumber: '1', quantity: 2 }] }],
};
const entry: AuditEntry = { at: recorded.departedAt, action: 'depart', actor: 'dock-1', requestId: 'm-1' };
const told = (departure: ManifestDeparture['departure']): ManifestDeparture => ({
  purchaseOrderNumber: 'PO1',
  lines: [2],
  departure,
});

describe('a departure of a manifest', () => {
  it.each<[string, ManifestDeparture['departure'], Departure | undefined, AuditEntry[], boolean]>([
    // what, what the file says, what is recorded, audit list, is on record
    ['nothing departed yet', {}, undefined, [], false],
    ['nothing is said but the order', {}, recorded, [], true],
    ['the same is said', { departedAt: recorded.departedAt, trackingNumber: '1Z1' }, recorded, [], true],
    ['its package is named as it was packed', { containers: [{ containerIdentifier: 'C1' }] }, recorded, [], true],
    ['another time is said', { departedAt: '2026-01-05T11:00:00.000Z' }, recorded, [], false],
    ['another tracking number is said', { trackingNumber: '1Z2' }, recorded, [], false],
    ['another package is named', { containers: [{ containerIdentifier: 'C2' }] }, recorded, [], false],
    ['the same request was done', { trackingNumber: '1Z2' }, recorded, [entry], true],
    ['the same request was refused', {}, undefined, [{ ...entry, refused: 'not yet' }], false],
  ])('where %s (%j) is on record: %j %j %j', (_what, departure, known, audit, isKnown) => {
    const order = known === undefined ? { audit } : { audit, departure: known };
    expect(isOnRecord(order, departure, 'm-1')).toBe(isKnown);
  });

  it('that contradicts the one on record is told what that is, and where they differ', () => {
    expect(onRecordText({ ...recorded, manifestId: 'LOAD-17' }, { trackingNumber: '1Z2', manifestId: 'LOAD-18' })).toBe(
      'On record: departed at 2026-01-05T10:00:00.000Z with LOAD-17, which is never changed; ' +
        'another trackingNumber, manifestId is reported now.',
    );
  });

  it('is the same request in whatever order its columns and rows stand, and another for anything else', () => {
    const one = requestIdOf('acme', told({ trackingNumber: '1Z1', carrier: 'UPSN' }));
    expect(requestIdOf('acme', { ...told({ carrier: 'UPSN', trackingNumber: '1Z1' }), lines: [9] })).toBe(one);
    expect(requestIdOf('acme', told({ trackingNumber: '1Z2', carrier: 'UPSN' }))).not.toBe(one);
    expect(requestIdOf('other', told({ trackingNumber: '1Z1', carrier: 'UPSN' }))).not.toBe(one);
  });
});
