import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordReports } from '../../../activities/ndr-case/record-reports.js';
import type { NdrCaseActivities, SubmitNdrFeedbackInput } from '../../../workflows/ndr-case/activities.js';
import { NDR_CASE_WORKFLOW, reportSignal, viewQuery } from '../../../workflows/ndr-case/messages.js';
import type { ReportInput } from '../../../workflows/ndr-case/messages.js';
import { withBrought } from '../../../workflows/ndr-case/reducer.js';
import { ndrCaseStart } from '../../../workflows/ndr-case/start.js';
import { initialCase } from '../../../workflows/ndr-case/state.js';
import type { NdrCaseState } from '../../../workflows/ndr-case/state.js';
import type { ndrCase } from '../../../workflows/ndr-case/workflow.js';
import { eventually } from '../../support/eventually.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { PATIENCE_MS, startShortHistories } from '../../support/short-histories.js';
import type { ShortHistories } from '../../support/short-histories.js';
import type { CaseHandle } from './ndr-time.js';
import { ndrPolicy, parcel, reportOf } from './reports-of.js';

describe('a decision that came with a list', () => {
  const dueAt = '2026-03-04T10:00:00.000Z';
  const afterwards = Date.parse('2026-03-04T15:00:00.000Z');
  const open: NdrCaseState = { ...initialCase(parcel, 'o'), report: reportOf({ dueAt }), attempt: 1 };
  const brought = { answer: 'rto', requestId: 'row-1', actor: 'asha' };

  it.each([
    // when it was brought, whether it is sent although the due date is past
    ['2026-03-04T09:00:00.000Z', false],
    ['2026-03-04T14:00:00.000Z', true],
  ])('at %s, and is taken up after the due date, is sent all the same: %s', (broughtAt, isPastDue) => {
    const { state, decision } = withBrought(open, 1, brought, afterwards, broughtAt);
    expect({ state, decision }).toMatchObject({ state: 'ANSWERING', decision: { answer: 'rto', isPastDue } });
  });
});

describe('a report that comes in when its case is about to end', () => {
  const ledger = createMemoryLedger();
  const sent: SubmitNdrFeedbackInput[] = [];
  let short: ShortHistories;
  let recordings = 0;
  let goOn = (): void => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const activities: NdrCaseActivities = {
    recordNdrReports: async (input) => {
      recordings += 1;
      const isHeldUp = recordings === 2;
      const found = await recordReports(input, { ledger, clock: Date.now });
      // It is durable, and the worker takes its time to say so.
      if (isHeldUp) await gate;
      return found;
    },
    askAddressHook: async () => ({ because: 'asked of nobody' }),
    submitNdrFeedback: async (input) => {
      sent.push(input);
      return { outcome: 'accepted', requestIds: [] };
    },
    lookAtParcel: async () => ({ parcel: 'moving' }),
  };
  beforeAll(async () => {
    short = await startShortHistories({ account: parcel.account, activities });
  }, PATIENCE_MS);
  afterAll(async () => {
    goOn();
    await short.stop();
  }, PATIENCE_MS);

  const closeAfterMs = 4_000;
  const report = (input: ReportInput): Promise<CaseHandle> =>
    short.client.workflow.signalWithStart<typeof ndrCase, [ReportInput]>(NDR_CASE_WORKFLOW, {
      ...ndrCaseStart({ ...parcel, policy: { ...ndrPolicy, closeAfterMs } }),
      signal: reportSignal,
      signalArgs: [input],
    });

  it(
    'is a question to people, and not forgotten with it',
    async () => {
      const handle = await report({ report: reportOf() });
      const view = (): Promise<NdrCaseState> => short.client.workflow.getHandle(handle.workflowId).query(viewQuery);
      await eventually('asked', async () => (await view()).state === 'AWAITING_DECISION', PATIENCE_MS);
      const endsAt = Date.parse((await view()).lastReportAt ?? '') + closeAfterMs;
      await report({ report: reportOf({ version: 2, attempt: 2 }) });
      await eventually('on record', () => recordings >= 2, PATIENCE_MS);
      await eventually('past its end', () => Date.now() > endsAt + 1_500, PATIENCE_MS);
      goOn();
      await eventually(
        'the second attempt is asked about',
        async () => {
          const { attempt, state } = await view();
          return attempt === 2 && state === 'AWAITING_DECISION';
        },
        10_000,
      );
    },
    2 * PATIENCE_MS,
  );
});
