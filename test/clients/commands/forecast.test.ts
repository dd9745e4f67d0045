import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learnedFileIn } from '../../../activities/amazon/learned.js';
import type { ForecastReport } from '../../../clients/commands/forecast-report.js';
import { countOrders } from '../../../clients/visibility.js';
import { PURCHASE_ORDER_WORKFLOW, purchaseOrderWorkflowId } from '../../../workflows/purchase-order/messages.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import { DRY_RUN_REFERENCE, searchAttributes } from '../../../workflows/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { openOrderDesk } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { run } from '../terminal.js';

const HOUR_MS = 3_600_000;

interface Shown {
  state: FulfillmentState;
  dueInMs?: number;
  account?: string;
  labelMode?: string;
  attention?: string;
  references?: string[];
}

/** Visibility is all that a forecast reads: no worker runs, and the orders' workflows never begin. */
const shown: Shown[] = [
  { state: 'RECEIVED', dueInMs: 20 * HOUR_MS },
  { state: 'ACKNOWLEDGING', dueInMs: 19 * HOUR_MS },
  { state: 'ACKNOWLEDGED', labelMode: 'amazon', dueInMs: 30 * HOUR_MS },
  { state: 'ACKNOWLEDGED', labelMode: 'vendor-carrier', dueInMs: 30 * HOUR_MS },
  { state: 'READY_TO_SHIP', labelMode: 'amazon', dueInMs: -HOUR_MS },
  { state: 'CONFIRMING', labelMode: 'amazon', dueInMs: 3 * HOUR_MS },
  { state: 'CONFIRMING', labelMode: 'amazon', dueInMs: -HOUR_MS },
  { state: 'CONFIRMING', attention: 'Unproven', dueInMs: 3 * HOUR_MS },
  { state: 'IN_TRANSIT', labelMode: 'vendor-carrier' },
  { state: 'RECEIVED', dueInMs: HOUR_MS, references: [DRY_RUN_REFERENCE] },
  { state: 'RECEIVED', dueInMs: HOUR_MS, account: 'acme-eu' },
  { state: 'RECEIVED', account: 'acme-events' },
  { state: 'RECEIVED', account: 'acme-events' },
];

describe('forecast', () => {
  let desk: OrderDesk;
  let directory: string;
  beforeAll(async () => {
    desk = await openOrderDesk();
    directory = mkdtempSync(join(tmpdir(), 'forecast-'));
    for (const { state, dueInMs, account = 'default', labelMode, attention, references } of shown) {
      await desk.client.workflow.start(PURCHASE_ORDER_WORKFLOW, {
        workflowId: purchaseOrderWorkflowId(account, `PO${randomUUID()}`),
        taskQueue: 'nobody-polls-it',
        typedSearchAttributes: [
          { key: searchAttributes.FulfillmentState, value: state },
          { key: searchAttributes.Account, value: account },
          ...(dueInMs === undefined
            ? []
            : [{ key: searchAttributes.NextDeadline, value: new Date(Date.now() + dueInMs) }]),
          ...(labelMode === undefined ? [] : [{ key: searchAttributes.LabelMode, value: labelMode }]),
          ...(attention === undefined ? [] : [{ key: searchAttributes.Attention, value: attention }]),
          ...(references === undefined ? [] : [{ key: searchAttributes.References, value: references }]),
        ],
      });
    }
    await eventually('all are listed', async () => (await countOrders(desk.client, {})) === shown.length, 30_000);
  }, 60_000);
  afterAll(() => desk.close(), 30_000);

  const policyFile = (policy: object): string => {
    const file = join(directory, `policy-${randomUUID()}.json`);
    writeFileSync(file, JSON.stringify(policy));
    return file;
  };
  /** Five minutes for one call. */
  const slow = { quotas: { submitShipmentConfirmations: { ratePerSecond: 0.00001, burst: 1 } } };
  const report = async (args: string[], environment: Record<string, string> = {}): Promise<ForecastReport> =>
    JSON.parse(
      (await run(['forecast', ...args, '--json'], { ...desk.environment, ...environment })).stdout,
    ) as ForecastReport;

  it('says that nothing would be missed, with exit code 0, whatever is overdue already', async () => {
    const { exitCode, stdout, stderr } = await run(['forecast'], desk.environment);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^default: 10 open orders, nothing would be missed\.\n/);
    expect(stdout).toMatch(/^acknowledge +2 +– +– /m);
    expect(stdout).toMatch(/^ship +1 +– +– /m);
    expect(stdout).toMatch(/^confirm +2 +1 +– /m);
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /No quota helps: 2 for the warehouse, 1 overdue, the next due in 1 d 5 h; 1 for an answer .*; 1 on the way with your own carrier; 1 in dry run\./,
    );
    expect(stdout).toMatch(/\n\nacme-eu: 1 open order, nothing would be missed\.\n/);
  });

  it('with a quota that is too low says how many would miss what, with exit code 1', async () => {
    const environment = { ...desk.environment, POLICY_FILE: policyFile(slow) };
    const { exitCode, stdout } = await run(['forecast'], environment);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^default: 10 open orders, 1 order would miss a deadline\.\n/);
    expect(stdout).toMatch(/^confirm +2 +1 +1 +in 2 h .*submitShipmentConfirmations$/m);
  });

  it('has the same as data', async () => {
    const found = await report(['--account', 'default'], { POLICY_FILE: policyFile(slow) });
    expect(found).toMatchObject({
      at: expect.stringMatching(/Z$/) as unknown,
      wouldMiss: 1,
      accounts: [
        {
          ...{ account: 'default', orders: 10, wouldMiss: 1, dryRun: 1, batchSize: 25 },
          deadlines: [
            { deadline: 'acknowledge', orders: 2, overdue: 0, wouldMiss: 0, firstMissed: null },
            { deadline: 'ship', orders: 1, wouldMiss: 0 },
            {
              ...{ deadline: 'confirm', orders: 2, overdue: 1, wouldMiss: 1, binds: 'submitShipmentConfirmations' },
              ...{
                firstMissed: expect.stringMatching(/Z$/) as unknown,
                doneAt: expect.stringMatching(/Z$/) as unknown,
              },
            },
          ],
          waiting: {
            answer: { orders: 1, overdue: 0 },
            warehouse: { orders: 2, overdue: 1 },
            carrier: { orders: 1, overdue: 0, nextDeadline: null },
          },
        },
      ],
    });
  });

  it('counts a read for each order that shows no deadline yet, and the latest deadline that it can have', async () => {
    const environment = {
      POLICY_FILE: policyFile({
        quotas: { getOrder: { ratePerSecond: 0.0002, burst: 1 } },
        deadlines: { acknowledgeMs: 2 * HOUR_MS, acknowledgeWarningMs: HOUR_MS },
      }),
    };
    const { accounts } = await report([], environment);
    const found = accounts.find(({ account }) => account === 'acme-events');
    // Read after 1.4 and 2.8 h.
    expect(found).toMatchObject({
      ...{ orders: 2, unread: 2, wouldMiss: 1 },
      deadlines: [{ deadline: 'acknowledge', orders: 2, wouldMiss: 1, binds: 'getOrder' }],
    });
    expect(found?.quotas[0]).toEqual({
      operation: 'getOrder',
      ratePerSecond: expect.closeTo(0.000196, 9) as unknown,
      quotaPerSecond: 0.0002,
    });
    expect(accounts.map(({ account, unread }) => [account, unread]).sort()).toEqual([
      ['acme-eu', 0],
      ['acme-events', 2],
      ['default', 0],
    ]);
  });

  it('goes by what the worker has learned, where its ledger is on this machine', async () => {
    const at = Date.now() - 1_000;
    writeFileSync(
      learnedFileIn(directory, 'default'),
      JSON.stringify({ values: { 'first-poll/submitAcknowledgement': { value: 42_000, at } } }),
    );
    const key = `k1:${Buffer.alloc(32).toString('base64')}`;
    const { accounts } = await report(['--account', 'default'], { LEDGER_DIR: directory, DOCUMENTS_KEY: key });
    expect(accounts[0]?.latencies[0]).toEqual({ step: 'acknowledgement', latencyMs: 42_000, isLearned: true });
    expect(accounts[0]?.latencies[1]).toMatchObject({ step: 'label', isLearned: false });
  });

  it('refuses an account that is not configured', async () => {
    const { exitCode, stderr } = await run(['forecast', '--account', 'nobody'], desk.environment);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--account: "nobody" is not configured/);
  });
});
