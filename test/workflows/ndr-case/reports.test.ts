import { describe, expect, it } from 'vitest';
import type { RecordNdrReportsResult } from '../../../workflows/ndr-case/activities.js';
import { checkReportInput, checkResolve } from '../../../workflows/ndr-case/messages.js';
import { reduce, withBrought, withPending } from '../../../workflows/ndr-case/reducer.js';
import { withRecorded } from '../../../workflows/ndr-case/reports.js';
import type { NdrReport } from '../../../workflows/ndr-case/report.js';
import { initialCase, nextCaseStates } from '../../../workflows/ndr-case/state.js';
import type { NdrCaseState } from '../../../workflows/ndr-case/state.js';
import { raise } from '../../../workflows/steps/attention.js';
import { mutated, seededDice } from '../../support/random-json.js';
import { parcel, reportOf } from './reports-of.js';

const at = '2026-03-02T12:00:00.000Z';
const now = Date.parse(at);
const nothing: RecordNdrReportsResult = { known: [], answers: [], isReturnSent: false };

const taken = (ndr: NdrCaseState, report: NdrReport, found: Partial<RecordNdrReportsResult> = {}): NdrCaseState => {
  const pending = withPending(ndr, { report });
  return withRecorded(pending, pending.pending, { ...nothing, ...found }, at);
};
const opened = (report = reportOf(), found: Partial<RecordNdrReportsResult> = {}): NdrCaseState =>
  taken(initialCase(parcel, 'o'), report, found);

describe('reports of a case', () => {
  it.each<[string, NdrReport, Partial<RecordNdrReportsResult>, Partial<NdrCaseState>]>([
    ['the first', reportOf(), {}, { state: 'RECEIVED', attempt: 1 }],
    ['one that an earlier case was told', reportOf(), { known: ['event-1'] }, { state: 'NOTHING_NEW' }],
    [
      'one that is older than an earlier case knew',
      reportOf(),
      { latest: { id: 'x', version: 2 } },
      { state: 'NOTHING_NEW' },
    ],
    [
      'one that is newer than an earlier case knew',
      reportOf({ version: 3, attempt: 2 }),
      { latest: { id: 'x', version: 2 }, attempt: 1 },
      { state: 'RECEIVED', attempt: 2 },
    ],
    [
      'one about an attempt that was answered',
      reportOf({ version: 3 }),
      {
        latest: { id: 'x', version: 2 },
        answers: [{ attempt: 1, answer: 'rto', outcome: 'accepted' }],
        isReturnSent: true,
      },
      { state: 'ANSWERED', isReturnSent: true },
    ],
    ['a row without a number, after attempt 2', rowOf(), { attempt: 2 }, { state: 'RECEIVED', attempt: 2 }],
  ])('opens with %s', (_what, report, found, expected) => {
    expect(opened(report, found)).toMatchObject(expected);
  });

  it('leave the same behind, in whatever order and however often they come', () => {
    const dice = seededDice(3);
    for (let round = 0; round < 300; round += 1) {
      const reports = Array.from({ length: 2 + dice.below(5) }, (_, index) =>
        reportOf({
          id: `e${index}`,
          version: 1 + dice.below(4),
          attempt: 1 + dice.below(3),
          time: `2026-03-02T1${dice.below(3)}:00:00.000Z`,
        }),
      ).map((report) => ({ ...report, attempt: report.version }));
      const final = (order: readonly NdrReport[]) =>
        order.reduce((ndr, report) => taken(ndr, report), initialCase(parcel, 'o'));
      const shuffled = [...reports, ...reports]
        .map((report) => ({ report, key: dice.below(1_000) }))
        .toSorted((a, b) => a.key - b.key);
      const [one, other] = [final(reports), final(shuffled.map(({ report }) => report))];
      expect(other.report).toEqual(one.report);
      expect(other.attempt).toBe(one.attempt);
      expect(other.state).toBe('RECEIVED');
    }
  });

  it('of the next attempt end what was asked and decided about the one before', () => {
    const before = opened();
    const { desk } = raise(before.attention, {
      step: 'decide',
      reason: 'NdrDecisionNeeded',
      message: '',
      raisedAt: at,
      details: {},
    });
    const decision = { answer: 'rto' as const, actor: 'a', decidedAt: at, isPastDue: false };
    const after = taken(
      { ...before, state: 'ANSWERING', attention: desk, decision },
      reportOf({ version: 2, attempt: 2 }),
    );
    expect(after).toMatchObject({ state: 'RECEIVED', attempt: 2, attention: { items: [] } });
    expect(after.decision).toBeUndefined();
  });

  it('of the same attempt ask anew where they say something else, and are not answered again', () => {
    const before = { ...opened(), state: 'ANSWERED' as const };
    expect(taken(before, reportOf({ version: 2 })).state).toBe('ANSWERED');
    const asked = { ...opened(), state: 'AWAITING_DECISION' as const };
    const { desk } = raise(asked.attention, {
      step: 'decide',
      reason: 'NdrDecisionNeeded',
      message: '',
      raisedAt: at,
      details: {},
    });
    expect(taken({ ...asked, attention: desk }, reportOf({ version: 2 })).attention.items).toHaveLength(1);
    expect(
      taken({ ...asked, attention: desk }, reportOf({ version: 2, reasonCode: 'Other' })).attention.items,
    ).toHaveLength(0);
  });

  it('wait for the ledger once each, the newest of too many', () => {
    let ndr = initialCase(parcel, 'o');
    for (let version = 1; version <= 600; version += 1)
      ndr = withPending(ndr, { report: reportOf({ id: `e${version}`, version }) });
    expect(ndr.pending).toHaveLength(500);
    expect(ndr.pending.at(-1)?.report.version).toBe(600);
    expect(withPending(ndr, { report: reportOf({ id: 'e600', version: 600 }) }).pending).toHaveLength(500);
  });

  function rowOf(): NdrReport {
    const { attempt: _attempt, ...row } = reportOf({ id: 'import-1', source: 'import', version: 0 });
    return row;
  }
});

describe('a person\u2019s decision', () => {
  const asked = (more: Partial<NdrCaseState> = {}): NdrCaseState => {
    const ndr = { ...opened(), state: 'AWAITING_DECISION' as const, ...more };
    const { desk } = raise(ndr.attention, {
      step: 'decide',
      reason: 'NdrDecisionNeeded',
      message: '',
      raisedAt: at,
      details: {},
    });
    return { ...ndr, attention: desk };
  };
  const answer = (resolution: { answer: string; data?: Record<string, unknown>; reference?: string }, ndr = asked()) =>
    reduce(
      ndr,
      { action: 'resolve', target: { attentionId: 'decide-1' }, resolution, origin: { actor: 'asha' } },
      now,
      'id',
    );

  it.each([
    [{ answer: 'reattempt', data: { addressNotesDocumentId: 'd1' } }, 'ANSWERING'],
    [{ answer: 'reschedule', data: { rescheduleDate: '2026-03-03T10:00:00+05:30' } }, 'ANSWERING'],
    [{ answer: 'rto' }, 'ANSWERING'],
    [{ answer: 'done-elsewhere', reference: 'portal' }, 'ANSWERED'],
    [{ answer: 'no-answer' }, 'NOT_ANSWERED'],
    [{ answer: 'abort' }, 'CLOSED_BY_PERSON'],
  ])('%j leads to %s', (resolution, state) => {
    expect(answer(resolution)).toMatchObject({
      state: { state, attention: { items: [] }, audit: [{ actor: 'asha' }] },
    });
  });

  it.each([
    [{ answer: 'reattempt' }, 'addressNotesDocumentId is missing'],
    [{ answer: 'reattempt', data: { addressNotes: 'clear text' } }, 'is not known'],
    [{ answer: 'reschedule', data: { rescheduleDate: at } }, 'not in the future'],
    [{ answer: 'reschedule', data: { rescheduleDate: 'tomorrow' } }, 'must be a date'],
    [{ answer: 'rto', data: { really: true } }, 'takes no data'],
    [{ answer: 'done-elsewhere' }, 'needs a reference'],
    [{ answer: 'retry' }, 'takes reattempt'],
  ])('%j is refused: %s', (resolution, why) => {
    expect(answer(resolution)).toEqual({ refusal: expect.stringContaining(why) });
  });

  it.each(['reattempt', 'reschedule', 'rto'])('%s is refused once a return was sent', (given) => {
    expect(answer({ answer: given }, asked({ isReturnSent: true }))).toEqual({
      refusal: expect.stringContaining('not sent twice'),
    });
  });

  it('that comes with a row is taken in any open state, once, and its refusal is on record', () => {
    const brought = { answer: 'rto', requestId: 'r1', actor: 'asha' };
    const first = withBrought(opened(), undefined, brought, now);
    expect(first).toMatchObject({ state: 'ANSWERING', decision: { answer: 'rto' } });
    expect(withBrought(first, undefined, brought, now)).toBe(first);
    expect(withBrought(first, undefined, { ...brought, requestId: 'r2' }, now).audit.at(-1)?.refused).toContain(
      'ANSWERING',
    );
    expect(withBrought(opened(), 2, brought, now).audit.at(-1)?.refused).toContain('about attempt 2');
  });

  it('is read from any message without a throw', () => {
    const dice = seededDice(9);
    const names = ['report', 'decision', 'answer', 'data', 'attentionId', 'match', 'version'];
    const good = { report: reportOf(), decision: { answer: 'rto', requestId: 'r', actor: 'a' } };
    for (let round = 0; round < 2_000; round += 1) {
      const input = checkReportInput(mutated(dice, good, names));
      if ('value' in input) {
        const ndr = withPending(initialCase(parcel, 'o'), input.value);
        const after = withRecorded(ndr, ndr.pending, nothing, at);
        if (input.value.decision !== undefined)
          withBrought(after, input.value.report.attempt, input.value.decision, now);
        expect(Object.keys(nextCaseStates)).toContain(after.state);
      }
      checkResolve(mutated(dice, { attentionId: 'decide-1', answer: 'rto' }, names));
    }
  });
});
