import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryStore } from '../../../activities/documents/directory-store.js';
import type { PrintLogEntry } from '../../../activities/documents/print-log.js';
import {
  PURCHASE_ORDER_WORKFLOW,
  purchaseOrderWorkflowId,
  WORKFLOW_TASK_QUEUE,
} from '../../../workflows/purchase-order/messages.js';
import { initialState } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { openShownOrders } from '../stand-in/shown-orders.js';
import type { ShownOrders } from '../stand-in/shown-orders.js';
import { run } from '../terminal.js';
import type { Ran } from '../terminal.js';

const key = { id: 'k1', key: randomBytes(32) };
const DAY = '2026-01-09';
const shipDay = { day: DAY, labelFrom: `${DAY}T12:00:00.000Z` };

interface Pulled {
  documents: { file: string; printedBefore: { actor: string } | null }[];
  notAgain: number;
  leftOut: { purchaseOrderNumber: string; reason: string }[];
  earlier: { purchaseOrderNumber: string }[];
}

describe('documents pull', () => {
  let orders: ShownOrders;
  let root: string;
  let environment: Record<string, string>;
  const store = () => createDirectoryStore({ directory: join(root, 'store'), cipher: createCipher([key]) });

  /** An order of WH01, as lists and its query show it. */
  async function show(number: string, state: FulfillmentState, more: Partial<PurchaseOrderState> = {}): Promise<void> {
    const shown: PurchaseOrderState = { ...initialState('default', number), state, shipDay, ...more };
    await orders.client.workflow.start(PURCHASE_ORDER_WORKFLOW, {
      workflowId: purchaseOrderWorkflowId('default', number),
      taskQueue: WORKFLOW_TASK_QUEUE,
      args: [shown],
      typedSearchAttributes: [
        { key: searchAttributes.FulfillmentState, value: state },
        { key: searchAttributes.Account, value: 'default' },
        { key: searchAttributes.Warehouse, value: 'WH01' },
      ],
    });
  }

  async function labelled(number: string, ...texts: string[]): Promise<Partial<PurchaseOrderState>> {
    const put = texts.map((text) => store().put(Buffer.from(text), 'application/zpl'));
    const documents = await Promise.all(put);
    return {
      label: {
        format: 'ZPL',
        packages: documents.map((document, index) => ({
          ...document,
          packageIdentifier: `PKG00${index + 1}`,
          trackingNumber: `1Z${number}${index}`,
          shipMethod: 'UPS_2ND',
        })),
      },
      shipPlan: { shipBy: '2026-01-09T22:00:00.000Z', waitForPacking: false },
    };
  }

  beforeAll(async () => {
    orders = await openShownOrders();
    await orders.startWorker();
    root = mkdtempSync(join(tmpdir(), 'pull-'));
    const warehouses = {
      warehouses: [
        { partyId: 'WH01', timeZone: 'America/Chicago', labelModes: [{ shipMethod: '*', mode: 'amazon' }] },
        { partyId: 'WH02', labelModes: [{ shipMethod: '*', mode: 'amazon' }] },
      ],
    };
    writeFileSync(join(root, 'warehouses.json'), JSON.stringify(warehouses));
    environment = {
      ...orders.environment,
      DOCUMENTS_DIR: join(root, 'store'),
      DOCUMENTS_KEY: `k1:${key.key.toString('base64')}`,
      WAREHOUSES_FILE: join(root, 'warehouses.json'),
    };
    const slip = await store().put(Buffer.from('%PDF slip'), 'application/pdf');
    const [two, early, other, late, gone] = await Promise.all(
      ['TWO', 'EARLY', 'OTHER', 'LATE', 'GONE'].map((number) => labelled(number, `^XA-${number}^XZ`)),
    );
    await show('TWO', 'READY_TO_SHIP', {
      ...(await labelled('TWO', '^XA-one^XZ', '^XA-two^XZ')),
      papersNeeded: ['packing-slip'],
      papers: [{ kind: 'packing-slip', ...slip }],
    });
    const soon = { shipBy: '2026-01-09T15:00:00.000Z', waitForPacking: false };
    await show('EARLY', 'READY_TO_SHIP', { ...early, shipPlan: soon, papersNeeded: ['packing-slip'] });
    await show('OTHER', 'READY_TO_SHIP', { ...other, shipDay: { ...shipDay, day: '2026-01-12' } });
    await show('LATE', 'READY_TO_SHIP', { ...late, shipDay: { ...shipDay, day: '2026-01-08' } });
    await show('GONE', 'CONFIRMING', { ...gone, departure: { departedAt: '2026-01-09T14:00:00.000Z' } });
    await show('STOPPED', 'CANCELLED', two);
    await show('WAITING', 'LABELLING');
    await eventually('the orders are listed', async () => {
      const all = await orders.client.workflow.count("Warehouse = 'WH01'");
      const ended = await orders.client.workflow.count("Warehouse = 'WH01' AND ExecutionStatus = 'Completed'");
      return all.count === 7 && ended.count === 1;
    });
  }, 60_000);
  afterAll(async () => {
    await orders.stopWorker();
    rmSync(root, { recursive: true });
  });

  const pull = (...args: string[]): Promise<Ran> => run(['documents', 'pull', ...args], environment);
  const ofTheDay = ['--warehouse', 'WH01', '--ship-day', DAY] as const;
  const logged = (): PrintLogEntry[] =>
    readFileSync(join(root, 'store', 'print-log.jsonl'), 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as PrintLogEntry]));

  it('writes all labels and papers of the day with an index in printing order, and names what it leaves out', async () => {
    const out = join(root, 'first');
    const { exitCode, stdout } = await pull(...ofTheDay, '--out', out, '--actor', 'dock-1');
    expect(exitCode).toBe(0);
    expect(readdirSync(out).toSorted()).toEqual([
      'EARLY-001.zpl',
      'TWO-001.zpl',
      'TWO-002.zpl',
      'TWO-packing-slip.pdf',
      'index.csv',
    ]);
    expect(readFileSync(join(out, 'TWO-002.zpl'), 'utf8')).toBe('^XA-two^XZ');
    const index = parse<Record<string, string>>(readFileSync(join(out, 'index.csv')), { columns: true });
    expect(index.map(({ file, printedBefore, shipBy }) => `${file} ${printedBefore} ${shipBy}`)).toEqual([
      'EARLY-001.zpl no 2026-01-09T09:00:00-06:00',
      'TWO-001.zpl no 2026-01-09T16:00:00-06:00',
      'TWO-002.zpl no 2026-01-09T16:00:00-06:00',
      'TWO-packing-slip.pdf no 2026-01-09T16:00:00-06:00',
    ]);
    expect(stdout.split('\n')).toEqual([
      `4 documents of 2 orders for WH01, ship day ${DAY}: ${join(out, 'index.csv')} has them in printing order.`,
      'EARLY is written without its packing-slip: Amazon has not made it yet.',
      'Left out: 2 orders.',
      '  STOPPED is cancelled; its label must not be used.',
      '  WAITING has no label yet; it is LABELLING.',
      'Of earlier ship days, not left yet: LATE (2026-01-08). --ship-day prints them.',
      // No account is swept here.
      expect.stringMatching(/^Amazon was not asked which orders are cancelled: .* Account default is not kept /),
      '',
    ]);
    expect(
      logged().map(({ actor, purchaseOrderNumber, kind, package: parcel }) => [
        actor,
        purchaseOrderNumber,
        kind,
        parcel,
      ]),
    ).toEqual([
      ['dock-1', 'EARLY', 'label', 'PKG001'],
      ['dock-1', 'TWO', 'label', 'PKG001'],
      ['dock-1', 'TWO', 'label', 'PKG002'],
      ['dock-1', 'TWO', 'packing-slip', undefined],
    ]);
  });

  it('marks what was printed before, also by documents get, and leaves it out with --only-new', async () => {
    const out = join(root, 'second');
    await run(['documents', 'get', 'OTHER', '--out', `${root}/`, '--actor', 'dock-2'], environment);
    await show('NEW', 'READY_TO_SHIP', await labelled('NEW', '^XA-NEW^XZ'));
    await eventually('the new order is listed', async () => {
      return (await orders.client.workflow.count("WorkflowId = 'po/default/NEW'")).count === 1;
    });
    const again = JSON.parse((await pull(...ofTheDay, '--out', out, '--json')).stdout) as Pulled;
    const before = Object.fromEntries(again.documents.map(({ file, printedBefore }) => [file, printedBefore?.actor]));
    expect(before).toEqual({
      'EARLY-001.zpl': 'dock-1',
      'TWO-001.zpl': 'dock-1',
      'TWO-002.zpl': 'dock-1',
      'TWO-packing-slip.pdf': 'dock-1',
      'NEW-001.zpl': undefined,
    });
    const monday = await pull(
      '--warehouse',
      'WH01',
      '--ship-day',
      '2026-01-12',
      '--out',
      join(root, 'm'),
      '--only-new',
      '--json',
    );
    expect(JSON.parse(monday.stdout)).toMatchObject({ documents: [], notAgain: 1, index: null });
    expect(existsSync(join(root, 'm'))).toBe(false);
  });

  it('overwrites nothing without --force, and then writes nothing at all', async () => {
    const out = join(root, 'third');
    mkdirSync(out);
    writeFileSync(join(out, 'TWO-001.zpl'), 'mine');
    writeFileSync(join(out, 'notes.txt'), 'mine, too');
    const count = logged().length;
    const refused = await pull(...ofTheDay, '--out', out);
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('TWO-001.zpl already; name another directory, or overwrite with --force.');
    expect([readdirSync(out).length, logged().length]).toEqual([2, count]);
    const forced = await pull(...ofTheDay, '--out', out, '--force');
    expect(forced.stdout).toMatch(/1 other file that this pull has not written: notes\.txt\./);
    expect(readFileSync(join(out, 'TWO-001.zpl'), 'utf8')).toBe('^XA-one^XZ');
  });

  it('writes nothing of an order of which a document cannot be read, which is a failure; by default for today', async () => {
    const day = new Intl.DateTimeFormat('sv', { timeZone: 'America/Chicago' }).format(new Date());
    const purged = { documentId: '0'.repeat(64), sha256: '0'.repeat(64), mediaType: 'application/zpl' };
    const label = { format: 'ZPL', packages: [purged] };
    await show('PURGED', 'READY_TO_SHIP', { label, shipDay: { ...shipDay, day } });
    await eventually('the order is listed', async () => {
      return (await orders.client.workflow.count("WorkflowId = 'po/default/PURGED'")).count === 1;
    });
    const { exitCode, stdout } = await pull('--warehouse', 'WH01', '--out', join(root, 'today'), '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      documents: [],
      leftOut: [{ purchaseOrderNumber: 'PURGED', reason: 'unavailable' }],
    });
    expect(readdirSync(join(root, 'today'))).toEqual([]);
  });

  it.each([
    // what is wrong, arguments, what the error names
    ['no warehouse, no directory', [], ['- --warehouse: name the warehouse', '- --out: name the directory']],
    [
      'an unknown warehouse',
      ['--warehouse', 'WH9', '--out', 'x'],
      ['WH9 is not in WAREHOUSES_FILE; default has WH01, WH02.'],
    ],
    [
      'no date',
      ['--warehouse', 'WH01', '--ship-day', '2026-02-30', '--out', 'x'],
      ['- --ship-day: "2026-02-30" is no date'],
    ],
    [
      'a day where there are none',
      ['--warehouse', 'WH02', '--ship-day', DAY, '--out', 'x'],
      ['needs the timeZone of WH02'],
    ],
    ['an actor that is too long', ['--warehouse', 'WH01', '--out', 'x', '--actor', 'a'.repeat(101)], ['- --actor:']],
  ] as const)('refuses %s before anything is asked', async (_what, args, named) => {
    const refused = await run(['documents', 'pull', ...args], { ...environment, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    for (const text of named) expect(refused.stderr).toContain(text);
  });

  it('writes nothing when no worker answers', async () => {
    await orders.stopWorker();
    const out = join(root, 'unanswered');
    const { exitCode, stderr } = await pull(...ofTheDay, '--out', out);
    expect([exitCode, existsSync(out)]).toEqual([1, false]);
    expect(stderr).toMatch(/^No worker answered for .* Nothing was written\.\n$/);
  }, 60_000);
});
