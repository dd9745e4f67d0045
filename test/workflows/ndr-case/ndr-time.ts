import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandleWithSignaledRunId } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createAmazon } from '../../../activities/amazon/create-amazon.js';
import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryStore } from '../../../activities/documents/directory-store.js';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import { createDirectoryLedger } from '../../../activities/ledger/directory-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import type { AddressReply } from '../../../activities/ndr-case/address-hook.js';
import { createNdrCaseActivities } from '../../../activities/ndr-case/index.js';
import { readPush } from '../../../clients/ndr/push.js';
import { startLocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import { NDR_CASE_WORKFLOW, reportSignal, resolveUpdate, viewQuery } from '../../../workflows/ndr-case/messages.js';
import type { ReportInput, ResolveNdrInput } from '../../../workflows/ndr-case/messages.js';
import type { NdrPolicy } from '../../../workflows/ndr-case/policy.js';
import { ndrCaseStart } from '../../../workflows/ndr-case/start.js';
import { isCaseEnd } from '../../../workflows/ndr-case/state.js';
import type { NdrCaseState } from '../../../workflows/ndr-case/state.js';
import type { ndrCase } from '../../../workflows/ndr-case/workflow.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../../workflows/purchase-order/messages.js';
import type { Notice, NotifyInput } from '../../../workflows/steps/notices.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { timeSkippingServer } from '../../support/servers.js';
import { MINUTE, ndrPolicy, parcel } from './reports-of.js';

export type CaseHandle = WorkflowHandleWithSignaledRunId<typeof ndrCase>;

/** The desk on a server that skips time, with a local Amazon that keeps the same time. */
export interface NdrTime {
  amazon: LocalAmazon;
  ledger: Ledger;
  documents: DocumentStore;
  notices: Notice[];
  /** What the address hook answers; it is asked by rules only. */
  hook: { answers: AddressReply[]; asked: number };
  now(): Promise<number>;
  /** Hands a report over as the receiver does: with the start, if there is no case. */
  report(trackingId: string, input: ReportInput, policy?: Partial<NdrPolicy>): Promise<CaseHandle>;
  /** The same with an envelope of the local Amazon. */
  push(envelope: object, policy?: Partial<NdrPolicy>): Promise<CaseHandle>;
  view(handle: CaseHandle): Promise<NdrCaseState>;
  /** Answers the open item. */
  answer(handle: CaseHandle, input: Omit<ResolveNdrInput, 'attentionId'>): Promise<void>;
  notes(text: string): Promise<string>;
  skip(ms: number): Promise<void>;
  /** Skips time, minute by minute by default, until the case is as wanted. */
  until(
    handle: CaseHandle,
    what: string,
    holds: (ndr: NdrCaseState) => boolean,
    stepMs?: number,
  ): Promise<NdrCaseState>;
  untilEnd(handle: CaseHandle): Promise<NdrCaseState>;
  stop(): Promise<void>;
}

export async function startNdrTime(options: { isForgetful?: boolean } = {}): Promise<NdrTime> {
  installQuietRuntime();
  const env = await timeSkippingServer();
  const directory = mkdtempSync(join(tmpdir(), 'ndr-time-'));
  let now = await env.currentTimeMs();
  const clock = () => now;
  const keepTime = async (): Promise<number> => (now = await env.currentTimeMs());
  const amazon = await startLocalAmazon({ clock, tokenLifetimeSeconds: 10 ** 8 });
  const cipher = createCipher([{ id: 'test', key: randomBytes(32) }]);
  const ledger = createDirectoryLedger({ directory: join(directory, 'ledger'), cipher });
  const documents = createDirectoryStore({ directory: join(directory, 'documents'), cipher });
  const { environment } = amazon;
  const { account } = parcel;
  const hook: NdrTime['hook'] = { answers: [], asked: 0 };
  const notices: Notice[] = [];
  const activities = createNdrCaseActivities({
    ...createAmazon({
      account: {
        account,
        endpoint: environment.SP_API_ENDPOINT,
        lwaEndpoint: environment.LWA_ENDPOINT,
        clientId: environment.LWA_CLIENT_ID,
        clientSecret: environment.LWA_CLIENT_SECRET,
        refreshToken: environment.LWA_REFRESH_TOKEN,
        invoices: false,
        dryRun: false,
      },
      ledger,
      clock,
      logger: pino({ level: 'silent' }),
      product: { name: 'amazon-fulfillment-worker', version: '0.0.0' },
      stopping: new AbortController().signal,
    }),
    ledger,
    documents,
    clock,
    isDryRun: false,
    windows: { windowMs: 30 * MINUTE },
    polling: { firstMs: MINUTE, factor: 1.5, maxMs: 5 * MINUTE },
    addressHook: {
      ask: () => {
        hook.asked += 1;
        return Promise.resolve(hook.answers.shift() ?? { kind: 'failed', because: 'no answer (ECONNREFUSED)' });
      },
      retry: { firstMs: 5_000, factor: 2, maxMs: 5 * MINUTE },
    },
  });
  const notify = async ({ notices: given }: NotifyInput): Promise<void> => void notices.push(...given);
  const common = { connection: env.nativeConnection, namespace: env.namespace };
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: WORKFLOW_TASK_QUEUE,
      workflowBundle: { codePath: workflowBundlePath },
      ...(options.isForgetful === true ? { maxCachedWorkflows: 0 } : {}),
    }),
    await Worker.create({
      ...common,
      taskQueue: amazonTaskQueue(account),
      activities: { ...activities, notify },
      interceptors: {
        activity: [
          () => ({
            inbound: {
              // The server's clock skips; the activities' and Amazon's follow it.
              async execute(input, next) {
                await keepTime();
                return next(input);
              },
            },
          }),
        ],
      },
    }),
  ];
  const running = workers.map((worker) => worker.run());
  const view = (handle: CaseHandle): Promise<NdrCaseState> => handle.query(viewQuery);
  const report: NdrTime['report'] = async (trackingId, input, policy = {}) =>
    env.client.workflow.signalWithStart<typeof ndrCase, [ReportInput]>(NDR_CASE_WORKFLOW, {
      ...ndrCaseStart({ ...parcel, trackingId, policy: { ...ndrPolicy, ...policy } }),
      signal: reportSignal,
      signalArgs: [input],
    });
  const until: NdrTime['until'] = async (handle, what, holds, stepMs = MINUTE) => {
    for (let steps = 0; steps < 2_000; steps += 1) {
      const ndr = await view(handle);
      if (holds(ndr)) return ndr;
      // The worker shares this machine: it gets its turn before the clock moves on.
      await new Promise((resolve) => setTimeout(resolve, 5));
      await env.sleep(stepMs);
      await keepTime();
    }
    throw new Error(`Not in time: ${what}; the case is ${JSON.stringify(await view(handle))}`);
  };
  return {
    amazon,
    ledger,
    documents,
    notices,
    hook,
    now: keepTime,
    report,
    push: async (envelope, policy) => {
      const read = readPush(Buffer.from(JSON.stringify(envelope)));
      if ('fault' in read) throw new Error(read.fault);
      return report(read.push.trackingId, { report: read.push.report }, policy);
    },
    view,
    answer: async (handle, input) => {
      const { attention } = await view(handle);
      const attentionId = attention.items[0]?.attentionId ?? 'none';
      await handle.executeUpdate(resolveUpdate, { args: [{ attentionId, actor: 'asha', ...input }] });
    },
    notes: async (text) => (await documents.put(Buffer.from(text), 'text/plain')).documentId,
    skip: async (ms) => {
      await env.sleep(ms);
      await keepTime();
    },
    until,
    untilEnd: (handle) => until(handle, 'an end', ({ state }) => isCaseEnd(state), 60 * MINUTE),
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await amazon.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
