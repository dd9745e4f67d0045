import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import { ledgerFile } from '../../../activities/ledger/ledger-file.js';
import { intentOf, ledgerIn, testKey } from '../../activities/ledger/support.js';
import { run } from '../terminal.js';
import type { Ran } from '../terminal.js';

const ORDERS = 400;

describe('orders confirmed', () => {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'orders-confirmed-'));
    const ledger = ledgerIn(join(directory, 'ledger'));
    for (let n = 0; n < ORDERS; n += 1) {
      const businessId = `PO${n}`;
      const key = { account: 'default', operation: 'submitShipmentConfirmations', businessId, occurrence: 1 };
      const day = 1 + ((n * 7) % 31);
      const body = {
        shipmentDetails: {
          shipmentStatus: 'SHIPPED',
          shippedDate: `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`,
        },
        shipFromParty: { partyId: 'WH01' },
        items: [1, 2].map((line) => ({
          itemSequenceNumber: line,
          vendorProductIdentifier: n === 0 ? '=SKU' : `SKU-${line}`,
          shippedQuantity: { amount: line, unitOfMeasure: 'Each' },
        })),
      };
      await ledger.open([{ ...intentOf(businessId, 1, 'i', JSON.stringify(body)), key }]);
      const isProven = n !== 1;
      await ledger.append(isProven ? [{ type: 'proven', key, send: 1, at: 1_000, by: 'evidence' }] : []);
    }
  }, 60_000);
  afterAll(() => rmSync(directory, { recursive: true }));

  const confirmed = (...args: string[]): Promise<Ran> =>
    run(['orders', 'confirmed', ...args], {
      LEDGER_DIR: join(directory, 'ledger'),
      DOCUMENTS_KEY: `${testKey.id}:${testKey.key.toString('base64')}`,
    });
  const january = ['--from', '2026-01-01', '--to', '2026-02-01'];
  const rowsOf = (csv: string) => parse(csv, { columns: true }) as unknown as Record<string, string>[];

  it('prints a row for each line, by departure, and says what is left out', async () => {
    const { exitCode, stdout, stderr } = await confirmed(...january);
    const rows = rowsOf(stdout);
    expect([exitCode, rows.length]).toEqual([0, 2 * (ORDERS - 1)]);
    const departures = rows.map(({ departedAt }) => departedAt);
    expect(departures).toEqual(departures.toSorted());
    expect(rows.find(({ purchaseOrderNumber }) => purchaseOrderNumber === 'PO0')?.['sku']).toBe("'=SKU");
    expect(stderr).toBe(
      '399 confirmed orders, 798 lines\n' + 'Left out: 1 order whose confirmation was sent and is not proven: PO1.\n',
    );
  });

  it('takes days in UTC, or instants, and the end is not in it', async () => {
    const days = await confirmed('--from', '2026-01-05', '--to', '2026-01-06');
    expect(new Set(rowsOf(days.stdout).map(({ departedAt }) => departedAt))).toEqual(
      new Set(['2026-01-05T12:00:00.000Z']),
    );
    const until = await confirmed('--from', '2026-01-05T00:00:00Z', '--to', '2026-01-05T14:00:00+02:00');
    expect(rowsOf(until.stdout)).toEqual([]);
  });

  it('writes the same to a file, which is there only when it is whole', async () => {
    const out = join(directory, 'january.csv');
    const { exitCode, stdout } = await confirmed(...january, '--out', out);
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(readFileSync(out, 'utf8')).toBe((await confirmed(...january)).stdout);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory).toSorted()).toEqual(['january.csv', 'ledger']);
    expect(await confirmed(...january, '--out', out)).toMatchObject({ exitCode: 2 });
    const nowhere = await confirmed(...january, '--out', join(directory, 'missing', 'x.csv'));
    expect([nowhere.exitCode, nowhere.stderr]).toEqual([1, expect.stringContaining('cannot be written (ENOENT)')]);
  });

  it('as data is one order a line, then a summary', async () => {
    const { stdout } = await confirmed('--from', '2026-01-05', '--to', '2026-01-06', '--json');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toEqual({
      summary: {
        orders: lines.length - 1,
        lines: 2 * (lines.length - 1),
        unproven: [],
        unreadable: [],
        searched: ORDERS,
        file: null,
      },
    });
    expect(lines[0]).toMatchObject({ warehouse: 'WH01', departedAt: '2026-01-05T12:00:00.000Z' });
  });

  it('that cannot read a part says which, with exit code 1', async () => {
    const file = ledgerFile(join(directory, 'ledger'), 'default', 'PO2');
    const before = readFileSync(file);
    appendFileSync(file, '\n{"type":"looked","sum":"00000000"}\n');
    const { exitCode, stderr } = await confirmed(...january);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^Incomplete: 1 file of the ledger cannot be read: .*po2/m),
    ]);
    writeFileSync(file, before);
  });

  it.each([
    [['--from', '2026-01-05', '--to', '2026-01-05'], /--to: has to be later/],
    [['--from', '5 January', '--to', '2026-02-30'], /--from: "5 January"[^]*--to: "2026-02-30" is no date/],
    [['--from', '2026-01-05'], /--to/],
  ])('%j is refused', async (args, said) => {
    const { exitCode, stderr } = await confirmed(...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(said)]);
  });
});
