import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryLedger } from '../../../activities/ledger/directory-ledger.js';
import { startPurchaseOrder } from '../../../clients/purchase-orders.js';
import { listOrders } from '../../../clients/visibility.js';
import { eventually } from '../../support/eventually.js';
import { openOrderDesk, policy } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { run } from '../terminal.js';
import type { Ran } from '../terminal.js';

const orders = ['SHOWN', 'DEPARTS1', 'DEPARTS2', 'VOC1', 'VOC2', 'LATER', 'NOMODE1', 'NOMODE2', 'NOMODE3', 'NOMODE4'];

describe('commands about orders', () => {
  let desk: OrderDesk;
  beforeAll(async () => {
    desk = await openOrderDesk();
    await desk.startWorker();
    for (const purchaseOrderNumber of orders) {
      await startPurchaseOrder(desk.client, { account: 'default', purchaseOrderNumber, policy });
    }
    await eventually('all wait for somebody', async () => {
      const listed = await listOrders(desk.client, {});
      return (
        listed.length === orders.length &&
        listed.every(({ state, attention }) => state === 'READY_TO_SHIP' || attention !== null)
      );
    });
  }, 60_000);
  afterAll(() => desk.close(), 30_000);

  const fulfillment = (...args: string[]): Promise<Ran> => run(args, desk.environment);
  const json = async (...args: string[]): Promise<unknown> => JSON.parse((await fulfillment(...args, '--json')).stdout);

  it('list prints a row for each order, and the same with --json', async () => {
    const { exitCode, stdout } = await fulfillment('orders', 'list', '--state', 'READY_TO_SHIP');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^SHOWN +.*WH01 +in 1 d 23 h \(/m);
    await expect(json('orders', 'list', '--state', 'READY_TO_SHIP')).resolves.toMatchObject({
      orders: expect.arrayContaining([
        expect.objectContaining({ purchaseOrderNumber: 'SHOWN', state: 'READY_TO_SHIP' }),
      ]),
    });
  });

  it('list shows no more than its limit', async () => {
    await expect(json('orders', 'list', '--attention', '--limit', '1')).resolves.toMatchObject({
      orders: { length: 1 },
    });
  });

  it('list without a match says so', async () => {
    expect((await fulfillment('orders', 'list', '--warehouse', 'NONE')).stdout).toBe('No order matches.\n');
    await expect(json('orders', 'list', '--warehouse', 'NONE')).resolves.toMatchObject({ total: 0, orders: [] });
  });

  it('show has state, life, whose move, what to type, deadlines, lines and label', async () => {
    const { stdout } = await fulfillment('orders', 'show', 'SHOWN');
    for (const row of [
      /^State +READY_TO_SHIP$/m,
      /^Whose move +warehouse$/m,
      /^Next step +Ship, then report/m,
      /^ +fulfillment orders depart SHOWN$/m,
      /^Next deadline +in 1 d 23 h \(/m,
      /^ {2}✓ RECEIVED +\d{4}-.* UTC {2}ordered$/m,
      /^ {2}▸ READY_TO_SHIP +/m,
      /^ {4}COMPLETED$/m,
      /^ {2}acknowledge +met, due \d{4}-/m,
      /^ {2}ship +open, in 1 d 23 h \(/m,
      /^ {2}1 {2}SKU-1 {2}× 2$/m,
      /^ {2}label +1ZSHOWN {2}PNG {2}document label-1$/m,
    ]) {
      expect(stdout).toMatch(row);
    }
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    await expect(json('orders', 'show', 'SHOWN')).resolves.toMatchObject({
      workflowId: 'po/default/SHOWN',
      status: 'RUNNING',
      whoseMove: 'warehouse',
      nextCommand: ['fulfillment', 'orders', 'depart', 'SHOWN'],
      nextDeadline: expect.stringMatching(/Z$/),
      endedAt: null,
      deadlines: expect.arrayContaining([expect.objectContaining({ name: 'ship', status: 'open' })]),
      order: { state: 'READY_TO_SHIP', order: { shipFromParty: 'WH01' } },
    });
  });

  it('show has every open item with its next step, and what to type for each answer', async () => {
    const { stdout } = await fulfillment('orders', 'show', 'NOMODE1');
    expect(stdout).toMatch(/Waits for a person\n {2}LabelModeMissing {2}chooseLabelMode-1 {2}due in /);
    expect(stdout).toMatch(/Next step: Add it to WAREHOUSES_FILE/);
    expect(stdout).toContain('    fulfillment attention resolve NOMODE1 retry\n');
    expect(stdout).toContain('    fulfillment attention resolve NOMODE1 abort\n');
  });

  it('show says what to set to see what was sent, and shows it where that is set', async () => {
    const ledger = await ledgerWith('SHOWN');
    const without = await fulfillment('orders', 'show', 'SHOWN');
    expect(without.stdout).toMatch(/Sent to Amazon\n {2}To see it, set DOCUMENTS_KEY \(and LEDGER_DIR\)/);
    const { stdout } = await run(['orders', 'show', 'SHOWN'], { ...desk.environment, ...ledger });
    expect(stdout).toMatch(/Sent to Amazon\n {2}submitAcknowledgement, send 1: proven\n/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('by policy; transaction t-1; request r-1; proven by evidence');
    expect(stdout).not.toContain('secret body');
  });

  it('show has what the order has cost: actions and events in Temporal, calls to Amazon where the ledger is', async () => {
    const ledger = await ledgerWith('SHOWN');
    const { stdout } = await run(['orders', 'show', 'SHOWN'], { ...desk.environment, ...ledger });
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      / Cost \d+ Temporal actions \(1 start, 3 activities, \d+ timers?, \d+ upserts?\) and \d+ events; 1 write to Amazon, its share 1\.00 calls \(submitAcknowledgement alone\) /,
    );
    await expect(json('orders', 'show', 'SHOWN')).resolves.toMatchObject({
      cost: { temporal: { starts: 1, activities: 3, retries: 0 }, temporalProblem: null, amazon: null },
    });
  });

  it('show has what the ledger knows of an order that Temporal has forgotten', async () => {
    const ledger = await ledgerWith('FORGOTTEN');
    const { exitCode, stdout } = await run(['orders', 'show', 'FORGOTTEN'], { ...desk.environment, ...ledger });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^State +Temporal no longer knows this order/m);
    expect(stdout).toContain('submitAcknowledgement, send 1: proven');
    const shown = await run(['orders', 'show', 'FORGOTTEN', '--json'], { ...desk.environment, ...ledger });
    expect(JSON.parse(shown.stdout)).toMatchObject({ workflowId: null, order: null, sends: [{ status: 'accepted' }] });
  });

  it('show of an unknown order is one error', async () => {
    const { exitCode, stdout, stderr } = await fulfillment('orders', 'show', 'NOBODY');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Temporal knows no purchase order NOBODY of account default\./);
  });

  it('depart reports on every order, and one that refuses does not hold up the others', async () => {
    const ran = await fulfillment('orders', 'depart', 'DEPARTS1', 'VOC1', 'NOBODY', 'DEPARTS2', '--actor', 'dock-1');
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toMatch(/^DEPARTS1 {2}departed {2}CONFIRMING$/m);
    expect(ran.stdout).toMatch(/^DEPARTS2 {2}departed {2}CONFIRMING$/m);
    expect(ran.stdout).toMatch(
      /^VOC1 {2}refused {2}Label mode vendor-carrier needs the trackingNumber of every package\.$/m,
    );
    expect(ran.stdout).toMatch(/^NOBODY {2}not departed {2}Temporal knows no purchase order/m);
    expect(ran.stdout).toMatch(/2 departed, 2 not\.\n$/);
  });

  it('depart passes everything on that it was given', async () => {
    const departed = fulfillment(
      ...['orders', 'depart', 'VOC2', '--at', '2020-01-01T00:00:00Z', '--tracking', '1Z9', '--json'],
    );
    const { exitCode, stdout } = await departed;
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ done: 0, notDone: 1, orders: [{ problem: { kind: 'refused' } }] });
    await expect(
      json(
        ...['orders', 'depart', 'VOC2', '--tracking', '1Z9', '--carrier', 'UPSN', '--weight', '1.2kg'],
        ...['--manifest', 'L-17', '--actor', 'dock-2', '--reason', 'last truck', '--request-id', 'r-1'],
      ),
    ).resolves.toEqual({
      done: 1,
      notDone: 0,
      orders: [
        { account: 'default', purchaseOrderNumber: 'VOC2', done: true, state: 'CONFIRMING', note: null, problem: null },
      ],
    });
    await expect(json('orders', 'show', 'VOC2')).resolves.toMatchObject({
      order: {
        departure: {
          trackingNumber: '1Z9',
          carrier: 'UPSN',
          weight: { value: '1.2', unitOfMeasure: 'KG' },
          manifestId: 'L-17',
        },
        audit: [{ action: 'depart', actor: 'dock-2', reason: 'last truck', requestId: 'r-1' }],
      },
    });
    expect((await fulfillment('orders', 'show', 'VOC2')).stdout).toMatch(
      /UTC +dock-2: depart, departed \d{4}-\S+,\n +"last truck"$/m,
    );
  });

  it('reject is refused in the words of the workflow', async () => {
    const { exitCode, stdout } = await fulfillment('orders', 'reject', 'LATER', '--code', '03');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^LATER {2}refused {2}reject is possible while RECEIVED; the order is READY_TO_SHIP\./);
  });

  it('reject ends an order that is still RECEIVED', async () => {
    const { exitCode } = await fulfillment('orders', 'reject', 'NOMODE4', '--code', '03', '--description', 'gone');
    expect(exitCode).toBe(0);
    await eventually('it ended', async () =>
      (await fulfillment('orders', 'show', 'NOMODE4')).stdout.includes('REJECTED'),
    );
    await eventually('it is listed as ended', async () =>
      (await fulfillment('orders', 'list', '--ended')).stdout.includes('NOMODE4'),
    );
  });

  it('attention resolve answers the only open item', async () => {
    const { exitCode, stdout } = await fulfillment(
      ...['attention', 'resolve', 'NOMODE2', 'retry', '--data', '{"labelMode":"vendor-label"}'],
    );
    expect([exitCode, stdout]).toEqual([0, 'NOMODE2  answered  RECEIVED\n']);
    await eventually('it goes on', async () =>
      (await fulfillment('orders', 'show', 'NOMODE2')).stdout.includes('vendor-label'),
    );
  });

  it('attention resolve asks which item when several are open', async () => {
    await desk.client.workflow.getHandle('po/default/NOMODE3').cancel();
    await eventually('both are open', async () =>
      (await fulfillment('attention', 'list')).stdout.includes('NOMODE3  CancelRequested'),
    );
    const asked = await fulfillment('attention', 'resolve', 'NOMODE3', 'abort');
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toMatch(/--item: several items are open.*chooseLabelMode-1 \(.*cancel-2 \(/s);
    const chosen = await fulfillment('attention', 'resolve', 'NOMODE3', 'resume', '--item', 'cancel-2');
    expect(chosen.exitCode).toBe(0);
  });

  it('attention resolve shows why an answer is refused', async () => {
    const wrong = await fulfillment('attention', 'resolve', 'NOMODE1', 'skip');
    expect([wrong.exitCode, wrong.stdout]).toEqual([
      1,
      'NOMODE1  refused  chooseLabelMode-1 takes retry, abort, not "skip".\n',
    ]);
    const nothing = await fulfillment('attention', 'resolve', 'SHOWN', 'retry');
    expect([nothing.exitCode, nothing.stderr]).toEqual([
      1,
      'Nothing waits for a person at SHOWN; it is READY_TO_SHIP.\n',
    ]);
  });

  it('without a worker, lists still work, and what needs one says so', async () => {
    await desk.stopWorker();
    const [listed, shown] = await Promise.all([fulfillment('orders', 'list'), fulfillment('orders', 'show', 'LATER')]);
    expect(listed.exitCode).toBe(0);
    expect([shown.exitCode, shown.stdout]).toEqual([1, '']);
    expect(shown.stderr).toMatch(/^No worker answered\..*Last known of LATER: state READY_TO_SHIP/);
  }, 40_000);
});

/** A ledger on this machine with one send of the order; the variables that lead to it. */
async function ledgerWith(businessId: string): Promise<Record<string, string>> {
  const directory = mkdtempSync(join(tmpdir(), 'orders-'));
  const key = Buffer.alloc(32, 7);
  const ledger = createDirectoryLedger({ directory, cipher: createCipher([{ id: 'k1', key }]) });
  const at = Date.parse('2026-01-05T16:05:00Z');
  const send = {
    key: { account: 'default', operation: 'submitAcknowledgement', businessId, occurrence: 1 },
    send: 1,
  };
  await ledger.open([
    {
      ...send,
      at,
      type: 'intent',
      intentId: 'i-1',
      sendableUntil: at + 1_000,
      subject: 's-1',
      body: '"secret body"',
      actor: 'policy',
    },
  ]);
  await ledger.append([
    { ...send, at: at + 1, type: 'verdict', verdict: { kind: 'accepted', transactionId: 't-1', requestId: 'r-1' } },
    { ...send, at: at + 2, type: 'proven', by: 'evidence' },
  ]);
  return { LEDGER_DIR: directory, DOCUMENTS_KEY: `k1:${key.toString('base64')}` };
}
