import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryLedger } from '../../../activities/ledger/directory-ledger.js';
import { intentOf, testKey } from '../../activities/ledger/support.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { openShownOrders } from '../stand-in/shown-orders.js';
import type { ShownOrders } from '../stand-in/shown-orders.js';
import { run } from '../terminal.js';
import type { Ran } from '../terminal.js';

/** Workflow type, id, references. */
const others: [string, string, string[]][] = [
  ['shipment', 'shipment/default/S1/1', ['co:203-1']],
  ['shipment', 'shipment/default/S1/2', ['co:203-1', 'trk:TBA1']],
  ['shipment', 'shipment/default/S10', []],
  ['shipment', 'shipment/default/SX1/1', []],
  ['deliveryNotification', 'pay/live/TBA1', ['trk:TBA1']],
  ['ndrCase', 'ndr/A109%20BWQI/1809', ['trk:1809', 'co:795817695']],
];

describe('find', () => {
  let orders: ShownOrders;
  let directory: string;
  let withLedger: Record<string, string>;
  beforeAll(async () => {
    orders = await openShownOrders();
    await orders.startWorker();
    await orders.show('OPEN1', { references: ['co:114-1', 'tx:20190827-a', 'req:r-1', 'trk:1Z9'] });
    await orders.show('OPEN2', { references: ['co:114-2', 'tx:20190827-a'] });
    await orders.show('ENDED1', { state: 'COMPLETED', references: ['co:114-1', 'trk:1Z8'] });
    await orders.show('OPEN1', {}, 'other');
    await Promise.all(others.map(([type, workflowId, references]) => showOther(type, workflowId, references)));
    directory = mkdtempSync(join(tmpdir(), 'find-command-'));
    const ledger = createDirectoryLedger({ directory, cipher: createCipher([testKey]) });
    const key = { account: 'default', operation: 'submitAcknowledgement', businessId: 'OLD1', occurrence: 1 };
    await ledger.open([{ ...intentOf('OLD1', 1, 'i-1'), key, references: ['co:114-9'] }]);
    withLedger = {
      ...orders.environment,
      LEDGER_DIR: directory,
      DOCUMENTS_KEY: `${testKey.id}:${testKey.key.toString('base64')}`,
    };
  }, 60_000);
  afterAll(async () => {
    await orders.stopWorker();
    rmSync(directory, { recursive: true });
  });

  /** What is no purchase order, as its workflow would show it; its worker is another one. */
  const showOther = async (type: string, workflowId: string, references: string[]): Promise<void> => {
    await orders.client.workflow.start(type, {
      workflowId,
      taskQueue: 'nobody',
      typedSearchAttributes: [
        { key: searchAttributes.FulfillmentState, value: 'RECEIVED' },
        { key: searchAttributes.Account, value: 'default' },
        ...(references.length === 0 ? [] : [{ key: searchAttributes.References, value: references }]),
      ],
    });
    await eventually(`${workflowId} is listed`, async () => {
      const { count } = await orders.client.workflow.count(`WorkflowId = '${workflowId}'`);
      return count === 1;
    });
  };

  const rows = async (text: string, environment = orders.environment): Promise<unknown[]> => {
    const { stdout } = await run(['find', text, '--json'], environment);
    const { found } = JSON.parse(stdout) as { found: { account: string; id: string; matched: string[] }[] };
    return found.map(({ account, id, matched }) => [account, id, ...matched]);
  };

  it.each([
    // text, what is found by what
    [
      '114-1',
      [
        ['default', 'ENDED1', 'co'],
        ['default', 'OPEN1', 'co'],
      ],
    ],
    ['1Z8', [['default', 'ENDED1', 'trk']]],
    [
      '20190827-a',
      [
        ['default', 'OPEN1', 'tx'],
        ['default', 'OPEN2', 'tx'],
      ],
    ],
    [
      'tx:20190827-a',
      [
        ['default', 'OPEN1', 'tx'],
        ['default', 'OPEN2', 'tx'],
      ],
    ],
    ['trk:20190827-a', []],
    ['r-1', [['default', 'OPEN1', 'req']]],
    ['OPEN1', [['default', 'OPEN1', 'po']]],
    ['114', []],
    [
      'S1',
      [
        ['default', 'S1/1', 'ref'],
        ['default', 'S1/2', 'ref'],
      ],
    ],
    ['S1/2', [['default', 'S1/2', 'ref']]],
    // No letter stands for another one.
    ['S_1', []],
    [
      '203-1',
      [
        ['default', 'S1/1', 'co'],
        ['default', 'S1/2', 'co'],
      ],
    ],
    [
      'TBA1',
      [
        ['default', 'S1/2', 'trk'],
        ['default', 'TBA1', 'trk'],
      ],
    ],
    ['1809', [['default', '1809', 'trk']]],
    ['795817695', [['default', '1809', 'co']]],
  ])('%s leads to what it belongs to, open and ended', async (text, expected) => {
    await expect(rows(text)).resolves.toEqual(expected);
  });

  it('shows where an order stands and how it was found', async () => {
    const open = await run(['find', '1Z9'], orders.environment);
    expect(open.exitCode).toBe(0);
    expect(open.stdout).toMatch(
      /^OPEN1 {2}purchase order {2}account default {2}open, RECEIVED\n {2}Found by: tracking number\n/,
    );
    expect(open.stdout).toContain('fulfillment orders show OPEN1 --account default\n');
    const ended = await run(['find', 'ENDED1'], orders.environment);
    expect(ended.stdout).toMatch(/^ENDED1 {2}purchase order {2}account default {2}ended .*, COMPLETED$/m);
  });

  it.each([
    // text, the command that shows what was found
    ['S1/1', 'fulfillment shipments show S1/1 --account default'],
    ['TBA1', 'fulfillment notices show TBA1'],
    ['1809', 'fulfillment ndr show 1809 --party "A109 BWQI"'],
  ])('names the command that shows %s', async (text, command) => {
    expect((await run(['find', text], orders.environment)).stdout).toContain(`  ${command}\n`);
  });

  it('finds in the ledger what Temporal no longer has', async () => {
    const { exitCode, stdout } = await run(['find', '114-9'], withLedger);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^OLD1 {2}purchase order {2}account default {2}in the ledger only\n {2}Found by: customer order number\n/,
    );
    expect(stdout).toMatch(/Last send: submitAcknowledgement, unanswered, 1970-01-01 00:00:01 UTC$/m);
    await expect(rows('OLD1', withLedger)).resolves.toEqual([['default', 'OLD1', 'po']]);
  });

  it('that finds nothing says where was searched and where not, with exit code 1', async () => {
    const here = await run(['find', 'NOBODY'], withLedger);
    expect([here.exitCode, here.stdout]).toEqual([
      1,
      'Nothing was found by "NOBODY".\nTemporal was searched, open and ended alike.\nThe ledger was searched whole.\n',
    ]);
    const elsewhere = await run(['find', 'NOBODY'], orders.environment);
    expect(elsewhere.exitCode).toBe(1);
    expect(elsewhere.stdout).toMatch(
      /^The ledger was not searched: it is not configured here: DOCUMENTS_KEY is missing\./m,
    );
  });

  it('without Temporal shows what the ledger has, with exit code 1', async () => {
    const { exitCode, stdout } = await run(['find', '114-9'], { ...withLedger, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^OLD1 /);
    expect(stdout).toMatch(/^Temporal was not searched: Temporal at 127\.0\.0\.1:1.* cannot be reached/m);
  }, 20_000);

  it('refuses a text that is no id before anything is asked', async () => {
    const refused: Ran = await run(['find', "x' OR 1=1"], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('- TEXT: is no id');
  });
});
