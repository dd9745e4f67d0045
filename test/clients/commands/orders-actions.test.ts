import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryView, startPurchaseOrder } from '../../../clients/purchase-orders.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { eventually } from '../../support/eventually.js';
import { openOrderDesk, policy } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { run } from '../terminal.js';
import type { Ran } from '../terminal.js';

const packages = JSON.stringify([{ containerIdentifier: 'C1', items: [{ itemSequenceNumber: '1', quantity: 2 }] }]);

describe('commands that act on orders', () => {
  const directory = mkdtempSync(join(tmpdir(), 'orders-actions-'));
  const file = join(directory, 'packages.json');
  let desk: OrderDesk;
  beforeAll(async () => {
    writeFileSync(file, packages);
    desk = await openOrderDesk();
    await desk.startWorker();
  }, 60_000);
  afterAll(async () => {
    await desk.close();
    rmSync(directory, { recursive: true });
  }, 30_000);

  const fulfillment = (...args: string[]): Promise<Ran> => run(args, desk.environment);
  const view = (purchaseOrderNumber: string): Promise<PurchaseOrderState> =>
    queryView(desk.client, { account: 'default', purchaseOrderNumber });
  const started = async (purchaseOrderNumber: string, holds: (order: PurchaseOrderState) => boolean): Promise<void> => {
    await startPurchaseOrder(desk.client, { account: 'default', purchaseOrderNumber, policy });
    await eventually(`${purchaseOrderNumber} is there`, async () => holds(await view(purchaseOrderNumber)));
  };
  const isIn = (state: PurchaseOrderState['state']) => (order: PurchaseOrderState) => order.state === state;
  const isAsking = ({ attention }: PurchaseOrderState): boolean => attention.items.length > 0;

  it('hold keeps an order from its label until release, and both say who', async () => {
    await started('NOMODEHELD', isAsking);
    const held = await fulfillment(
      'orders',
      'hold',
      'NOMODEHELD',
      'NOBODY',
      '--actor',
      'desk-1',
      '--reason',
      'address',
    );
    expect(held.exitCode).toBe(1);
    expect(held.stdout).toMatch(/^NOMODEHELD {2}held {2}RECEIVED\nNOBODY {2}not held {2}Temporal knows no/);
    expect((await view('NOMODEHELD')).hold).toMatchObject({ actor: 'desk-1', reason: 'address' });
    await fulfillment('attention', 'resolve', 'NOMODEHELD', 'retry', '--data', '{"labelMode":"amazon"}');
    await eventually('it waits', async () => (await view('NOMODEHELD')).state === 'ACKNOWLEDGED');
    expect((await fulfillment('orders', 'show', 'NOMODEHELD')).stdout).toMatch(/^Held +by desk-1 since .*: address$/m);
    const released = await fulfillment('orders', 'release', 'NOMODEHELD');
    expect([released.exitCode, released.stdout]).toEqual([0, 'NOMODEHELD  released  ACKNOWLEDGED\n']);
    await eventually('it goes on', async () => (await view('NOMODEHELD')).state === 'READY_TO_SHIP');
  });

  it('release names the day on which an order ships, and refuses one that is past or unknown', async () => {
    await started('PACKDAY', isIn('ACKNOWLEDGED'));
    const release = (...args: string[]): Promise<Ran> => fulfillment('orders', 'release', 'PACKDAY', ...args);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    expect((await release('--ship-day', tomorrow)).stdout).toBe(`PACKDAY  released  ACKNOWLEDGED  ships ${tomorrow}\n`);
    expect(await view('PACKDAY')).toMatchObject({ wantedShipDay: tomorrow });

    const past = await release('--ship-day', '2020-01-01');
    expect([past.exitCode, past.stderr]).toEqual([2, expect.stringContaining('today at the earliest')]);
    const late = await release('--ship-day', '2099-01-01');
    expect([late.exitCode, late.stdout]).toEqual([1, expect.stringMatching(/required ship date .* --force ships/)]);
    expect((await release('--ship-day', '2099-01-01', '--force')).stdout).toContain('ships 2099-01-01');
    const nowhere = await release('--ship-day', 'today');
    expect([nowhere.exitCode, nowhere.stdout]).toEqual([1, expect.stringMatching(/today needs the timeZone of WH01/)]);
  });

  it('pack lets an order that waits for it go on, and refuses what is not the whole order', async () => {
    await started('PACKED', isIn('ACKNOWLEDGED'));
    expect((await fulfillment('orders', 'show', 'PACKED')).stdout).toContain(
      'fulfillment orders pack PACKED --containers FILE\n',
    );
    const half = join(directory, 'half.json');
    writeFileSync(half, packages.replace('"quantity":2', '"quantity":1'));
    const refused = await fulfillment('orders', 'pack', 'PACKED', '--containers', half);
    expect([refused.exitCode, refused.stdout]).toEqual([
      1,
      'PACKED  refused  Line 1: 1 packed, 2 ordered; partial shipment is not allowed.\n',
    ]);
    const packed = await fulfillment('orders', 'pack', 'PACKED', '--containers', file);
    expect([packed.exitCode, packed.stdout]).toEqual([0, 'PACKED  packed  ACKNOWLEDGED\n']);
    await eventually('it goes on', async () => (await view('PACKED')).state === 'READY_TO_SHIP');
  });

  it('relabel voids the label, and show says not to use it', async () => {
    await started('RELABEL', isIn('READY_TO_SHIP'));
    const relabelled = await fulfillment('orders', 'relabel', 'RELABEL', '--destroyed', '--actor', 'desk-1');
    expect([relabelled.exitCode, relabelled.stdout]).toEqual([0, 'RELABEL  relabelled  LABELLING\n']);
    await eventually('it has a new one', async () => (await view('RELABEL')).label !== undefined);
    const { stdout } = await fulfillment('orders', 'show', 'RELABEL');
    expect(stdout).toMatch(/^ {2}label +1ZRELABELN2 {2}PNG {2}document label-2$/m);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /DO NOT USE 1ZRELABEL PNG document label-1 \S+ \S+ UTC, by desk-1, print destroyed/,
    );
  });

  it('floor-denial ends accepted orders, under both of its names', async () => {
    await started('PACKDENIED', isIn('ACKNOWLEDGED'));
    await started('DENIED', isIn('READY_TO_SHIP'));
    await started('NOMODEDENY', isAsking);
    const denied = await fulfillment('orders', 'floor-denial', 'PACKDENIED', 'NOMODEDENY');
    expect(denied.exitCode).toBe(1);
    expect(denied.stdout).toMatch(
      /^PACKDENIED {2}denied {2}CONFIRMING\nNOMODEDENY {2}refused {2}floorDenial is possible from the acknowledgement/,
    );
    expect((await fulfillment('orders', 'deny', 'DENIED')).stdout).toBe('DENIED  denied  CONFIRMING\n');
    for (const number of ['PACKDENIED', 'DENIED']) {
      await eventually('it ended', async () => (await view(number)).state === 'FLOOR_DENIED');
    }
  });

  it('cancel rejects what is RECEIVED and denies what is accepted', async () => {
    await started('NOMODECANCEL', isAsking);
    await started('CANCEL', isIn('READY_TO_SHIP'));
    const asked = await fulfillment('orders', 'cancel', 'NOMODECANCEL');
    expect(asked.stdout).toMatch(/^NOMODECANCEL {2}refused {2}cancel needs a code while the order is RECEIVED/);
    const done = await fulfillment('orders', 'cancel', 'NOMODECANCEL', 'CANCEL', '--code', '03', '--json');
    expect(done.exitCode).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      done: 2,
      orders: [
        { purchaseOrderNumber: 'NOMODECANCEL', state: 'ACKNOWLEDGING' },
        { purchaseOrderNumber: 'CANCEL', state: 'CONFIRMING' },
      ],
    });
    await eventually('one is rejected', async () => (await view('NOMODECANCEL')).state === 'REJECTED');
    await eventually('one is denied', async () => (await view('CANCEL')).state === 'FLOOR_DENIED');
  });

  it('the same request is done once, whatever is asked', async () => {
    await started('NOMODETWICE', isAsking);
    for (let times = 0; times < 2; times += 1) {
      await fulfillment('orders', 'hold', 'NOMODETWICE', '--request-id', 'h-1');
    }
    expect((await view('NOMODETWICE')).audit.filter(({ requestId }) => requestId === 'h-1')).toHaveLength(1);
  });
});

describe('bad input', () => {
  it.each([
    // what is wrong, arguments, what the error names
    ['packages that are missing', ['pack', 'PO1'], '--containers: is missing'],
    ['a file that is not there', ['pack', 'PO1', '--containers', '/no/file'], '--containers: /no/file cannot be read'],
    [
      'a file for two orders',
      ['relabel', 'PO1', 'PO2', '--containers', '/no/file'],
      '--containers: belongs to one order',
    ],
    ['the code that accepts', ['cancel', 'PO1', '--code', '00'], '--code: must not be 00'],
    ['an actor that is too long', ['hold', 'PO1', '--actor', 'x'.repeat(101)], '--actor: must have at most 100'],
    ['an order that is none', ['release', 'PO-1'], 'ORDER: "PO-1" is no purchase order number'],
  ])('such as %s ends with exit code 2 before Temporal is asked', async (_what, args, named) => {
    const { exitCode, stdout, stderr } = await run(['orders', ...args], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(named);
  });

  it('that cannot be read is not called missing besides', async () => {
    const { stderr } = await run(['orders', 'pack', 'PO1', '--containers', '/no/file'], {});
    expect(stderr).toMatch(/^Nothing was done: a fault\.\n/);
  });
});

describe('help', () => {
  it.each(['hold', 'release', 'cancel', 'floor-denial', 'pack', 'relabel', 'manifest', 'show'])(
    'of "orders %s" has examples, explains every option and names --json',
    async (command) => {
      const { exitCode, stdout, stderr } = await run(['orders', command, '--help']);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/Examples?:\n/);
      expect(stdout).toContain('--json');
      const options = stdout.split('\n').filter((line) => /^ {2}--/.test(line));
      for (const option of options) expect(option).toMatch(/^ {2}--\S+( <\S+>)? {2,}\S/);
    },
  );

  it.each([
    // command, what is sent
    ['cancel', /acknowledgement with the code.*FLOOR_DENIAL/],
    ['floor-denial', /FLOOR_DENIAL/],
    ['relabel', /shipping label request/],
    ['hold', /Nothing is sent to Amazon/],
  ])('of "orders %s" says what is sent to Amazon', async (command, sent) => {
    const { stdout } = await run(['orders', command, '--help']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(sent);
  });
});
