import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryView, startPurchaseOrder } from '../../../clients/purchase-orders.js';
import { listOrders } from '../../../clients/visibility.js';
import { eventually } from '../../support/eventually.js';
import { openOrderDesk, policy } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { COMMAND, run } from '../terminal.js';
import type { Ran } from '../terminal.js';

const orders = ['M1', 'M2', 'VOCM1', 'VOCM2', 'NOWM1'];

describe('orders manifest', () => {
  const directory = mkdtempSync(join(tmpdir(), 'orders-manifest-'));
  let desk: OrderDesk;
  beforeAll(async () => {
    desk = await openOrderDesk();
    await desk.startWorker();
    for (const purchaseOrderNumber of orders) {
      await startPurchaseOrder(desk.client, { account: 'default', purchaseOrderNumber, policy });
    }
    await eventually('all can ship', async () => {
      const listed = await listOrders(desk.client, { state: 'READY_TO_SHIP' });
      return listed.length === orders.length;
    });
  }, 60_000);
  afterAll(async () => {
    await desk.close();
    rmSync(directory, { recursive: true });
  }, 30_000);

  const fileWith = (name: string, text: string): string => {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  };
  const manifest = (...args: string[]): Promise<Ran> => run(['orders', 'manifest', ...args], desk.environment);
  const view = (purchaseOrderNumber: string) => queryView(desk.client, { account: 'default', purchaseOrderNumber });

  it('with a fault is refused whole: every fault is listed, and nothing is reported', async () => {
    const file = fileWith('faulty.csv', 'purchaseOrderNumber,weight\nM1,1kg\nM2,heavy\nM-3,1kg\n');
    const { exitCode, stdout, stderr } = await manifest(file, '--out', join(directory, 'never.csv'));
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'Nothing was done: 2 faults.\n' +
        '- line 3, weight: "heavy" is no weight; write 1.2kg or 3lb.\n' +
        '- line 4, purchaseOrderNumber: "M-3" is no purchase order number: 1 to 50 letters and digits.\n',
    );
    expect((await view('M1')).state).toBe('READY_TO_SHIP');
    expect(existsSync(join(directory, 'never.csv'))).toBe(false);
  });

  it('lists with --dry-run what it would report, and reports nothing', async () => {
    const file = fileWith('dry.csv', 'purchaseOrderNumber,departedAt,trackingNumber\nM1,2026-01-05T10:00:00Z,1ZM1\n');
    const { exitCode, stdout } = await manifest(file, '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toBe('line 2  M1  2026-01-05 10:00:00 UTC  1ZM1\n1 order would be reported; nothing was.\n');
    expect((await view('M1')).state).toBe('READY_TO_SHIP');
  });

  it('reports each order, keeps what was refused to be mended, and does only the rest when it is given again', async () => {
    const departedAt = new Date(Date.now() - 60_000).toISOString();
    const out = join(directory, 'refused.csv');
    const file = fileWith(
      'load.csv',
      [
        'purchaseOrderNumber;departedAt;trackingNumber;containerIdentifier;itemSequenceNumber;quantity',
        `M1;${departedAt};;;;`,
        'VOCM1;;;;;',
        `VOCM2;${departedAt};1Z7;C1;1;1`,
        'VOCM2;;1Z8;C2;1;1',
        'NOBODY;;;;;',
      ].join('\r\n'),
    );
    const first = await manifest(file, '--out', out, '--actor', 'dock-1', '--json');
    expect([first.exitCode, first.stderr]).toEqual([1, '']);
    expect(JSON.parse(first.stdout)).toMatchObject({
      departed: 2,
      already: 0,
      refused: 1,
      notReported: 1,
      orders: [
        { purchaseOrderNumber: 'M1', lines: [2], outcome: 'departed', state: 'CONFIRMING' },
        { purchaseOrderNumber: 'VOCM1', lines: [3], outcome: 'refused', problem: { kind: 'refused' } },
        { purchaseOrderNumber: 'VOCM2', lines: [4, 5], outcome: 'departed' },
        { purchaseOrderNumber: 'NOBODY', lines: [6], outcome: 'not reported', problem: { kind: 'unknown-order' } },
      ],
    });
    expect((await view('VOCM2')).departure).toMatchObject({
      departedAt,
      containers: [
        { containerIdentifier: 'C1', trackingNumber: '1Z7' },
        { containerIdentifier: 'C2', trackingNumber: '1Z8' },
      ],
    });

    const refused = readFileSync(out, 'utf8').split('\r\n');
    expect(refused).toEqual([
      'purchaseOrderNumber;departedAt;trackingNumber;containerIdentifier;itemSequenceNumber;quantity;problem',
      expect.stringMatching(/^VOCM1;\d{4}-\S+Z;;;;;Label mode vendor-carrier needs the trackingNumber/),
      expect.stringMatching(/^NOBODY;\d{4}-\S+Z;;;;;"?Temporal knows no purchase order/),
      '',
    ]);

    await eventually('they have ended', async () => (await view('M1')).state === 'COMPLETED');
    const again = await manifest(file);
    expect(again.exitCode).toBe(1);
    expect(again.stdout).toMatch(/^line 2 {2}M1 {2}already on record {2}COMPLETED$/m);
    expect(again.stdout).toMatch(/^lines 4-5 {2}VOCM2 {2}already on record/m);
    expect(again.stdout).toMatch(/0 departed, 2 already on record, 1 refused, 1 not reported\.\n$/);
    expect((await view('M1')).audit.filter(({ action }) => action === 'depart')).toHaveLength(1);

    const said = /^VOCM1;(\S+?Z);/.exec(refused[1] ?? '')?.[1];
    const mended = fileWith(
      'mended.csv',
      [refused[0], (refused[1] ?? '').replace(/^(VOCM1;\S+?Z;);/, '$11Z9;')].join('\r\n'),
    );
    const last = await manifest(mended, '--out', out);
    expect([last.exitCode, last.stdout]).toEqual([
      0,
      'line 2  VOCM1  departed  CONFIRMING\n1 departed, 0 already on record, 0 refused, 0 not reported.\n',
    ]);
    expect((await view('VOCM1')).departure).toMatchObject({ departedAt: said, trackingNumber: '1Z9' });
    expect(readFileSync(out, 'utf8').split('\r\n')).toHaveLength(2);
  });

  it('without a time reports now, once, however often it is given', async () => {
    const file = fileWith('now.csv', 'purchaseOrderNumber\nNOWM1\n');
    expect((await manifest(file)).stdout).toMatch(/^line 2 {2}NOWM1 {2}departed {2}CONFIRMING$/m);
    expect((await manifest(file)).stdout).toMatch(/^line 2 {2}NOWM1 {2}already on record/m);
  });

  it('that says something else than what is on record is refused', async () => {
    const file = fileWith('other.csv', 'purchaseOrderNumber,trackingNumber\nVOCM2,1ZOTHER\n');
    const { exitCode, stdout } = await manifest(file);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^line 2 {2}VOCM2 {2}refused {2}/);
  });

  it.each([
    // what, arguments after the file, what the error names
    ['the file itself as --out', (file: string) => ['--out', file], '--out: is the file that is read'],
    ['a directory as --out', () => ['--out', tmpdir()], `--out: ${tmpdir()} is no file`],
    ['no place for --out', () => ['--out', '/no/where/out.csv'], '--out: /no/where/out.csv cannot be written (ENOENT)'],
    ['a time in no zone', () => ['--at', '2026-01-05 10:00'], '--at: "2026-01-05 10:00" is no instant'],
  ])('with %s is refused before anything is reported', async (_what, args, named) => {
    const file = fileWith('good.csv', 'purchaseOrderNumber\nM2\n');
    const { exitCode, stderr } = await manifest(file, ...args(file));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(named);
    expect((await view('M2')).state).toBe('READY_TO_SHIP');
  });

  it.each([
    ['/no/such.csv', 'cannot be read (ENOENT)'],
    [tmpdir(), 'is no file'],
  ])('that is %s is a fault', async (file, named) => {
    const { exitCode, stderr } = await manifest(file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(named);
  });

  it('that was killed in the middle does only the rest when it is given again', async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => `KILLED${index}`);
    await Promise.all(
      numbers.map((purchaseOrderNumber) =>
        startPurchaseOrder(desk.client, { account: 'default', purchaseOrderNumber, policy }),
      ),
    );
    const waiting = async (): Promise<number> =>
      (await listOrders(desk.client, { state: 'READY_TO_SHIP' })).filter(({ purchaseOrderNumber }) =>
        purchaseOrderNumber.startsWith('KILLED'),
      ).length;
    await eventually('all can ship', async () => (await waiting()) === numbers.length);
    const file = fileWith('killed.csv', `purchaseOrderNumber\n${numbers.join('\n')}\n`);
    const child = spawn(process.execPath, [COMMAND, 'orders', 'manifest', file], {
      env: desk.environment,
      stdio: 'ignore',
    });
    const isClosed = once(child, 'close');
    await eventually('some have departed', async () => (await waiting()) < numbers.length);
    child.kill('SIGKILL');
    await isClosed;
    const { exitCode, stdout } = await manifest(file, '--json');
    const { departed, already } = JSON.parse(stdout) as { departed: number; already: number };
    expect([exitCode, departed + already]).toEqual([0, numbers.length]);
    expect(already).toBeGreaterThan(0);
    for (const number of numbers) {
      expect((await view(number)).audit.filter(({ action }) => action === 'depart')).toHaveLength(1);
    }
  }, 60_000);

  it('without a worker says so and reports nothing', async () => {
    await desk.stopWorker();
    const { exitCode, stdout } = await manifest(fileWith('no-worker.csv', 'purchaseOrderNumber\nM2\n'));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^line 2 {2}M2 {2}not reported {2}No worker answered, and nothing was reported\./);
  }, 60_000);
});
