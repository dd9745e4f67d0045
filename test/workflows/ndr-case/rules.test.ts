import { describe, expect, it } from 'vitest';
import { addressNotesFault } from '../../../workflows/ndr-case/address-notes.js';
import { ndrCaseOfWorkflowId, ndrCaseWorkflowId } from '../../../workflows/ndr-case/messages.js';
import { isNewer, reasonCodes, shipmentStatuses } from '../../../workflows/ndr-case/report.js';
import { rescheduledDate } from '../../../workflows/ndr-case/reschedule.js';
import { routeOf } from '../../../workflows/ndr-case/route.js';
import { initialCase } from '../../../workflows/ndr-case/state.js';
import { suggestionFor } from '../../../workflows/ndr-case/suggestion.js';
import { HOUR, MINUTE, ndrPolicy, parcel, reportOf } from './reports-of.js';

describe('address notes', () => {
  it.each([
    'Blue gate behind the temple, 4th cross',
    'Flat 1203, Tower B, Sector 45, Gurugram 122003',
    'H.No. 12-4-56/7, Plot 61, Hyderabad 500 016',
    'Near SBI ATM, PIN: 560001',
    'Shop @ Mall Road, 2nd floor',
    '\u0939\u0930\u093e \u0917\u0947\u091f, \u092e\u0902\u0926\u093f\u0930 \u0915\u0947 \u092a\u0940\u091b\u0947, \u096b\u096c\u0966\u0966\u0966\u0967',
    'x'.repeat(256),
  ])('may say %s', (notes) => {
    expect(addressNotesFault(notes)).toBeUndefined();
  });

  it.each([
    ['9876543210', 'telephone'],
    ['call 98765 43210 before', 'telephone'],
    ['98-76-54-32-10', 'telephone'],
    ['+91 98765-43210', 'telephone'],
    ['+44 20 7946', 'telephone'],
    ['0091 98765 43210', 'telephone'],
    ['(080) 2345 6789', 'telephone'],
    ['ph.no 09876543210', 'telephone'],
    ['landline 23456789', 'telephone'],
    ['\u096f\u096e\u096d\u096c\u096b\u096a\u0969\u0968\u0967\u0966', 'telephone'],
    ['\uff19\uff18\uff17\uff16\uff15\uff14\uff13\uff12\uff11\uff10', 'telephone'],
    ['asha.rao@example.com', 'e-mail'],
    ['asha @example.com', 'e-mail'],
    ['pay asha@okbank', 'e-mail'],
    ['x'.repeat(257), '257 characters'],
    ['   ', 'empty'],
    ['two\nlines', 'one line'],
  ])('may not say %j', (notes, why) => {
    const fault = addressNotesFault(notes);
    expect(fault).toContain(why);
    expect(fault).not.toContain('98765');
  });
});

describe('Amazon\u2019s recommendations', () => {
  it('are there for five reasons and for no other', () => {
    const recommended = reasonCodes.filter((reasonCode) =>
      shipmentStatuses.some((shipmentStatus) => suggestionFor({ reasonCode, shipmentStatus }) !== undefined),
    );
    expect(recommended).toEqual([
      'Not required',
      'Customer unavailable',
      'Payment not ready',
      'Unable to contact customer',
      'Address not found',
    ]);
    expect(suggestionFor({ reasonCode: 'Not required', shipmentStatus: 'Attempted' })).toBeUndefined();
  });
});

describe('a shipper\u2019s date', () => {
  const usual = { afterDays: 1, at: '10:00', workingDays: [1, 2, 3, 4, 5, 6] };
  it.each([
    // 2026-03-06 is a Friday.
    ['2026-03-06T10:00:00Z', usual, '2026-03-07T04:30:00.000Z'],
    ['2026-03-07T10:00:00Z', usual, '2026-03-09T04:30:00.000Z'],
    // It is the next day in India already.
    ['2026-03-06T20:00:00Z', usual, '2026-03-09T04:30:00.000Z'],
    ['2026-03-06T10:00:00Z', { ...usual, afterDays: 3, workingDays: [1] }, '2026-03-23T04:30:00.000Z'],
    ['2026-03-06T10:00:00Z', { ...usual, at: '00:00' }, '2026-03-06T18:30:00.000Z'],
  ])('counts from %s by %j to %s', (now, rule, date) => {
    expect(rescheduledDate(rule, Date.parse(now))).toBe(date);
  });
});

describe('what happens with a report', () => {
  const received = { ...initialCase(parcel, 'o'), report: reportOf(), attempt: 1 };
  const due = Date.parse(received.report.dueAt!);
  const rules = [{ reasonCode: 'Customer unavailable', decide: 'address-hook' as const }];
  it.each([
    ['no rule', ndrPolicy, due - 10 * HOUR, {}, 'AWAITING_DECISION'],
    ['a rule in time', { ...ndrPolicy, rules }, due - 10 * HOUR, {}, 'ASKING_ADDRESS'],
    ['a rule too late', { ...ndrPolicy, rules }, due - 4 * MINUTE, {}, 'AWAITING_DECISION'],
    ['a rule past due', { ...ndrPolicy, rules }, due + MINUTE, {}, 'AWAITING_DECISION'],
    [
      'a rule for another status',
      { ...ndrPolicy, rules: [{ ...rules[0]!, shipmentStatus: 'Rejected' }] },
      due - HOUR,
      {},
      'AWAITING_DECISION',
    ],
    ['a return on its way', { ...ndrPolicy, rules }, due - HOUR, { isReturnSent: true }, 'AWAITING_DECISION'],
    ['no due date', { ...ndrPolicy, rules }, due - HOUR, { report: withoutDue() }, 'AWAITING_DECISION'],
  ])('with %s', (_what, policy, now, more, state) => {
    expect(routeOf({ ...received, ...more }, policy, now).state).toBe(state);
  });

  function withoutDue() {
    const { dueAt: _dueAt, ...report } = reportOf();
    return report;
  }
});

describe('the id of a case', () => {
  it.each(['A109W4MEBU BWQI', 'a/b', '%20', 'x.y-z_1', 'a%2Fb'])('is safe and can be read back: %s', (id) => {
    const name = { shippingPartyAccountId: id, trackingId: id.replaceAll(' ', '') };
    const workflowId = ndrCaseWorkflowId(name);
    expect(workflowId).toMatch(/^ndr\/[\w.%-]+\/[\w.%-]+$/);
    expect(ndrCaseOfWorkflowId(workflowId)).toEqual(name);
  });
  it('of something else is none', () => {
    for (const other of ['po/a/b', 'ndr/a', 'ndr/a/b/c', 'ndr//b']) expect(ndrCaseOfWorkflowId(other)).toBeUndefined();
  });
});

describe('the order of reports', () => {
  it.each([
    [{ version: 2 }, { version: 1, time: '2026-12-31T00:00:00.000Z' }, true],
    [{ version: 1, time: '2026-03-02T11:00:00.000Z' }, { version: 1 }, true],
    [{ version: 1, id: 'b' }, { version: 1, id: 'a' }, true],
    [{ version: 1, id: 'a' }, { version: 1, id: 'a' }, false],
    [{ version: 0 }, { version: 1 }, false],
  ])('%j is newer than %j: %p', (one, other, expected) => {
    expect(isNewer(reportOf(one), reportOf(other))).toBe(expected);
  });
});
