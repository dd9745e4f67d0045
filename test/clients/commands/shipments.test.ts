import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipmentWorkflowId } from '../../../workflows/shipment/messages.js';
import { eventually } from '../../support/eventually.js';
import { RECIPIENT } from '../../support/shipments.js';
import { account, openShipmentDesk } from '../shipment-desk.js';
import type { ShipmentDesk } from '../shipment-desk.js';
import { parcelForm, shipmentForm } from '../shipment-form.js';
import { COMMAND, run as runCommand } from '../terminal.js';
import type { Ran } from '../terminal.js';

const LIMIT_MS = 90_000;

describe('shipments', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shipments-'));
  let desk: ShipmentDesk;
  beforeAll(async () => {
    desk = await openShipmentDesk();
  }, LIMIT_MS);
  afterAll(async () => {
    await desk.close();
    rmSync(directory, { recursive: true });
  }, LIMIT_MS);

  const written = (name: string, content: unknown): string => {
    const path = join(directory, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const run = (args: readonly string[], more: Record<string, string> = {}): Promise<Ran> =>
    runCommand(['shipments', ...args], { ...desk.environment, ...more });
  const json = async (args: readonly string[], more: Record<string, string> = {}): Promise<Record<string, unknown>> => {
    const { stdout, stderr } = await run([...args, '--json'], more);
    return JSON.parse(stdout === '' ? stderr : stdout) as Record<string, unknown>;
  };
  const create = (reference: string, changes: Record<string, unknown> = {}, more: Record<string, string> = {}) =>
    run(['create', '--file', written('one.json', shipmentForm({ shipmentReference: reference, ...changes }))], more);
  const asks = (): Record<string, string> => ({ POLICY_FILE: written('ask.json', { shipments: { rates: 'ask' } }) });
  const bought = (reference: string) => desk.until(reference, ({ state }) => state === 'PURCHASED');
  const waits = (reference: string, reason: string) => desk.untilItem(reference, reason);

  it(
    'create starts one, whose addresses are in the store and not in its history; again, it is there',
    async () => {
      const first = await create('CLI-1', { notice: { chargePermissionId: 'P01-1' } });
      expect(first).toEqual({
        exitCode: 0,
        stdout: `line 1  CLI-1  started\n1 shipment in ${join(directory, 'one.json')}: 1 started.\n`,
        stderr: '',
      });
      await bought('CLI-1');
      const handle = desk.client.workflow.getHandle(shipmentWorkflowId(account, 'CLI-1'));
      expect(JSON.stringify(await handle.fetchHistory())).not.toMatch(/Planted|gnome/);
      const again = await create('CLI-1', { notice: { chargePermissionId: 'P01-1' } });
      expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('CLI-1  there already')]);
      expect(desk.amazon.book().purchases.filter(({ parcel }) => parcel === 'CLI-1')).toHaveLength(1);
    },
    LIMIT_MS,
  );

  it(
    'create refuses other content under a reference that is there, naming what differs and no value of it',
    async () => {
      await create('CLI-2');
      const other = await create('CLI-2', {
        shipTo: { ...RECIPIENT, city: 'Otherham' },
        parcel: { ...parcelForm, weight: { value: 2, unit: 'KILOGRAM' } },
      });
      expect(other.exitCode).toBe(1);
      expect(other.stdout).toContain('refused  CLI-2 is there already with other content: parcel, addresses or texts.');
      expect(other.stdout).not.toContain('Otherham');
    },
    LIMIT_MS,
  );

  it(
    'create starts the good rows of a file, lists the bad ones, and does the rest when it is run again',
    async () => {
      const good = ['BULK-1', 'BULK-2', 'BULK-3'].map((reference) => shipmentForm({ shipmentReference: reference }));
      const bad = shipmentForm({ shipmentReference: 'BULK-4', shipTo: { ...RECIPIENT, countryCode: 'UK1' } });
      const file = written('bulk.jsonl', [...good, bad].map((form) => JSON.stringify(form)).join('\n'));
      const { exitCode, stdout } = await run(['create', '--file', file]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('line 4  BULK-4  faulty  shipTo.countryCode must');
      expect(stdout).toContain('4 shipments in ');
      expect(stdout).toContain(': 3 started, 1 faulty.');

      const mended = shipmentForm({ shipmentReference: 'BULK-4' });
      written('bulk.jsonl', [...good, mended].map((form) => JSON.stringify(form)).join('\n'));
      const again = await json(['create', '--file', file]);
      expect(again).toMatchObject({ started: 1, there: 3, failed: 0 });
      for (const reference of ['BULK-1', 'BULK-2', 'BULK-3', 'BULK-4']) await bought(reference);
      const { purchases } = desk.amazon.book();
      expect(purchases.filter(({ parcel }) => parcel.startsWith('BULK-'))).toHaveLength(4);
    },
    LIMIT_MS,
  );

  it(
    'create started twice at the same moment starts each shipment once',
    async () => {
      const forms = Array.from({ length: 15 }, (_, index) => shipmentForm({ shipmentReference: `SAME-${index}` }));
      const file = written('same.jsonl', forms.map((form) => JSON.stringify(form)).join('\n'));
      const found = await Promise.all([json(['create', '--file', file]), json(['create', '--file', file])]);
      expect(found.map(({ failed }) => failed)).toEqual([0, 0]);
      expect(found.reduce((sum, { started }) => sum + Number(started), 0)).toBe(15);
    },
    LIMIT_MS,
  );

  it(
    'create makes an order of several packages as many shipments, which show counts together',
    async () => {
      const created = await create('ORDER-1', { parcel: undefined, packages: [parcelForm, parcelForm] });
      expect(created.stdout).toContain('ORDER-1  started  2 packages');
      await Promise.all([bought('ORDER-1/1'), bought('ORDER-1/2')]);
      await eventually(
        'both are listed as bought',
        async () => (await run(['show', 'ORDER-1'])).stdout.split('PURCHASED').length === 3,
        LIMIT_MS,
      );
      expect((await run(['show', 'ORDER-1'])).stdout).toContain('2 packages of ORDER-1; show one of them for more.');
      const third = await create('ORDER-1', { parcel: undefined, packages: [parcelForm, parcelForm, parcelForm] });
      expect([third.exitCode, third.stdout]).toEqual([
        1,
        expect.stringContaining('other content: number of packages.'),
      ]);
      const { exitCode } = await run(['show', 'ORDER-1/3']);
      expect(exitCode).toBe(1);
      const packages =
        'ORDER-1 is an order of several packages, each a shipment of its own; name one: ORDER-1/1, ORDER-1/2.';
      for (const args of [
        ['cancel'],
        ['event', '--code', 'PickupDone'],
        ['documents'],
        ['choose-rate', '--service', 'x'],
      ]) {
        const [command = '', ...options] = args;
        const refused = await run([command, 'ORDER-1', ...options]);
        expect([refused.exitCode, refused.stdout + refused.stderr]).toEqual([1, expect.stringContaining(packages)]);
      }
    },
    LIMIT_MS,
  );

  it('create --dry-run checks a file and starts nothing', async () => {
    const file = written('dry.csv', 'shipmentReference,shipTo.name\nDRY-1,Jane\n');
    const { exitCode, stdout } = await run(['create', '--file', file, '--dry-run']);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('line 2  DRY-1  faulty  channel is missing.')]);
    const whole = written('dry.jsonl', shipmentForm({ shipmentReference: 'DRY-2' }));
    const good = await json(['create', '--file', whole, '--dry-run']);
    expect(good).toMatchObject({ planned: 1, started: 0, failed: 0 });
    expect((await run(['show', 'DRY-2'])).exitCode).toBe(1);
  });

  it(
    'create --after-dry-run buys what was only recorded, and nothing else anew',
    async () => {
      desk.dryRun(true);
      await create('RECORDED-1');
      await desk.until('RECORDED-1', ({ state }) => state === 'RECORDED');
      desk.dryRun(false);
      await eventually('it has ended', async () => (await json(['show', 'RECORDED-1']))['endedAt'] !== null, LIMIT_MS);
      expect((await create('RECORDED-1')).stdout).toContain('RECORDED-1  there already  RECORDED');
      const file = written('one.json', shipmentForm({ shipmentReference: 'RECORDED-1' }));
      for (const count of [1, 0]) {
        expect(await json(['create', '--file', file, '--after-dry-run'])).toMatchObject({ started: count, failed: 0 });
      }
      await bought('RECORDED-1');
      expect(desk.amazon.book().purchases.filter(({ parcel }) => parcel === 'RECORDED-1')).toHaveLength(1);
    },
    LIMIT_MS,
  );

  it(
    'choose-rate answers the question, and the rate is bought',
    async () => {
      await create('RATE-1', {}, asks());
      const { list } = await waits('RATE-1', 'RateChoiceNeeded');
      const shown = (await run(['show', 'RATE-1'])).stdout;
      expect(shown).toContain('Waits for a person: RateChoiceNeeded (obtainRates-1)');
      for (const { serviceId } of list!.rates) expect(shown).toContain(serviceId);
      const unknown = await run(['choose-rate', 'RATE-1', '--service', 'NONE']);
      expect([unknown.exitCode, unknown.stderr]).toEqual([
        1,
        expect.stringContaining('There is no such rate. Offered:'),
      ]);
      const chosen = await run(['choose-rate', 'RATE-1', '--service', 'SWA-GB-ECON', '--actor', 'ann']);
      expect([chosen.exitCode, chosen.stdout]).toEqual([0, expect.stringMatching(/^RATE-1 {2}chosen {2}/)]);
      await bought('RATE-1');
      expect(await json(['show', 'RATE-1'])).toMatchObject({
        state: 'PURCHASED',
        service: { serviceId: 'SWA-GB-ECON', isBought: true },
        audit: [{ action: 'resolve', actor: 'ann', said: 'choose to obtainRates-1' }],
        sends: [{ operation: 'purchaseShipment', status: 'accepted', actor: 'ann' }],
      });
      const stale = await run(['choose-rate', 'RATE-1', '--service', 'SWA-GB-ECON']);
      expect([stale.exitCode, stale.stderr]).toEqual([1, 'Nothing waits for a person at RATE-1; it is PURCHASED.\n']);
    },
    LIMIT_MS,
  );

  it(
    'resolve --inputs takes exactly what is asked for, checked, and keeps it out of history',
    async () => {
      const shipTo = {
        name: 'Jane Planted',
        addressLine1: '1 Planted Street',
        city: 'Plantedville',
        stateOrRegion: 'NV',
        countryCode: 'US',
        postalCode: '89501',
      };
      await create('ABROAD-1', { shipTo });
      const { missing } = await waits('ABROAD-1', 'InputsNeeded');
      expect((await run(['show', 'ABROAD-1'])).stdout).toContain('missing: shipment.NON_DELIVERABLE_INSTRUCTIONS');
      const half = written('half.json', { shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'Planted' } });
      const refused = await run(['resolve', 'ABROAD-1', 'retry', '--inputs', half]);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain('- --inputs: shipment.NON_DELIVERABLE_INSTRUCTIONS must be one of');
      for (const { path } of missing!.slice(1)) expect(refused.stderr).toContain(`${path.join('.')} is missing`);
      expect(refused.stderr).not.toContain('Planted');
      const whole = written('whole.json', {
        shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'ABANDON' },
        items: {
          'item-1': {
            ITEM_WEIGHT: { value: 1, unit: 'KILOGRAM' },
            COUNTRY_OF_ORIGIN: 'GB',
            ITEM_VALUE: { value: 40, unit: 'GBP' },
            ITEM_DESCRIPTION: 'Planted gnome',
          },
        },
      });
      const answered = await run(['resolve', 'ABROAD-1', 'retry', '--inputs', whole]);
      expect([answered.exitCode, answered.stderr]).toEqual([0, '']);
      await bought('ABROAD-1');
      const handle = desk.client.workflow.getHandle(shipmentWorkflowId(account, 'ABROAD-1'));
      expect(JSON.stringify(await handle.fetchHistory())).not.toContain('Planted');
    },
    LIMIT_MS,
  );

  it(
    'documents writes the label, notes it, and buys nothing, however often it is asked',
    async () => {
      await create('DOC-1');
      await desk.until('DOC-1', ({ documents }) => documents.length > 0);
      const out = join(directory, 'labels/');
      const first = await run(['documents', 'DOC-1', '--out', `${out}/`, '--actor', 'ann']);
      expect([first.exitCode, first.stdout]).toEqual([0, expect.stringContaining('DOC-1-LABEL.png')]);
      expect(readdirSync(out)).toEqual(['DOC-1-LABEL.png']);
      expect(readFileSync(join(out, 'DOC-1-LABEL.png')).subarray(1, 4).toString()).toBe('PNG');
      expect((await run(['documents', 'DOC-1', '--out', `${out}/`])).exitCode).toBe(2);
      expect((await run(['reprint', 'DOC-1', '--out', `${out}/`, '--force'])).exitCode).toBe(0);
      expect(desk.amazon.book().purchases.filter(({ parcel }) => parcel === 'DOC-1')).toHaveLength(1);
      const log = readFileSync(join(desk.environment['DOCUMENTS_DIR'] ?? '', 'print-log.jsonl'), 'utf8');
      const entries = log.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as object]));
      expect(entries).toMatchObject([
        { actor: 'ann', kind: 'label', account, package: 'DOC-1' },
        { kind: 'label', package: 'DOC-1' },
      ]);
      const none = await run(['documents', 'DOC-1', '--type', 'RECEIPT']);
      expect([none.exitCode, none.stderr]).toEqual([1, 'DOC-1 has no RECEIPT; it has LABEL. Nothing was written.\n']);
    },
    LIMIT_MS,
  );

  it(
    'cancel asks Amazon, the label is withdrawn, and resolve settles the refund',
    async () => {
      await create('CANCEL-1');
      await bought('CANCEL-1');
      const cancelled = await run(['cancel', 'CANCEL-1', 'NEVER-1', '--reason', 'withdrawn']);
      expect(cancelled.exitCode).toBe(1);
      expect(cancelled.stdout).toMatch(
        /^CANCEL-1 {2}being cancelled {2}CANCELLING\nNEVER-1 {2}not done {2}Temporal knows no/,
      );
      expect(cancelled.stdout).toContain('1 done, 1 not.');
      await waits('CANCEL-1', 'RefundExpected');
      const printed = await run(['documents', 'CANCEL-1', '--out', directory]);
      expect([printed.exitCode, printed.stderr]).toEqual([1, expect.stringContaining('its label must not be used')]);
      const settled = await run(['resolve', 'CANCEL-1', 'settled', '--reference', 'refund 17']);
      expect([settled.exitCode, settled.stdout]).toEqual([0, expect.stringMatching(/^CANCEL-1 {2}answered {2}/)]);
      await desk.until('CANCEL-1', ({ state }) => state === 'CANCELLED');
      await eventually(
        'it is listed as ended',
        async () => (await run(['list', '--state', 'CANCELLED'])).stdout.includes('CANCEL-1'),
        LIMIT_MS,
      );
      expect(await json(['show', 'CANCEL-1'])).toMatchObject({
        refund: { outcome: 'settled', reference: 'refund 17' },
      });
    },
    LIMIT_MS,
  );

  it(
    'event brings a parcel to its end, once',
    async () => {
      await create('EVENT-1');
      const { purchase } = await desk.until('EVENT-1', (found) => found.purchase?.trackingId !== undefined);
      const trackingId = purchase?.trackingId ?? '';
      const wrong = await run(['event', 'EVENT-1', '--code', 'Delivered', '--tracking', 'OTHER']);
      expect([wrong.exitCode, wrong.stdout]).toEqual([
        1,
        `EVENT-1  refused  The parcel has tracking id ${trackingId}, not OTHER.\n`,
      ]);
      const done = await run(['event', 'EVENT-1', '--code', 'Delivered', '--tracking', trackingId]);
      expect(done).toMatchObject({ exitCode: 0, stdout: 'EVENT-1  reported  DELIVERED\n' });
    },
    LIMIT_MS,
  );

  it(
    'list and show tell what waits, and attention beside them; attention resolve answers it',
    async () => {
      await create('WAIT-1', {}, asks());
      await waits('WAIT-1', 'RateChoiceNeeded');
      await eventually(
        'it is listed',
        async () => (await run(['list', '--attention'])).stdout.includes('WAIT-1'),
        LIMIT_MS,
      );
      const attention = (...args: string[]) => runCommand(['attention', ...args], desk.environment);
      const { stdout } = await attention();
      expect(stdout).toContain('WAIT-1  RateChoiceNeeded  shipment');
      expect(stdout).toContain('fulfillment shipments choose-rate WAIT-1 --service SERVICE');
      const listed = JSON.parse((await attention('list', '--type', 'shipment', '--json')).stdout) as {
        items: object[];
      };
      expect(listed.items).toContainEqual(
        expect.objectContaining({
          process: 'shipment',
          account,
          businessId: 'WAIT-1',
          purchaseOrderNumber: null,
          reason: 'RateChoiceNeeded',
          answers: ['choose', 'retry', 'abort'],
        }),
      );
      expect((await attention('list', '--type', 'purchase-order')).stdout).toContain('Nothing waits');
      const data = ['--data', '{"serviceId":"SWA-GB-ECON"}'];
      const answered = await attention('resolve', 'WAIT-1', 'choose', '--type', 'shipment', ...data);
      expect([answered.exitCode, answered.stderr]).toEqual([0, '']);
      await bought('WAIT-1');
    },
    LIMIT_MS,
  );

  it.each<[args: string[], says: string]>([
    [['create', '--file', 'missing.json'], '- --file: missing.json cannot be read (ENOENT)'],
    [['create', '--file', 'orders.xlsx'], '- --file: orders.xlsx has to end in .json, .jsonl or .csv.'],
    [['show', 'A B'], '- REFERENCE: "A B" is no reference of a shipment'],
    [['choose-rate', 'A'], '- --service: is missing'],
    [['choose-rate', 'A', '--service', 'x', '--format', 'GIF'], '- --format: "GIF" is not one of PDF, PNG, ZPL'],
    [['resolve', 'A', 'abort', '--inputs', '/nowhere'], '- ANSWER: abort takes no --inputs'],
    [['resolve', 'A', 'retry', '--details', '/nowhere'], '- --details: /nowhere cannot be read (ENOENT)'],
    [['event', 'A', '--code', 'Deliverd'], '- --code: "Deliverd" is not one of ReadyForReceive, PickupDone'],
    [['list', '--state', 'SENT'], '- --state: "SENT" is not one of RECEIVED'],
    [['cancel', 'A', '--account', 'other'], '- --account: "other" is not configured'],
  ])('%j does nothing and says what is wrong', async (args, says) => {
    const { exitCode, stderr } = await run(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  it('create reads one shipment from stdin', async () => {
    const form = JSON.stringify(shipmentForm({ shipmentReference: 'STDIN-1' }));
    const args = [COMMAND, 'shipments', 'create', '--file', '-', '--dry-run', '--json'];
    const environment = { ...desk.environment, PATH: process.env['PATH'] ?? '' };
    const ran = spawnSync(process.execPath, args, { input: form, env: environment, encoding: 'utf8' });
    expect([ran.status, JSON.parse(ran.stdout)]).toEqual([0, expect.objectContaining({ planned: 1 })]);
  });

  it('create lists everything that is wrong with a single shipment', async () => {
    const { exitCode, stderr } = await create('ONE-1', { businessId: 'UK', shipTo: { name: 'Planted' } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('- --file: businessId must be one of');
    expect(stderr).toContain('- --file: shipTo.city is missing');
    expect(stderr).not.toContain('Planted');
  });
});
