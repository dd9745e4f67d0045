import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import { createMissedPickups } from '../../../activities/account/missed-pickups.js';
import type { PickupCalendar } from '../../../activities/account/pickup-times.js';
import type {
  AccountActivities,
  LetProbeInput,
  MissedPickupsInput,
  PageInput,
} from '../../../workflows/account/activities.js';
import { ACCOUNT_WORKFLOW, accountWorkflowId, viewQuery } from '../../../workflows/account/messages.js';
import type { AccountPolicy } from '../../../workflows/account/policy.js';
import type { AccountState } from '../../../workflows/account/state.js';
import type { account } from '../../../workflows/account/workflow.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../../workflows/purchase-order/messages.js';
import type { Notice, NotifyInput } from '../../../workflows/steps/notices.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { timeSkippingServer } from '../../support/servers.js';
import { accountPolicy, MINUTE } from './accounts.js';

export type AccountHandle = WorkflowHandle<typeof account>;

/** A page that somebody asked for. */
export interface AskedPage extends PageInput {
  job: 'sweep' | 'gap' | 'cancellations';
}

/** Orders of a made-up Amazon: lists by what became available in a window, two to a page. */
export interface OrderList {
  /** Epoch ms by number. */
  orders: Map<string, number>;
  started: string[];
  asked: AskedPage[];
  /** Thrown by every page while it says so. */
  failure: ((page: AskedPage) => ApplicationFailure | undefined) | undefined;
}

/** Accounts on a server that skips time. */
export interface AccountTime {
  list: OrderList;
  notices: Notice[];
  /** The process that talks to Amazon, as far as probes reach it. */
  breaker: { asked: LetProbeInput[]; failure: ApplicationFailure | undefined };
  /** Of all accounts. */
  floor: { warehouses: PickupCalendar[]; ready: Map<string, string[]>; looks: number };
  now(): Promise<number>;
  start(name: string, policy?: Partial<AccountPolicy>, goLiveAt?: number): Promise<AccountHandle>;
  view(handle: AccountHandle): Promise<AccountState>;
  skip(ms: number): Promise<void>;
  /** Skips time minute by minute until the account is as wanted. */
  until(
    handle: AccountHandle,
    what: string,
    holds: (state: AccountState) => boolean | Promise<boolean>,
  ): Promise<AccountState>;
  stop(): Promise<void>;
}

export async function startAccountTime(names: readonly string[]): Promise<AccountTime> {
  installQuietRuntime();
  const env = await timeSkippingServer();
  const list: OrderList = { orders: new Map(), started: [], asked: [], failure: undefined };
  const notices: Notice[] = [];
  const breaker: AccountTime['breaker'] = { asked: [], failure: undefined };
  const floor: AccountTime['floor'] = { warehouses: [], ready: new Map(), looks: 0 };
  const common = { connection: env.nativeConnection, namespace: env.namespace };
  const activities = {
    ...activitiesOf(list),
    letProbe: async (input: LetProbeInput) => {
      breaker.asked.push(input);
      if (breaker.failure !== undefined) throw breaker.failure;
      return { at: await env.currentTimeMs() };
    },
    missedPickups: async (input: MissedPickupsInput) => {
      const now = await env.currentTimeMs();
      floor.looks += 1;
      return createMissedPickups({
        warehouses: floor.warehouses,
        workflows: {
          ready: async (_account, warehouse) => {
            const numbers = floor.ready.get(warehouse) ?? [];
            return { count: numbers.length, some: numbers.slice(0, 10) };
          },
        },
        clock: () => now,
      })(input);
    },
    notify: async ({ notices: given }: NotifyInput) => void notices.push(...given),
  };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: WORKFLOW_TASK_QUEUE, workflowBundle: { codePath: workflowBundlePath } }),
    ...names.map((name) => Worker.create({ ...common, taskQueue: amazonTaskQueue(name), activities })),
  ]);
  const running = workers.map((worker) => worker.run());
  const view = (handle: AccountHandle): Promise<AccountState> => handle.query(viewQuery);
  return {
    list,
    notices,
    breaker,
    floor,
    now: () => env.currentTimeMs(),
    start: (name, policy = {}, goLiveAt) =>
      env.client.workflow.start<typeof account>(ACCOUNT_WORKFLOW, {
        workflowId: accountWorkflowId(name),
        taskQueue: WORKFLOW_TASK_QUEUE,
        args: [
          {
            account: name,
            settings: {
              policy: { ...accountPolicy, ...policy },
              ...(goLiveAt === undefined ? {} : { goLiveAt: new Date(goLiveAt).toISOString() }),
            },
          },
        ],
      }),
    view,
    skip: (ms) => env.sleep(ms),
    until: async (handle, what, holds) => {
      for (let minutes = 0; minutes < 3_000; minutes += 1) {
        const state = await view(handle);
        if (await holds(state)) return state;
        // The worker shares this machine: it gets its turn before the clock moves on.
        await new Promise((resolve) => setTimeout(resolve, 5));
        await env.sleep(MINUTE);
      }
      throw new Error(`Not within days: ${what}; the account is ${JSON.stringify(await view(handle))}`);
    },
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    },
  };
}

const PAGE = 2;

/** What a made-up Amazon answers. */
export function activitiesOf(list: OrderList): Omit<AccountActivities, 'letProbe' | 'missedPickups'> {
  const pageOf = (asked: AskedPage) => {
    list.asked.push(asked);
    const failure = list.failure?.(asked);
    if (failure !== undefined) throw failure;
    const [after, before] = [Date.parse(asked.createdAfter), Date.parse(asked.createdBefore)];
    const numbers = [...list.orders].filter(([, at]) => at > after && at < before).map(([number]) => number);
    const from = Number(asked.nextToken ?? 0);
    const rest = from + PAGE < numbers.length ? { nextToken: String(from + PAGE) } : {};
    return { numbers: numbers.slice(from, from + PAGE), rest };
  };
  const startAll = ({ numbers, rest }: ReturnType<typeof pageOf>) => {
    const missing = numbers.filter((number) => !list.started.includes(number));
    list.started.push(...missing);
    const { length } = numbers;
    return { listed: length, started: missing.length, running: length - missing.length, ended: 0, skipped: 0, ...rest };
  };
  return {
    sweepPage: async ({ wanted: _wanted, ...input }) => startAll(pageOf({ ...input, job: 'sweep' })),
    gapPage: async (input) => startAll(pageOf({ ...input, job: 'gap' })),
    cancellationPage: async ({ told: _told, ...input }) => {
      pageOf({ ...input, job: 'cancellations' });
      return { listed: 0, running: [], signalled: 0 };
    },
    oldestOpenOrder: async () => ({}),
  };
}

/** What an attempt throws while Amazon does not answer: the server tries again. */
export const unavailable = (): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'Unavailable',
    message: 'getOrders was not answered.',
    nextRetryDelay: '1 minute',
  });
