import { describe, expect, it } from 'vitest';
import {
  checkResolve,
  deliveryNotificationOfWorkflowId,
  deliveryNotificationWorkflowId,
} from '../../../workflows/delivery-notification/messages.js';
import {
  checkCorrection,
  checkNotice,
  corrected,
  noticeWriteKey,
} from '../../../workflows/delivery-notification/notice.js';
import { mutated, randomJson, seededDice } from '../../support/random-json.js';

const trackingNumber = '1Z999AA10123456784';
const notice = { trackingNumber, carrierId: 'UPS', chargePermissionId: 'P01-1234567-1234567' };

describe('the id of a delivery notice', () => {
  it.each([
    [trackingNumber, `pay/live/${trackingNumber}`, trackingNumber],
    ['1z999aa10123456784', `pay/live/${trackingNumber}`, trackingNumber],
    ['A/B', 'pay/live/A%2FB', 'A/B'],
    ["a'b%20~", 'pay/live/A%27B%2520%7E', "A'B%20~"],
  ])('of %s is %s, and leads back', (given, workflowId, back) => {
    expect(deliveryNotificationWorkflowId('live', given)).toBe(workflowId);
    expect(deliveryNotificationOfWorkflowId(workflowId)).toEqual({ environment: 'live', trackingNumber: back });
  });

  it('leads back from every character that a tracking number may have', () => {
    for (let code = 0x21; code <= 0x7e; code += 1) {
      const given = `X${String.fromCharCode(code)}`.toUpperCase();
      const workflowId = deliveryNotificationWorkflowId('sandbox', given);
      expect(workflowId).toMatch(/^pay\/sandbox\/[A-Z0-9._%-]+$/);
      expect(deliveryNotificationOfWorkflowId(workflowId)).toEqual({ environment: 'sandbox', trackingNumber: given });
    }
  });

  it.each(['po/acme/PO1', 'pay/live/', 'pay/test/X', 'pay/live/a/b', 'pay/live/%zz', ''])('is not %s', (workflowId) => {
    expect(deliveryNotificationOfWorkflowId(workflowId)).toBeUndefined();
  });

  it('is the ledger’s as well: one for each number and environment, in whatever spelling', () => {
    expect(noticeWriteKey('live', 'a1')).toEqual(noticeWriteKey('live', 'A1'));
    expect(noticeWriteKey('live', 'a1')).not.toEqual(noticeWriteKey('sandbox', 'a1'));
  });
});

describe('what a notice may say', () => {
  it.each([
    [notice],
    [{ trackingNumber, carrierCode: 'DPD', amazonOrderReferenceId: 'P01-1234567-1234567' }],
    [{ ...notice, carrierCode: null }],
  ])('takes %j', (payload) => {
    expect(checkNotice(payload)).toHaveProperty('value');
  });

  it.each<[payload: unknown, says: RegExp]>([
    [{ ...notice, trackingNumber: '1Z 999' }, /^trackingNumber must be plain ASCII without spaces/],
    [{ ...notice, trackingNumber: 'Ä1' }, /^trackingNumber must be plain ASCII/],
    [{ ...notice, trackingNumber: undefined }, /^trackingNumber is missing/],
    [{ ...notice, trackingNumber: 'x'.repeat(101) }, /^trackingNumber must have at most/],
    [{ ...notice, amazonOrderReferenceId: 'P01-1234567-1234567' }, /^only one of chargePermissionId/],
    [{ trackingNumber, carrierId: 'UPS' }, /^one of chargePermissionId and amazonOrderReferenceId is needed/],
    [{ ...notice, carrierCode: 'UPS' }, /^one of carrierId/],
    [{ ...notice, carrierId: undefined }, /^one of carrierId/],
    [{ ...notice, chargePermissionId: 'Jane Doe, 1 Street' }, /^chargePermissionId must have letters/],
    [{ ...notice, carrierId: undefined, carrierCode: 'ups' }, /^carrierCode must have capitals/],
    [{ ...notice, shipTo: {} }, /^shipTo is not known/],
    ['x', /must be an object/],
    [null, /must be an object/],
  ])('refuses %j', (payload, says) => {
    const read = checkNotice(payload);
    expect('faults' in read ? read.faults : []).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
  });

  it('never throws, and takes nothing that has no id or names no order', () => {
    const dice = seededDice(7);
    const names = [...Object.keys(notice), 'carrierCode', 'amazonOrderReferenceId'];
    for (let count = 0; count < 3_000; count += 1) {
      const payload = count % 2 === 0 ? randomJson(dice, names) : mutated(dice, notice, names);
      const read = checkNotice(payload);
      if ('faults' in read) {
        expect(read.faults.length).toBeGreaterThan(0);
        continue;
      }
      const { value } = read;
      const workflowId = deliveryNotificationWorkflowId('live', value.trackingNumber);
      expect(deliveryNotificationOfWorkflowId(workflowId)?.trackingNumber).toBe(value.trackingNumber.toUpperCase());
      expect([value.chargePermissionId, value.amazonOrderReferenceId].filter((id) => id !== undefined)).toHaveLength(1);
    }
  });

  it('is answered in a form that never throws either', () => {
    const dice = seededDice(8);
    const answer = { attentionId: 'sendNotice-1', answer: 'retry', data: { carrierCode: 'UPS' }, actor: 'support' };
    const names = [...Object.keys(answer), 'match', 'reason', 'raisedBefore', 'reference'];
    for (let count = 0; count < 3_000; count += 1) {
      const read = checkResolve(mutated(dice, answer, names));
      if ('value' in read) checkCorrection(read.value.data);
      expect('value' in read || read.faults.length > 0).toBe(true);
    }
  });
});

describe('a correction', () => {
  const { chargePermissionId: _none, ...withoutOrder } = notice;
  it.each([
    [{ carrierCode: 'DPD' }, { ...notice, carrierCode: 'DPD' }],
    [{ chargePermissionId: 'P02' }, { ...notice, chargePermissionId: 'P02' }],
    [{ amazonOrderReferenceId: 'P02' }, { ...withoutOrder, amazonOrderReferenceId: 'P02' }],
  ])('%j changes what it names, and the order stays one', (correction, expected) => {
    expect(checkCorrection(correction)).toEqual({ value: correction });
    expect(corrected(notice, correction)).toEqual(expected);
  });

  it.each([[{}], [{ trackingNumber: 'X' }], [{ chargePermissionId: 'A', amazonOrderReferenceId: 'B' }], [[]]])(
    'cannot be %j',
    (correction) => {
      expect(checkCorrection(correction)).toHaveProperty('faults');
    },
  );
});
