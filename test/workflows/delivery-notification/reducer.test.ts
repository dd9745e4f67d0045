import { describe, expect, it } from 'vitest';
import { reduce } from '../../../workflows/delivery-notification/reducer.js';
import type { Reduced } from '../../../workflows/delivery-notification/reducer.js';
import { enter, initialNotice, isNoticeEnd, nextNoticeStates } from '../../../workflows/delivery-notification/state.js';
import type { DeliveryNotificationState, NoticeState } from '../../../workflows/delivery-notification/state.js';
import { failures } from '../../../workflows/failures.js';
import type { FailureKind } from '../../../workflows/failures.js';
import { raise } from '../../../workflows/steps/attention.js';
import { resolveAction } from '../../../workflows/steps/resolve.js';

const NOW = Date.UTC(2026, 0, 5);
const at = new Date(NOW).toISOString();
const plain = initialNotice('acme', 'live', { trackingNumber: 'T1', carrierId: 'UPS', chargePermissionId: 'P01' });

function asking(reason: FailureKind): { notice: DeliveryNotificationState; attentionId: string } {
  const { desk, attentionId } = raise(plain.attention, {
    step: 'sendNotice',
    reason,
    message: '',
    raisedAt: at,
    details: { send: 1 },
  });
  return { notice: { ...plain, attention: desk }, attentionId };
}

const answered = (reason: FailureKind, answer: string, more: object = {}): Reduced => {
  const { notice, attentionId } = asking(reason);
  return reduce(notice, resolveAction({ attentionId, answer, actor: 'ann', ...more }), NOW, 'r1');
};

describe('an answer about a delivery notice', () => {
  it.each<[reason: FailureKind, answer: string, more: object, refusal: RegExp]>([
    ['Rejected', 'done-elsewhere', {}, /reference/],
    ['Rejected', 'abort', { data: {} }, /takes no data/],
    ['Rejected', 'retry', { data: {} }, /is needed/],
    ['Rejected', 'retry', { data: { carrierCode: 'ups' } }, /capitals/],
    ['PayTrackingUsed', 'retry', {}, /takes done-elsewhere, abort/],
    ['CancelRequested', 'retry', {}, /takes resume, abort/],
  ])('to %s is refused: %s %j', (reason, answer, more, refusal) => {
    expect(answered(reason, answer, more)).toEqual({ refusal: expect.stringMatching(refusal) as unknown });
  });

  it('is recorded with who gave it, and done once', () => {
    const reduced = answered('Rejected', 'retry', { data: { carrierCode: 'DPD' }, requestId: 'q' });
    if (!('state' in reduced)) throw new Error(reduced.refusal);
    expect(reduced.state.attention.items).toEqual([]);
    expect(reduced.state.audit).toEqual([
      { at, action: 'resolve', actor: 'ann', requestId: 'q', said: 'retry to sendNotice-1' },
    ]);
    const again = resolveAction({ attentionId: 'sendNotice-1', answer: 'retry', requestId: 'q' });
    expect(reduce(reduced.state, again, NOW, 'r2')).toEqual({ state: reduced.state });
  });

  it('abort closes it, with all that was asked', () => {
    const reduced = answered('Unproven', 'abort');
    expect(reduced).toMatchObject({ state: { state: 'CLOSED_BY_PERSON', attention: { items: [] } } });
  });

  it('of many at once meets the items of its reason that were raised before', () => {
    const { notice } = asking('PayNotPermitted');
    const answer = (raisedBefore: string) =>
      reduce(notice, resolveAction({ match: { reason: 'PayNotPermitted', raisedBefore }, answer: 'retry' }), NOW, 'r1');
    expect(answer(at)).toHaveProperty('refusal');
    expect(answer(new Date(NOW + 1).toISOString())).toHaveProperty('state');
  });

  it('is refused once it has ended', () => {
    const ended = enter(plain, 'ACCEPTED', at);
    expect(reduce(ended, resolveAction({ attentionId: 'x', answer: 'abort' }), NOW, 'r1')).toEqual({
      refusal: 'The notice has ended: ACCEPTED.',
    });
  });
});

describe('a cancel request', () => {
  const request = { action: 'cancel-request', origin: { actor: 'temporal' } } as const;
  it('is asked about once, and resumed', () => {
    const once = reduce(plain, request, NOW, 'c1');
    if (!('state' in once)) throw new Error(once.refusal);
    expect(once.state.attention.items.map(({ reason }) => reason)).toEqual(['CancelRequested']);
    expect(reduce(once.state, request, NOW, 'c2')).toEqual({ state: once.state });
    const resume = resolveAction({ attentionId: 'cancel-1', answer: 'resume' });
    expect(reduce(once.state, resume, NOW, 'r1')).toMatchObject({
      state: { state: 'SENDING', attention: { items: [] } },
    });
  });
});

describe('the states of a delivery notice', () => {
  const states = Object.keys(nextNoticeStates) as NoticeState[];
  it('begin with SENDING, and every other one is an end that it leads to', () => {
    expect(states.filter((state) => !isNoticeEnd(state))).toEqual(['SENDING']);
    expect([...nextNoticeStates.SENDING].toSorted()).toEqual(states.filter(isNoticeEnd).toSorted());
    for (const state of states.filter(isNoticeEnd)) {
      expect(() => enter({ ...plain, state }, 'ACCEPTED', at)).toThrow(RangeError);
    }
  });

  it('have kinds of failure whose texts do not send people to Vendor Central', () => {
    for (const kind of ['PayCarrierMissing', 'PayNotPermitted', 'PayTrackingUsed'] as const) {
      expect(failures[kind].remedy).not.toContain('Vendor Central');
    }
  });
});
