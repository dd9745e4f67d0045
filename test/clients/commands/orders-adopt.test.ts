import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { depart, queryView, resolve } from '../../../clients/purchase-orders.js';
import type { PurchaseOrderInput } from '../../../workflows/purchase-order/messages.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import { eventually } from '../../support/eventually.js';
import { openOrderDesk } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { run } from '../terminal.js';

const named = (purchaseOrderNumber: string) => ({ account: 'default', purchaseOrderNumber });

describe('orders adopt', () => {
  let desk: OrderDesk;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'orders-adopt-'));
    desk = await openOrderDesk();
    await desk.startWorker();
  }, 60_000);
  afterAll(() => desk.close(), 30_000);

  const adopt = (...args: string[]) => run(['orders', 'adopt', ...args], desk.environment);
  const untilState = (number: string, state: FulfillmentState) =>
    eventually(`${number} is ${state}`, async () => (await queryView(desk.client, named(number))).state === state);
  const untilEnded = (number: string) =>
    eventually(`${number} has ended`, async () => {
      const { status } = await desk.client.workflow.getHandle(`po/default/${number}`).describe();
      return status.name === 'COMPLETED';
    });

  it('starts an order as one that a person took on, and leaves a running one alone', async () => {
    const first = await adopt('NEW1');
    expect([first.exitCode, first.stdout]).toEqual([0, 'NEW1  started\n']);
    const second = await adopt('NEW1');
    expect([second.exitCode, second.stdout]).toEqual([0, 'NEW1  running already\n']);
    const { events } = await desk.client.workflow.getHandle('po/default/NEW1').fetchHistory();
    const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const input = JSON.parse(Buffer.from(payload!.data!).toString()) as PurchaseOrderInput;
    expect(input).toMatchObject({
      ...named('NEW1'),
      adopted: true,
      policy: { acknowledgement: { decide: 'accept' } },
    });
  });

  it('leaves an order ended that ended by itself, and says how', async () => {
    await adopt('DONE1');
    await untilState('DONE1', 'READY_TO_SHIP');
    await depart(desk.client, named('DONE1'), { departedAt: new Date().toISOString() });
    await untilEnded('DONE1');
    const { exitCode, stdout } = await adopt('DONE1', 'NEW2');
    expect(exitCode).toBe(1);
    expect(stdout).toBe('DONE1  ended  COMPLETED\nNEW2  started\n1 started, 0 running already, 1 ended.\n');
  });

  it('starts an order anew that a person has closed', async () => {
    await adopt('NOMODE1');
    await eventually(
      'it asks',
      async () => (await queryView(desk.client, named('NOMODE1'))).attention.items.length > 0,
    );
    await resolve(desk.client, named('NOMODE1'), { attentionId: 'chooseLabelMode-1', answer: 'abort' });
    await untilEnded('NOMODE1');
    const { exitCode, stdout } = await adopt('NOMODE1');
    expect([exitCode, stdout]).toEqual([0, 'NOMODE1  started\n']);
    await untilState('NOMODE1', 'RECEIVED');
  });

  it('takes numbers from a file as well, each once', async () => {
    const file = join(directory, 'orders.txt');
    writeFileSync(file, '\ufeffFILE1\r\n\r\n# Monday\nFILE2  # late\nFILE1\n');
    const { stdout } = await adopt('FILE3', '--file', file, '--json');
    expect(JSON.parse(stdout)).toEqual({
      started: 3,
      running: 0,
      ended: 0,
      failed: 0,
      orders: ['FILE3', 'FILE1', 'FILE2'].map((number) => ({
        ...named(number),
        outcome: 'started',
        state: null,
        isDryRun: false,
        problem: null,
      })),
    });
  });

  it('does not begin an order live whose account is still in dry run', async () => {
    const { exitCode, stderr } = await run(['orders', 'adopt', 'DRY1', '--after-dry-run'], {
      ...desk.environment,
      DRY_RUN: 'true',
    });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/--after-dry-run: the account is still in dry run/)]);
  });

  it.each([
    // rule, arguments, fault
    ['no order at all', [], /ORDER: name at least one order/],
    ['a file that is not there', ['--file', '/none/orders.txt'], /--file: .* cannot be read \(ENOENT\)/],
    ['a number that is none', ['PO-1', 'PO2'], /ORDER: "PO-1" is no purchase order number/],
    ['an account that is not configured', ['PO2', '--account', 'nobody'], /--account: "nobody" is not configured/],
  ])('%s is refused, and nothing is started', async (_rule, args, fault) => {
    const { exitCode, stderr } = await adopt(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(fault);
  });
});
