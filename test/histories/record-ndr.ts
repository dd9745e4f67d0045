import type { WorkflowHandle } from '@temporalio/client';
import type {
  NdrCaseActivities,
  RecordNdrReportsResult,
  SubmitNdrFeedbackResult,
} from '../../workflows/ndr-case/activities.js';
import {
  NDR_CASE_WORKFLOW,
  reportSignal,
  resolveSignal,
  resolveUpdate,
  viewQuery,
} from '../../workflows/ndr-case/messages.js';
import type { ReportInput } from '../../workflows/ndr-case/messages.js';
import type { NdrPolicy } from '../../workflows/ndr-case/policy.js';
import { ndrCaseStart } from '../../workflows/ndr-case/start.js';
import type { NdrCaseState } from '../../workflows/ndr-case/state.js';
import {
  NDR_QUARANTINE_WORKFLOW,
  resolveUpdate as settleUpdate,
  viewQuery as viewPushQuery,
} from '../../workflows/ndr-quarantine/messages.js';
import type { SettleInput } from '../../workflows/ndr-quarantine/messages.js';
import { ndrQuarantineStart } from '../../workflows/ndr-quarantine/start.js';
import { amazonTaskQueue } from '../../workflows/purchase-order/messages.js';
import { eventually } from '../support/eventually.js';
import { DAY, HOUR, ndrPolicy, parcel, reportOf } from '../workflows/ndr-case/reports-of.js';
import { failing, firstAndLastRun, recordStories } from './recorder.js';
import type { Story } from './recorder.js';

/** One recorded history and its story. */
interface Case {
  name: string;
  /** Default: one of the first attempt, due in a day. */
  report?: ReportInput;
  policy?: Partial<NdrPolicy>;
  activities?: Partial<NdrCaseActivities>;
  /** What Amazon and people do; the case has to come to its end. */
  play: (handle: WorkflowHandle) => Promise<void>;
  /** Its first run continues as new. */
  isContinued?: true;
}

const PATIENCE_MS = 30_000;
/** Events after which a run continues as new: more than all but one of the stories have. */
const SUGGESTED_AFTER = 120;

const view = (handle: WorkflowHandle): Promise<NdrCaseState> => handle.query(viewQuery);
const until = (handle: WorkflowHandle, holds: (state: NdrCaseState) => boolean): Promise<void> =>
  eventually(handle.workflowId, async () => holds(await view(handle)), PATIENCE_MS);
const untilAnswered = (handle: WorkflowHandle): Promise<void> => until(handle, ({ state }) => state === 'ANSWERED');

async function itemOf(handle: WorkflowHandle, reason: string): Promise<string> {
  await until(handle, ({ attention }) => attention.items.some((item) => item.reason === reason));
  return (await view(handle)).attention.items.find((item) => item.reason === reason)?.attentionId ?? '';
}

async function answer(handle: WorkflowHandle, reason: string, given: string, more: object = {}): Promise<void> {
  const resolution = { attentionId: await itemOf(handle, reason), answer: given, actor: 'asha', ...more };
  await handle.executeUpdate(resolveUpdate, { args: [resolution] });
}

const inTime = (ms: number): string => new Date(Date.now() + ms).toISOString();
const later = { data: { rescheduleDate: inTime(2 * DAY) } };
const push = (given: Parameters<typeof reportOf>[0] = {}): ReportInput => ({
  report: reportOf({ dueAt: inTime(DAY), ...given }),
});
const tell = (handle: WorkflowHandle, given: ReportInput): Promise<void> => handle.signal(reportSignal, given);

const accepted: SubmitNdrFeedbackResult = {
  outcome: 'accepted',
  requestIds: ['f-1'],
  sentAt: '2026-03-02T10:05:00.000Z',
};
const nothingKnown: RecordNdrReportsResult = { known: [], answers: [], isReturnSent: false };

/** The parcel is looked for at once, and found there; what is asked before is asked in time. */
const soonAt = (where: 'delivered' | 'returned' | 'lost'): Pick<Case, 'policy' | 'activities'> => ({
  policy: { lookEveryMs: 3_000 },
  activities: { lookAtParcel: async () => Promise.resolve({ parcel: where }) },
});

const cases: Case[] = [
  {
    name: 'rescheduled-by-a-person',
    ...soonAt('delivered'),
    play: async (handle) => answer(handle, 'NdrDecisionNeeded', 'reschedule', later),
  },
  {
    name: 'rescheduled-by-a-rule',
    policy: {
      lookEveryMs: 3_000,
      rules: [
        {
          reasonCode: 'Customer unavailable',
          decide: 'reschedule',
          afterDays: 1,
          at: '10:00',
          workingDays: [1, 2, 3, 4, 5, 6, 7],
        },
      ],
    },
    activities: { lookAtParcel: async () => Promise.resolve({ parcel: 'lost' }) },
    play: untilAnswered,
  },
  {
    name: 'address-from-the-hook',
    policy: { lookEveryMs: 3_000, rules: [{ reasonCode: 'Address not found', decide: 'address-hook' }] },
    report: push({ reasonCode: 'Address not found', shipmentStatus: 'Undeliverable', referenceId: '795817695' }),
    activities: { lookAtParcel: async () => Promise.resolve({ parcel: 'delivered' }) },
    play: untilAnswered,
  },
  {
    name: 'hook-silent-then-returned',
    policy: {
      lookEveryMs: 3_000,
      hookGiveUpMs: 1_000,
      rules: [{ reasonCode: 'Address not found', decide: 'address-hook' }],
    },
    report: push({ reasonCode: 'Address not found' }),
    activities: {
      askAddressHook: async () => failing('Unavailable'),
      lookAtParcel: async () => Promise.resolve({ parcel: 'returned' }),
    },
    play: async (handle) => answer(handle, 'NdrDecisionNeeded', 'rto'),
  },
  {
    name: 'past-due-then-answered-elsewhere',
    policy: { warnBeforeMs: 1_000, marginMs: 0 },
    report: push({ dueAt: inTime(-HOUR) }),
    play: async (handle) => {
      await answer(handle, 'NdrPastDue', 'done-elsewhere', { reference: 'portal' });
      await untilAnswered(handle);
      await handle.cancel();
      await answer(handle, 'CancelRequested', 'abort');
    },
  },
  {
    name: 'next-attempt-before-an-answer',
    ...soonAt('delivered'),
    play: async (handle) => {
      await itemOf(handle, 'NdrDecisionNeeded');
      await tell(handle, push({ id: 'event-1' }));
      await tell(handle, push({ version: 3, attempt: 2, reasonCode: 'Wrong address' }));
      await tell(handle, push({ version: 2, attempt: 1 }));
      await until(handle, ({ attempt, attention }) => attempt === 2 && attention.items.length === 1);
      await answer(handle, 'NdrDecisionNeeded', 'reattempt', { data: { addressNotesDocumentId: 'notes-1' } });
    },
  },
  {
    name: 'refused-then-decided-otherwise',
    ...soonAt('returned'),
    activities: {
      lookAtParcel: async () => Promise.resolve({ parcel: 'returned' }),
      submitNdrFeedback: async ({ answer: given }) =>
        given === 'rto' ? Promise.resolve(accepted) : failing('Rejected', { send: 1 }),
    },
    play: async (handle) => {
      await answer(handle, 'NdrDecisionNeeded', 'reschedule', later);
      const attentionId = await itemOf(handle, 'Rejected');
      await handle.signal(resolveSignal, { attentionId, answer: 'wait', actor: 'asha' });
      await answer(handle, 'Rejected', 'decide');
      await answer(handle, 'NdrDecisionNeeded', 'rto');
    },
  },
  {
    name: 'imported-with-a-decision',
    ...soonAt('delivered'),
    report: {
      ...push({ id: 'import-1', source: 'import', version: 0 }),
      decision: { answer: 'reschedule', ...later, requestId: 'row-1', actor: 'asha' },
    },
    play: untilAnswered,
  },
  {
    name: 'known-from-an-earlier-case',
    activities: {
      recordNdrReports: async () => Promise.resolve({ ...nothingKnown, known: ['event-1'], attempt: 1 }),
    },
    play: () => Promise.resolve(),
  },
  {
    name: 'continued-as-new',
    isContinued: true,
    play: async (handle) => {
      await answer(handle, 'NdrDecisionNeeded', 'reschedule', later);
      await untilAnswered(handle);
      const { runId } = await handle.describe();
      let version = 1;
      while ((await handle.describe()).runId === runId) {
        version += 1;
        await tell(handle, push({ version }));
        // One after the other: no run can end while more comes in.
        await until(handle, ({ report }) => report?.version === version);
      }
      await tell(handle, push({ version: version + 1, attempt: 2 }));
      await answer(handle, 'NdrDecisionNeeded', 'no-answer');
      await handle.cancel();
      await answer(handle, 'CancelRequested', 'abort');
    },
  },
];

const plain: NdrCaseActivities = {
  recordNdrReports: async () => Promise.resolve(nothingKnown),
  askAddressHook: async () => Promise.resolve({ addressNotesDocumentId: 'notes-1' }),
  submitNdrFeedback: async () => Promise.resolve(accepted),
  lookAtParcel: async () => Promise.resolve({ parcel: 'moving' }),
};

/** The step of the case that it is asked for: a story is named as its parcel is. */
const step =
  <Name extends keyof NdrCaseActivities>(name: Name) =>
  (input: { trackingId: string }): ReturnType<NdrCaseActivities[Name]> => {
    const own = cases.find(({ name: story }) => story === input.trackingId)?.activities;
    const run = (own?.[name] ?? plain[name]) as (given: object) => ReturnType<NdrCaseActivities[Name]>;
    return run(input);
  };

const storyOf = ({ name, report = push(), policy = {}, play, isContinued }: Case): Story => ({
  name,
  play: async (client) => {
    const start = ndrCaseStart({ ...parcel, trackingId: name, policy: { ...ndrPolicy, ...policy } });
    const opened = { ...start, signal: reportSignal, signalArgs: [report] as [ReportInput] };
    const { workflowId, signaledRunId } = await client.workflow.signalWithStart(NDR_CASE_WORKFLOW, opened);
    const handle = client.workflow.getHandle(workflowId);
    await play(handle);
    await handle.result();
    return isContinued === true
      ? firstAndLastRun(client, { workflowId, firstExecutionRunId: signaledRunId })
      : handle;
  },
});

/** Pushes in quarantine, each by how it is settled. */
const settlements: Record<string, SettleInput['answer']> = {
  noted: 'noted',
  'taken-in': 'taken-in',
  aborted: 'abort',
};

const settlementOf = ([name, given]: [string, SettleInput['answer']]): Story => ({
  name,
  play: async (client) => {
    const start = ndrQuarantineStart({
      account: parcel.account,
      documentId: 'push-1',
      fault: 'detail is no object',
      receivedAt: '2026-03-02T10:00:00.000Z',
      // As many hexadecimal digits as a hash has.
      sha256: Buffer.from(name.padEnd(32)).toString('hex'),
    });
    const handle = await client.workflow.start(NDR_QUARANTINE_WORKFLOW, start);
    const told = async (): Promise<boolean> => (await handle.query(viewPushQuery)).told.length > 0;
    await eventually('people are told', told, PATIENCE_MS);
    const { attention } = await handle.query(viewPushQuery);
    const attentionId = attention.items[0]?.attentionId ?? '';
    await handle.executeUpdate(settleUpdate, { args: [{ attentionId, answer: given, actor: 'asha' }] });
    await handle.result();
    return handle;
  },
});

await recordStories({
  folder: 'ndr-case',
  stories: cases.map(storyOf),
  suggestedAfter: SUGGESTED_AFTER,
  activities: {
    [amazonTaskQueue(parcel.account)]: {
      recordNdrReports: step('recordNdrReports'),
      askAddressHook: step('askAddressHook'),
      submitNdrFeedback: step('submitNdrFeedback'),
      lookAtParcel: step('lookAtParcel'),
    },
  },
});
await recordStories({
  folder: 'ndr-quarantine',
  stories: Object.entries(settlements).map(settlementOf),
  activities: { [amazonTaskQueue(parcel.account)]: {} },
});
