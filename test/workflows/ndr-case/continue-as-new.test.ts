import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  NdrCaseActivities,
  RecordNdrReportsInput,
  SubmitNdrFeedbackInput,
} from '../../../workflows/ndr-case/activities.js';
import { NDR_CASE_WORKFLOW, reportSignal, resolveUpdate, viewQuery } from '../../../workflows/ndr-case/messages.js';
import type { ReportInput } from '../../../workflows/ndr-case/messages.js';
import { ndrCaseStart } from '../../../workflows/ndr-case/start.js';
import type { NdrCaseState } from '../../../workflows/ndr-case/state.js';
import type { ndrCase } from '../../../workflows/ndr-case/workflow.js';
import { eventually } from '../../support/eventually.js';
import { PATIENCE_MS, startShortHistories } from '../../support/short-histories.js';
import type { ShortHistories } from '../../support/short-histories.js';
import type { CaseHandle } from './ndr-time.js';
import { DAY, HOUR, ndrPolicy, parcel, reportOf } from './reports-of.js';

/** A server of its own: its histories are short. */
describe('a case whose history has grown', () => {
  let short: ShortHistories;
  let isRecorded = true;
  const recorded: RecordNdrReportsInput[] = [];
  const sent: SubmitNdrFeedbackInput[] = [];
  const activities: NdrCaseActivities = {
    recordNdrReports: async (input) => {
      if (!isRecorded) throw new Error('the disk is full');
      recorded.push(input);
      return { known: [], answers: [], isReturnSent: false };
    },
    askAddressHook: async () => ({ because: 'asked of nobody' }),
    submitNdrFeedback: async (input) => {
      sent.push(input);
      return { outcome: 'accepted', requestIds: ['f-1'], sentAt: new Date().toISOString() };
    },
    lookAtParcel: async () => ({ parcel: 'moving' }),
  };
  beforeAll(async () => {
    short = await startShortHistories({ account: parcel.account, activities });
  }, PATIENCE_MS);
  afterAll(async () => short.stop(), PATIENCE_MS);

  const dueAt = new Date(Date.now() + DAY).toISOString();
  const report = (trackingId: string, input: ReportInput): Promise<CaseHandle> =>
    short.client.workflow.signalWithStart<typeof ndrCase, [ReportInput]>(NDR_CASE_WORKFLOW, {
      ...ndrCaseStart({ ...parcel, trackingId, policy: { ...ndrPolicy, warnBeforeMs: HOUR } }),
      signal: reportSignal,
      signalArgs: [input],
    });
  const view = (handle: CaseHandle): Promise<NdrCaseState> => handle.query(viewQuery);
  const until = (handle: CaseHandle, what: string, holds: (state: NdrCaseState) => boolean): Promise<void> =>
    eventually(what, async () => holds(await view(handle)), PATIENCE_MS);
  /** Refused signals make its history longer, until it runs on as another run. */
  const grow = (handle: CaseHandle): Promise<void> => short.grow(handle, () => handle.signal('resolve', 'no object'));
  const idsOf = async (handle: CaseHandle): Promise<string[]> =>
    (await view(handle)).attention.items.map(({ attentionId }) => attentionId);
  const answer = (handle: CaseHandle, attentionId: string, given: string, data?: Record<string, unknown>) =>
    handle.executeUpdate(resolveUpdate, {
      args: [{ attentionId, answer: given, actor: 'asha', ...(data === undefined ? {} : { data }) }],
    });
  const rescheduleDate = new Date(Date.now() + 2 * DAY).toISOString();

  it(
    'asks its open question anew: answers to the old one are refused as stale, a cancel request stays',
    async () => {
      const handle = await report('1', { report: reportOf({ dueAt }) });
      await until(handle, 'asked', ({ attention }) => attention.items.length > 0);
      await handle.cancel();
      await until(handle, 'asked twice', ({ attention }) => attention.items.length > 1);
      await eventually('both told', () => short.toldOf(handle).length === 2, PATIENCE_MS);
      const before = await view(handle);
      await grow(handle);
      await until(handle, 'asked anew', ({ attention }) => attention.items.length > 1);
      const [first, second] = await idsOf(handle);
      expect([first, second]).toEqual([before.attention.items[1]?.attentionId, 'decide-3']);
      const { report: known, attempts, counts, opening } = await view(handle);
      expect({ known, attempts, counts, opening }).toEqual({
        known: before.report,
        attempts: before.attempts,
        counts: before.counts,
        opening: before.opening,
      });
      await expect(answer(handle, 'decide-1', 'reschedule', { rescheduleDate })).rejects.toThrow();
      await answer(handle, first ?? '', 'resume');
      await answer(handle, 'decide-3', 'reschedule', { rescheduleDate });
      await until(handle, 'answered', ({ state }) => state === 'ANSWERED');
      expect(sent.filter(({ trackingId }) => trackingId === '1')).toHaveLength(1);
      await eventually('told anew', () => short.toldOf(handle).length === 3, PATIENCE_MS);
      expect(new Set(short.toldOf(handle)).size).toBe(3);
      await handle.terminate();
    },
    2 * PATIENCE_MS,
  );

  it(
    'goes on as another run also while it only waits for the next attempt, which opens a question there',
    async () => {
      const handle = await report('2', { report: reportOf({ dueAt }) });
      await until(handle, 'asked', ({ attention }) => attention.items.length > 0);
      await answer(handle, 'decide-1', 'reschedule', { rescheduleDate });
      await until(handle, 'answered', ({ state }) => state === 'ANSWERED');
      const { attempts } = await view(handle);
      await grow(handle);
      expect(await view(handle)).toMatchObject({ state: 'ANSWERED', attempts });
      await report('2', { report: reportOf({ version: 2, attempt: 2, dueAt }) });
      await until(handle, 'the next attempt', ({ attempt, state }) => attempt === 2 && state === 'AWAITING_DECISION');
      expect(sent.filter(({ trackingId }) => trackingId === '2')).toHaveLength(1);
      await handle.terminate();
    },
    2 * PATIENCE_MS,
  );

  it(
    'takes along reports that the ledger does not have yet, with the decisions that came with them, and untold notices',
    async () => {
      const handle = await report('3', { report: reportOf({ dueAt }) });
      await until(handle, 'asked', ({ attention }) => attention.items.length > 0);
      await eventually('told', () => short.toldOf(handle).length === 1, PATIENCE_MS);
      [isRecorded, short.isNotified] = [false, false];
      const row = reportOf({ id: 'import-1', source: 'import', version: 0, attempt: 2, dueAt });
      const decision = { answer: 'reschedule', data: { rescheduleDate }, requestId: 'row-1', actor: 'asha' };
      await report('3', { report: row, decision });
      await until(handle, 'pending', ({ pending }) => pending.length === 1);
      await grow(handle);
      expect((await view(handle)).pending).toEqual([{ report: row, decision }]);
      [isRecorded, short.isNotified] = [true, true];
      await until(handle, 'answered', ({ state, attempt }) => state === 'ANSWERED' && attempt === 2);
      const { opening } = await view(handle);
      expect(new Set(recorded.filter(({ trackingId }) => trackingId === '3').map((each) => each.opening))).toEqual(
        new Set([opening]),
      );
      expect(sent.filter(({ trackingId }) => trackingId === '3')).toMatchObject([{ attempt: 2, answer: 'reschedule' }]);
      await handle.terminate();
    },
    2 * PATIENCE_MS,
  );

  it(
    'loses no report while run follows run',
    async () => {
      const handle = await report('4', { report: reportOf({ dueAt }) });
      const first = await short.runOf(handle);
      for (let version = 2; version <= 80; version += 1) await report('4', { report: reportOf({ version, dueAt }) });
      await until(handle, 'all reports', ({ counts: { taken, repeated, stale } }) => taken + repeated + stale === 80);
      expect(await view(handle)).toMatchObject({ report: { version: 80 }, counts: { repeated: 0 }, pending: [] });
      expect(await short.runOf(handle)).not.toBe(first);
      await handle.terminate();
    },
    2 * PATIENCE_MS,
  );
});
