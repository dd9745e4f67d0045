import { describe, expect, it } from 'vitest';
import { readAddressAnswer } from '../../../activities/ndr-case/address-hook.js';
import { parcelOf } from '../../../activities/ndr-case/parcel.js';
import { recordReports } from '../../../activities/ndr-case/record-reports.js';
import { ndrOperations } from '../../../activities/amazon/ndr/operations.js';
import { submitNdrFeedbackRequest } from '../../../activities/amazon/ndr/schemas.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { parcel, reportOf } from '../../workflows/ndr-case/reports-of.js';

describe('putting reports on record', () => {
  const record = (ledger: ReturnType<typeof createMemoryLedger>, opening: string, ...versions: number[]) =>
    recordReports(
      { ...parcel, opening, reports: versions.map((version) => reportOf({ version, attempt: version })) },
      { ledger, clock: () => 1 },
    );

  it('writes each once and does not take its own for old news', async () => {
    const ledger = createMemoryLedger();
    const first = await record(ledger, 'one', 1, 2);
    expect(first).toEqual({ known: [], answers: [], isReturnSent: false });
    expect(await record(ledger, 'one', 1, 2)).toEqual(first);
    expect(ledger.records()).toHaveLength(2);
  });

  it('tells the next case what the one before knew', async () => {
    const ledger = createMemoryLedger();
    await record(ledger, 'one', 1, 3);
    expect(await record(ledger, 'two', 3, 4)).toMatchObject({
      latest: { id: 'event-3', version: 3 },
      known: ['event-3'],
      attempt: 3,
    });
  });
});

describe('where a parcel is', () => {
  const event = (eventCode: string, shipmentType?: string) => ({
    eventCode,
    eventTime: '2026-03-02T10:00:00.000Z',
    ...(shipmentType === undefined ? {} : { shipmentType }),
  });
  it.each([
    [[event('DeliveryAttempted', 'FORWARD')], {}, 'moving'],
    [[event('Delivered', 'FORWARD')], {}, 'delivered'],
    [[event('Delivered')], {}, 'delivered'],
    [[event('Lost')], {}, 'lost'],
    [[event('Delivered', 'RETURNS'), event('ReturnInitiated', 'RETURNS')], { status: 'Delivered' }, 'returned'],
    [[event('ReturnInitiated', 'FORWARD')], {}, 'returning'],
    [[event('Departed', 'RETURNS')], {}, 'returning'],
    [[], { status: 'Delivered', trackingDetailCodes: { forward: [], returns: [] } }, 'delivered'],
    [[], { status: 'Delivered', trackingDetailCodes: { forward: [], returns: ['Signed'] } }, 'returned'],
    [[], {}, 'unknown'],
  ])('%j with %j: %s', (eventHistory, summary, expected) => {
    expect(parcelOf({ eventHistory, summary })).toBe(expected);
  });
});

describe('the answer of an address hook', () => {
  const read = (text: string) => readAddressAnswer(Buffer.from(text));
  it('gives notes, or leaves it to a person', () => {
    expect(read('{"decision":"reattempt","addressNotes":"Gate 2"}')).toEqual({ kind: 'notes', notes: 'Gate 2' });
    expect(read('{"decision":"ask"}').kind).toBe('ask');
  });
  it.each(['{"decision":"rto"}', '{"decision":"reattempt"}', '{"decision":"ask","notes":""}', 'x', '[]'])(
    'decides nothing with %s',
    (text) => expect(read(text).kind).toBe('failed'),
  );
  it('with a telephone number is a person\u2019s, and the number is not told', () => {
    const reply = read('{"decision":"reattempt","addressNotes":"call 9876543210"}');
    expect(reply).toEqual({ kind: 'ask', because: expect.stringContaining('telephone number') });
    expect(JSON.stringify(reply)).not.toContain('98765');
  });
});

describe('what goes to Amazon', () => {
  const trackingId = 'T';
  it.each([
    [{ trackingId, ndrAction: 'RTO' }, true],
    [{ trackingId, ndrAction: 'RTO', ndrRequestData: {} }, false],
    [{ trackingId, ndrAction: 'RESCHEDULE', ndrRequestData: { rescheduleDate: '2026-03-03T04:30:00.000Z' } }, true],
    [{ trackingId, ndrAction: 'RESCHEDULE' }, false],
    [{ trackingId, ndrAction: 'REATTEMPT', ndrRequestData: { additionalAddressNotes: 'Gate 2' } }, true],
    [{ trackingId, ndrAction: 'REATTEMPT', ndrRequestData: { additionalAddressNotes: '9876543210' } }, false],
    [{ trackingId: '', ndrAction: 'RTO' }, false],
    [{ TrackingId: 'T', NdrAction: 'Reattempt' }, false],
  ])('%j: %p', (body, isGood) => {
    expect(submitNdrFeedbackRequest.safeParse(body).success).toBe(isGood);
  });
});

describe('submitNdrFeedback', () => {
  const { method, path, write, restricted, headers } = ndrOperations.submitNdrFeedback;
  it('is a write of 5 a second', () => {
    expect([method, path, write, restricted]).toEqual(['POST', '/shipping/v2/ndrFeedback', true, false]);
    expect(ndrOperations.submitNdrFeedback).toMatchObject({ ratePerSecond: 5, burst: 5 });
  });
  it.each([
    ['AmazonShipping_IN', true],
    ['AmazonShipping_UK', false],
    [undefined, false],
  ])('goes out for %s: %p', (businessId, isGood) => {
    expect(headers.safeParse({ 'x-amzn-shipping-business-id': businessId }).success).toBe(isGood);
  });
});
