import type { WorkflowHandle } from '@temporalio/client';
import type { AccountActivities, BreakerSign } from '../../workflows/account/activities.js';
import {
  ACCOUNT_WORKFLOW,
  breakerSignal,
  pauseUpdate,
  probeUpdate,
  resumeUpdate,
  sweepNowUpdate,
  viewQuery,
} from '../../workflows/account/messages.js';
import { accountStart } from '../../workflows/account/start.js';
import type { AccountState } from '../../workflows/account/state.js';
import { amazonTaskQueue } from '../../workflows/purchase-order/messages.js';
import { eventually } from '../support/eventually.js';
import { accountPolicy } from '../workflows/account/accounts.js';
import { recordStories } from './recorder.js';
import type { Story } from './recorder.js';

/** One recorded history and its story. */
interface Case {
  name: string;
  activities?: Partial<AccountActivities>;
  play: (handle: WorkflowHandle) => Promise<void>;
}

const view = (handle: WorkflowHandle): Promise<AccountState> => handle.query(viewQuery);
const until = (handle: WorkflowHandle, holds: (state: AccountState) => boolean): Promise<void> =>
  eventually(handle.workflowId, async () => holds(await view(handle)));
const isSwept = (state: AccountState): boolean =>
  state.last.sweep !== undefined && state.last.cancellations !== undefined && state.pickups.lookAt === undefined;

const page = { listed: 2, started: 1, running: 1, ended: 0, skipped: 0 };
const signAt = (at: number): BreakerSign => ({ operation: 'getOrder', at });
const pausedSign = (at: number, quietMs: number): BreakerSign => ({
  ...signAt(at),
  paused: { cause: 'refusals', codes: ['Unauthorized'], requestId: 'r', failed: 3, nextProbeAt: at, quietMs },
});

const cases: Case[] = [
  {
    name: 'swept-in-pages',
    activities: {
      sweepPage: async ({ nextToken = '0' }) =>
        Promise.resolve(nextToken === '2' ? page : { ...page, nextToken: String(Number(nextToken) + 1) }),
      oldestOpenOrder: async () => Promise.resolve({ startedAt: Date.now() }),
      cancellationPage: async () => Promise.resolve({ listed: 1, running: ['PO1'], signalled: 1 }),
    },
    play: async (handle) => {
      await until(handle, isSwept);
      const { ticket } = await handle.executeUpdate(sweepNowUpdate, { args: [{ job: 'gap', actor: 'ann' }] });
      await until(handle, ({ last }) => last.gap?.ticket === ticket);
    },
  },
  {
    name: 'paused-and-resumed',
    play: async (handle) => {
      await until(handle, isSwept);
      await handle.executeUpdate(pauseUpdate, { args: [{ actor: 'ann', reason: 'moving house' }] });
      await handle.executeUpdate(resumeUpdate, { args: [{ actor: 'bob' }] });
      const { ticket } = await handle.executeUpdate(sweepNowUpdate, { args: [{ actor: 'bob' }] });
      await until(handle, ({ last }) => last.sweep?.ticket === ticket);
    },
  },
  {
    name: 'incident-probed-and-over',
    play: async (handle) => {
      await until(handle, isSwept);
      await handle.signal(breakerSignal, pausedSign(Date.now(), 60_000));
      await until(handle, ({ incidents }) => incidents.open['getOrder']?.isTold === true);
      await handle.executeUpdate(probeUpdate, { args: [{ operation: 'getOrder', actor: 'ann' }] });
      await until(handle, ({ incidents }) => incidents.open['getOrder']?.probe?.letAt !== undefined);
      await handle.signal(breakerSignal, signAt(Date.now()));
      await until(handle, ({ incidents }) => incidents.ended[0]?.isTold === true);
    },
  },
  {
    name: 'incident-without-a-sign',
    play: async (handle) => {
      await handle.signal(breakerSignal, pausedSign(Date.now(), 1_000));
      await until(handle, ({ incidents }) => incidents.ended[0]?.how === 'quiet' && incidents.ended[0].isTold);
    },
  },
  {
    name: 'pickup-missed',
    activities: {
      missedPickups: async () =>
        Promise.resolve({
          missed: [
            {
              warehouse: 'WH01',
              pickupAt: new Date(Date.now() - 1_800_000).toISOString(),
              local: 'Mon 2 Mar 16:00 America/Chicago',
              ready: 2,
              orders: ['PO1', 'PO2'],
            },
          ],
          until: new Date().toISOString(),
          nextAt: new Date(Date.now() + 86_400_000).toISOString(),
        }),
    },
    play: async (handle) => {
      await until(handle, ({ pickups, last }) => pickups.missed[0]?.isTold === true && last.sweep !== undefined);
    },
  },
];

const activities: AccountActivities = {
  sweepPage: async () => Promise.resolve(page),
  gapPage: async () => Promise.resolve(page),
  cancellationPage: async () => Promise.resolve({ listed: 0, running: [], signalled: 0 }),
  oldestOpenOrder: async () => Promise.resolve({}),
  letProbe: async () => Promise.resolve({ at: Date.now() }),
  missedPickups: async () => Promise.resolve({ missed: [], until: new Date().toISOString() }),
};

const storyOf = ({ name, play }: Case): Story => ({
  name,
  play: async (client) => {
    const start = accountStart(name, { policy: accountPolicy });
    const handle = await client.workflow.signalWithStart(ACCOUNT_WORKFLOW, start);
    await play(handle);
    return handle;
  },
});

await recordStories({
  folder: 'account',
  stories: cases.map(storyOf),
  activities: Object.fromEntries(
    cases.map(({ name, activities: own }) => [amazonTaskQueue(name), { ...activities, ...own }]),
  ),
});
