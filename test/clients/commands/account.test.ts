import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NativeConnection, Worker } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';
import { Command } from 'commander';
import { accountCommand } from '../../../clients/commands/account.js';
import { asText, failureReport } from '../../../clients/commands/failure-report.js';
import { createSession } from '../../../clients/commands/session.js';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import type { AccountActivities } from '../../../workflows/account/activities.js';
import { ACCOUNT_WORKFLOW, accountWorkflowId } from '../../../workflows/account/messages.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../../workflows/purchase-order/messages.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { accountPolicy } from '../../workflows/account/accounts.js';
import { openShownOrders } from '../stand-in/shown-orders.js';
import type { ShownOrders } from '../stand-in/shown-orders.js';
import type { Ran } from '../terminal.js';

/** Runs a command under `account` in this process: only what is given is its environment. */
async function run(args: readonly string[], environment: Record<string, string>): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const session = createSession({
    environment,
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    now: Date.now,
  });
  const program = new Command('fulfillment').option('--json').exitOverride();
  program.configureOutput({ writeErr: () => undefined }).hook('preAction', (_program, command) => {
    session.isJson = command.optsWithGlobals<{ json?: boolean }>().json === true;
  });
  accountCommand(program, session);
  try {
    await program.parseAsync(['account', ...args], { from: 'user' });
    return { exitCode: session.exitCode, ...written };
  } catch (error) {
    const report = failureReport(error);
    return { exitCode: report.exitCode, stdout: written.stdout, stderr: written.stderr + asText(report) };
  }
}

/** What one account of a made-up Amazon answers. */
const page = { listed: 3, started: 1, running: 1, ended: 1, skipped: 0 };

describe('account', () => {
  let shown: ShownOrders;
  let connection: NativeConnection;
  let workers: Worker[];
  let running: Promise<unknown>;
  let failure: ApplicationFailure | undefined;
  const activities: AccountActivities & { notify: () => Promise<void> } = {
    sweepPage: async () => {
      if (failure !== undefined) throw failure;
      return page;
    },
    gapPage: async () => ({ ...page, listed: 10_000 }),
    cancellationPage: async () => ({ listed: 2, running: ['PO1'], signalled: 1 }),
    oldestOpenOrder: async () => ({ startedAt: Date.now() - 3_600_000 }),
    letProbe: async () => ({ at: Date.now() }),
    missedPickups: async () => ({ missed: [], until: new Date().toISOString() }),
    notify: async () => undefined,
  };
  beforeAll(async () => {
    installQuietRuntime();
    shown = await openShownOrders();
    const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = shown.environment;
    connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS! });
    const common = { connection, namespace: TEMPORAL_NAMESPACE! };
    workers = await Promise.all([
      Worker.create({ ...common, taskQueue: WORKFLOW_TASK_QUEUE, workflowBundle: { codePath: workflowBundlePath } }),
      Worker.create({ ...common, taskQueue: amazonTaskQueue('default'), activities }),
    ]);
    running = Promise.all(workers.map((worker) => worker.run()));
    await shown.client.workflow.start(ACCOUNT_WORKFLOW, {
      workflowId: accountWorkflowId('default'),
      taskQueue: WORKFLOW_TASK_QUEUE,
      args: [{ account: 'default', settings: { policy: accountPolicy } }],
    });
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  }, 30_000);

  const account = (...args: string[]) => run(args, shown.environment);

  it('sweep waits for the sweep and says what it found', async () => {
    expect(await account('sweep')).toEqual({
      exitCode: 0,
      stdout: 'default  done  3 listed, 1 started, 1 run, 1 ended\n',
      stderr: '',
    });
  });

  it.each([
    ['gap', /^default {2}done {2}10,000 listed, 1 started, 1 run, 1 ended\n$/],
    // A day and an hour of orders: one window.
    ['cancellations', /^default {2}done {2}2 listed, 1 run, [01] told\n$/],
  ])('sweep --job %s says what it found', async (job, says) => {
    expect(await account('sweep', '--job', job)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(says) as unknown,
    });
  });

  it('sweep --no-wait returns at once, and --json has the ticket', async () => {
    const { exitCode, stdout } = await account('sweep', '--no-wait', '--json');
    const document = JSON.parse(stdout) as unknown;
    expect([exitCode, document]).toEqual([
      0,
      { account: 'default', job: 'sweep', ticket: expect.any(Number) as unknown },
    ]);
  });

  it('sweep says why it cannot get on, and that it is tried again', async () => {
    failure = ApplicationFailure.create({ type: 'Rejected', message: 'Amazon refused getOrders.', nonRetryable: true });
    const { exitCode, stderr } = await account('sweep');
    expect([exitCode, stderr]).toEqual([
      1,
      'It cannot get on and is tried again by itself: Rejected. Amazon refused getOrders.',
    ]);
    const shownThen = await account('show');
    expect(shownThen.stdout).toMatch(/cannot get on since .* UTC: Rejected\. Amazon refused getOrders\./);
    failure = undefined;
    expect((await account('sweep')).exitCode).toBe(0);
  });

  it('show says how far it is, what is next, and what the last time found', async () => {
    const { exitCode, stdout } = await account('show');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^default {2}sweeping\n {2}Listed up to {3}\d{4}-.* UTC \(.* behind\)\n {2}Not before/);
    expect(stdout).toMatch(/New orders {5}.*: 3 listed, 1 started, 1 run, 1 ended; next in 1\d min/);
    const { accounts } = JSON.parse((await account('show', '--json')).stdout) as {
      accounts: { account: string; pause: unknown; jobs: { job: string; last: unknown }[] }[];
    };
    expect(accounts).toMatchObject([{ account: 'default', pause: null }]);
    expect(accounts[0]?.jobs.map(({ job }) => job)).toEqual(['sweep', 'cancellations', 'gap']);
  });

  it('pause says by whom and why, sweep is refused meanwhile, resume goes on', async () => {
    const paused = await account('pause', '--actor', 'ann', '--reason', 'moving house');
    expect([paused.exitCode, paused.stdout]).toEqual([
      0,
      expect.stringMatching(/^default {2}paused {2}by ann since .* UTC: moving house\n$/),
    ]);
    expect((await account('pause', '--actor', 'bob')).stdout).toBe(paused.stdout);
    expect((await account('show')).stdout).toContain('default  paused by ann since');
    const refused = await account('sweep');
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('paused by ann')]);
    expect(await account('resume')).toMatchObject({ exitCode: 0, stdout: 'default  sweeping\n' });
    expect((await account('sweep')).exitCode).toBe(0);
  });

  it.each([
    [['sweep', '--job', 'all'], /--job: must be one of sweep, cancellations, gap/],
    [['pause', 'nobody'], /ACCOUNT: "nobody" is not configured; there are default/],
    [['pause', '--reason', ''], /--reason: must be a non-empty text/],
  ])('%j is refused before anything is asked', async (args, says) => {
    const { exitCode, stderr } = await account(...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(says)]);
  });

  it('says that nothing sweeps an account that no worker has begun', async () => {
    const environment = { ...shown.environment, SP_API_ACCOUNT: 'other' };
    for (const command of ['show', 'sweep', 'pause']) {
      const { exitCode, stderr } = await run([command], environment);
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining('Account other is not kept in this namespace')]);
    }
  });

  it('says so of an account that somebody has terminated, and does not show what it did last', async () => {
    await shown.client.workflow.getHandle(accountWorkflowId('default')).terminate();
    for (const command of ['show', 'sweep', 'resume']) {
      const { exitCode, stdout, stderr } = await account(command);
      expect([exitCode, stdout, stderr]).toEqual([
        1,
        '',
        expect.stringContaining('Account default is not kept in this namespace'),
      ]);
    }
  });
});
