import { describe, expect, it } from 'vitest';
import { readPush } from '../../../clients/ndr/push.js';
import { checkReportInput } from '../../../workflows/ndr-case/messages.js';
import { reasonCodes } from '../../../workflows/ndr-case/report.js';
import { mutated, seededDice } from '../../support/random-json.js';
import { SAMPLE, sampleWith } from './sample.js';

describe('a push', () => {
  it('is read as the guide shows it, byte for byte', () => {
    expect(readPush(Buffer.from(SAMPLE))).toEqual({
      push: {
        trackingId: '1809561149386',
        shippingPartyAccountId: 'A109W4MEBU BWQI',
        appId: 'amzn1.sp.solution.4622520d-ef11-4366-aa17-5ff8bb0b1010',
        report: {
          id: '48af9743-336e-00eb-7194-de9975baa012',
          source: 'push',
          version: 4,
          time: '2024-02-21T19:33:09.000Z',
          attempt: 4,
          shipmentStatus: 'Undeliverable',
          reasonCode: 'Customer rejected',
          attemptedAt: '2023-12-27T01:35:24.000Z',
          dueAt: '2023-12-28T04:08:59.000Z',
          expectedDeliveryAt: '2023-12-29T14:30:00.000Z',
          referenceId: '795817695',
          paymentType: 'CollectOnDelivery',
        },
      },
    });
  });

  it.each([
    ['numbers as texts', { version: '5', deliveryAttemptCount: '2' }, { version: 5, attempt: 2 }],
    ['texts as numbers', { version: 5, deliveryAttemptCount: 2 }, { version: 5, attempt: 2 }],
    ['a version that is missing', { version: undefined }, { version: 0, attempt: 4 }],
    ['a count that is none', { deliveryAttemptCount: 'four' }, { attempt: undefined }],
    ['a due date that is none', { ndrDueDate: 'tomorrow' }, { dueAt: undefined }],
    ['other capitals', { reasonCode: ' customer  UNAVAILABLE ' }, { reasonCode: 'Customer unavailable' }],
    ['a reason that nobody knows', { reasonCode: 'Dog in yard' }, { reasonCode: 'Dog in yard' }],
    ['a status that nobody knows', { shipmentStatus: 'Floating' }, { shipmentStatus: 'Floating' }],
    ['fields that nobody knows', { colour: 'red' }, { version: 4 }],
    ['a reference that could be anything', { referenceID: 'Asha Rao, 98765 43210' }, { referenceId: undefined }],
  ])('takes %s', (_what, detail, expected) => {
    const read = readPush(sampleWith(detail));
    expect('push' in read ? read.push.report : read).toMatchObject(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    );
    for (const [name, value] of Object.entries(expected)) {
      if (value === undefined) expect('push' in read && name in read.push.report).toBe(false);
    }
  });

  it.each([
    ['no JSON', Buffer.from('<html>'), 'no JSON object'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'no JSON object'],
    ['a list', Buffer.from(`[${SAMPLE}]`), 'no JSON object'],
    ['another source', sampleWith({}, { source: 'aws.s3' }), 'source'],
    ['another event', sampleWith({}, { 'detail-type': 'Tracking' }), 'detail-type'],
    ['no detail', Buffer.from('{"source":"AmazonShipping","detail-type":"NDR Events","detail":null}'), 'detail'],
    ['no id', sampleWith({}, { id: undefined }), 'id is missing'],
    ['no tracking id', sampleWith({ trackingId: '' }), 'trackingId'],
    ['no reason', sampleWith({ reasonCode: undefined }), 'reasonCode is missing'],
    ['no status', sampleWith({ shipmentStatus: 7.5 }), 'shipmentStatus is missing'],
    ['a tracking id with a line feed', sampleWith({ trackingId: 'T1\nT2' }), 'trackingId'],
  ])('with %s is not understood, and the fault says why without quoting it', (_what, bytes, fault) => {
    expect(readPush(bytes)).toEqual({ fault: expect.stringContaining(fault) });
  });

  it('never throws, and what it lets through is what a case takes', () => {
    const dice = seededDice(7);
    const sample = JSON.parse(SAMPLE) as { detail: object };
    const names = [...Object.keys(sample), ...Object.keys(sample.detail)];
    let understood = 0;
    for (let round = 0; round < 3_000; round += 1) {
      const bytes = round % 2 === 0 ? Buffer.from(JSON.stringify(mutated(dice, sample, names))) : mangled(round);
      const read = readPush(bytes);
      if ('fault' in read) continue;
      understood += 1;
      expect(checkReportInput({ report: read.push.report })).toEqual({ value: { report: read.push.report } });
    }
    expect(understood).toBeGreaterThan(100);
  });
});

describe('the reasons', () => {
  it('are those of the guide', () => {
    expect(new Set(reasonCodes).size).toBe(17);
  });
});

/** The sample with a byte changed, cut off, or doubled. */
function mangled(round: number): Buffer {
  const bytes = Buffer.from(SAMPLE);
  const at = (round * 7_919) % bytes.length;
  if (round % 2 === 0) bytes[at] = round % 256;
  return round % 5 === 0 ? bytes.subarray(0, at) : bytes;
}
