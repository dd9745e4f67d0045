import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { intentOf, ledgerIn, testKey } from '../../activities/ledger/support.js';
import { run } from '../terminal.js';
import type { Ran } from '../terminal.js';

const AT = Date.parse('2026-01-05T16:00:00Z');
const keyOf = (operation: string) => ({ account: 'default', operation, businessId: 'PO1', occurrence: 1 });

describe('orders evidence', () => {
  let directory: string;
  let ledger: Ledger;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'orders-evidence-'));
    ledger = ledgerIn(join(directory, 'ledger'));
    const key = keyOf('submitAcknowledgement');
    await ledger.open([{ ...intentOf('PO1', 1, 'a', '{"acknowledgementStatus":{"code":"00"}}'), key, at: AT }]);
    await ledger.append([
      { type: 'verdict', key, send: 1, at: AT + 500, verdict: { kind: 'accepted', transactionId: 'tx-1' } },
      { type: 'proven', key, send: 1, at: AT + 60_000, by: 'transaction' },
    ]);
    const update = keyOf('submitShipmentStatusUpdates');
    const body = {
      statusUpdateDetails: { statusCode: 'D1', reasonCode: 'NS', trackingNumber: '1Z9', name: 'Jane Doe' },
    };
    await ledger.open([{ ...intentOf('PO1', 1, 'u', JSON.stringify(body)), key: update, at: AT + 100_000 }]);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const evidence = (...args: string[]): Promise<Ran> =>
    run(['orders', 'evidence', ...args], {
      LEDGER_DIR: join(directory, 'ledger'),
      DOCUMENTS_KEY: `${testKey.id}:${testKey.key.toString('base64')}`,
      // Nobody listens there: it is not asked.
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });

  it('tells without Temporal what was sent, when, by whom, and what proves it', async () => {
    const { exitCode, stdout, stderr } = await evidence('PO1');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      [
        'Purchase order PO1, account default: 2 sends on record',
        '',
        'submitAcknowledgement, send 1: accepted (00)',
        '  Outcome       proven: Amazon has it',
        '  Sent          2026-01-05 16:00:00 UTC, by policy',
        '  Answer        taken by Amazon (HTTP 202), 2026-01-05 16:00:00 UTC',
        '  Transaction   tx-1',
        "  Proof         Amazon's transaction says Success, 2026-01-05 16:01:00 UTC",
        '',
        'submitShipmentStatusUpdates, send 1: DELIVERED of 1Z9',
        '  Outcome       unknown: no answer, and no proof yet',
        '  Sent          2026-01-05 16:01:40 UTC, by policy',
        '',
        'Deadlines',
        '  acknowledgement   the order date is not in the ledger; --order-date asks',
        '                    Temporal for it',
        '',
      ].join('\n'),
    );
  });

  it('has the same as data and as CSV', async () => {
    const document = JSON.parse((await evidence('PO1', '--json')).stdout) as { sends: { meaning: string }[] };
    expect(document.sends.map(({ meaning }) => meaning)).toEqual(['accepted (00)', 'DELIVERED of 1Z9']);
    const { stdout } = await evidence('PO1', '--csv');
    expect(stdout.split('\r\n').map((row) => row.split(',').slice(0, 4).join())).toEqual([
      'purchaseOrderNumber,account,operation,occurrence',
      'PO1,default,submitAcknowledgement,1',
      'PO1,default,submitShipmentStatusUpdates,1',
      '',
    ]);
  });

  it('shows bodies when asked, and warns of what they hold', async () => {
    expect((await evidence('PO1')).stdout).not.toContain('Jane Doe');
    const { stdout, stderr } = await evidence('PO1', '--with-bodies');
    expect(stdout).toContain('"name":"Jane Doe"');
    expect(stderr).toMatch(/^With bodies: a status update may hold a person's name and address\./);
  });

  it('writes a file for its owner only, and overwrites none unless told', async () => {
    const out = join(directory, 'PO1.csv');
    expect(await evidence('PO1', '--csv', '--out', out)).toMatchObject({ exitCode: 0, stdout: `${out}\n` });
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readFileSync(out, 'utf8')).toMatch(/^purchaseOrderNumber,[^]*DELIVERED of 1Z9[^]*\r\n$/);
    const again = await evidence('PO1', '--out', out);
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('--force overwrites it')]);
    expect((await evidence('PO1', '--out', out, '--force')).exitCode).toBe(0);
    expect(readFileSync(out, 'utf8')).toMatch(/^Purchase order PO1/);
  });

  it('goes on without the order date when Temporal does not answer', async () => {
    const { exitCode, stdout, stderr } = await evidence('PO1', '--order-date');
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^The order date is not known: .*cannot be reached/)]);
    expect(stdout).toContain('accepted (00)');
  }, 20_000);

  it.each([
    // arguments, exit code, what is said
    [['PO2'], 1, /has nothing of PO2 of account default/],
    [['PO1', '--account', 'other'], 2, /--account: "other" is not configured/],
    [['PO 1'], 2, /is no purchase order number/],
    [['PO1', '--csv', '--json'], 2, /--csv/],
  ])('%j is refused with the remedy', async (args, exitCode, said) => {
    const refused = await evidence(...args);
    expect([refused.exitCode, refused.stdout]).toEqual([exitCode, '']);
    expect(refused.stderr).toMatch(said);
  });
});
