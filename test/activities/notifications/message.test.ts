import { describe, expect, it } from 'vitest';
import { toMessage } from '../../../activities/notifications/message.js';
import type { Message } from '../../../activities/notifications/message.js';
import { noticeKey } from '../../../activities/notifications/outbox.js';
import { groupOf } from '../../../activities/notifications/plan.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import { noticeOf, notices, startMs } from './support.js';

const messageOf = (all: readonly Notice[], now = startMs): Message =>
  toMessage(
    {
      group: groupOf(all[0]!),
      notices: all.map((notice) => ({ key: noticeKey(notice.id), addedAt: startMs, notice })),
    },
    now,
  );

const deadlineOf = (number: number, dueAt?: string): Notice => {
  const { attentionId: _id, answers: _answers, dueAt: _dueAt, ...notice } = noticeOf(number);
  return { ...notice, type: 'deadline.warning', reason: 'confirm', ...(dueAt !== undefined && { dueAt }) };
};

describe('a message about one notice', () => {
  it('carries all that the notice says, and what to type', () => {
    const notice = noticeOf(1);
    expect(messageOf([notice])).toEqual({
      id: `notice-${noticeKey(notice.id)}`,
      type: 'attention.raised',
      timestamp: notice.at,
      data: {
        ...notice,
        command: 'fulfillment attention resolve PO1 retry|done-elsewhere|abort --account acme --item acknowledge-1',
      },
    });
  });

  it('shows the order of a deadline', () => {
    expect(messageOf([deadlineOf(1)]).data.command).toBe('fulfillment orders show PO1 --account acme');
  });

  it.each([
    // type, what to type
    ['incident.opened', 'fulfillment incidents list --account acme'],
    ['incident.closed', 'fulfillment incidents list --account acme'],
    ['pickup.missed', 'fulfillment orders list --state READY_TO_SHIP --warehouse WH01 --account acme'],
    // A sweep that cannot get on.
    ['attention.raised', 'fulfillment account show acme'],
  ] as const)('shows the account where it is about the account: %s', (type, typed) => {
    const { attentionId: _id, answers: _answers, ...notice } = noticeOf(1, { businessId: 'acme', warehouse: 'WH01' });
    expect(messageOf([{ ...notice, type }]).data.command).toBe(typed);
  });

  it('has an id that neither dots nor other scripts in ids can reach', () => {
    expect(messageOf([noticeOf(1, { id: 'po/a.b/é\r\n.1#x' })]).id).toMatch(/^notice-[0-9a-f]{32}$/);
  });
});

describe('a digest', () => {
  it('names reason, count, nearest deadline, warehouses, next step and examples, and not every order', () => {
    const all = [
      ...notices(30, 1, { warehouse: 'WH02' }),
      ...notices(31, 101),
      noticeOf(500, { dueAt: '2026-01-05T09:10:00Z', nextStep: 'Hurry.', at: '2026-01-05T07:00:00.000Z' }),
    ];
    const digest = messageOf(all, startMs);
    expect(digest).toEqual({
      id: expect.stringMatching(/^digest-[0-9a-f]{32}$/) as unknown,
      type: 'attention.digest',
      timestamp: new Date(startMs).toISOString(),
      data: {
        account: 'acme',
        noticeType: 'attention.raised',
        reason: 'Rejected',
        count: 62,
        oldestAt: '2026-01-05T07:00:00.000Z',
        earliestDueAt: '2026-01-05T09:10:00Z',
        warehouses: [
          { warehouse: 'WH01', count: 32 },
          { warehouse: 'WH02', count: 30 },
        ],
        nextStep: 'Hurry.',
        examples: ['PO500', ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `PO${number}`)],
        command: 'fulfillment attention list --reason Rejected --account acme',
      },
    });
  });

  it('of deadlines lists the orders', () => {
    const digest = messageOf([deadlineOf(1), deadlineOf(2), deadlineOf(2, '2026-01-05T12:00:00Z')]);
    expect(digest).toMatchObject({
      type: 'deadline.digest',
      data: { earliestDueAt: '2026-01-05T12:00:00Z', examples: ['PO2', 'PO1'] },
    });
    expect(digest.data.command).toBe('fulfillment orders list --account acme');
  });

  it('of notices without deadline and warehouse names none', () => {
    const { warehouse: _warehouse, ...bare } = deadlineOf(1);
    const { data } = messageOf([bare, { ...bare, id: 'other' }]);
    expect(data).toMatchObject({ warehouses: [] });
    expect(data).not.toHaveProperty('earliestDueAt');
  });

  it('shows the twenty warehouses with most notices', () => {
    const all = Array.from({ length: 25 }, (_, warehouse) =>
      notices(warehouse + 1, warehouse * 100, { warehouse: `WH${String(warehouse).padStart(2, '0')}` }),
    ).flat();
    const { warehouses } = messageOf(all).data as { warehouses: { warehouse: string; count: number }[] };
    expect(warehouses).toHaveLength(20);
    expect(warehouses[0]).toEqual({ warehouse: 'WH24', count: 25 });
    expect(warehouses.at(-1)).toEqual({ warehouse: 'WH05', count: 6 });
  });

  it('has the same id for the same notices in any order and at any time, and another for others', () => {
    const all = notices(12);
    const { id } = messageOf(all);
    expect(messageOf(all.toReversed(), startMs + 1).id).toBe(id);
    expect(messageOf(all.slice(1)).id).not.toBe(id);
    expect(messageOf([...all, noticeOf(99)]).id).not.toBe(id);
  });

  it('stays small, however many notices it is made of', () => {
    expect(JSON.stringify(messageOf(notices(20_000))).length).toBeLessThan(2_000);
  });
});
