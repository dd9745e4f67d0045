import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryStore } from '../../../activities/documents/directory-store.js';
import { createDirectoryLedger } from '../../../activities/ledger/directory-ledger.js';
import { reportText } from '../../../clients/commands/doctor-report.js';
import type { Speaker } from '../../../clients/speakers.js';
import { retentionFinding, speakerFinding } from '../../../clients/commands/doctor-temporal.js';
import { plainPaint } from '../../../clients/commands/paint.js';
import type { Finding } from '../../../workers/examination.js';
import { devServerAddress } from '../../support/servers.js';
import { openShownOrders } from '../stand-in/shown-orders.js';
import { run } from '../terminal.js';

const DAY_MS = 86_400_000;
const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
const SECRET = 'made-up-client-secret';
const key = { id: 'k1', key: Buffer.alloc(32, 3) };

/** Everything but Temporal and Amazon that a worker needs; nothing answers at its endpoints. */
const complete = {
  ...NOWHERE,
  SP_API_REGION: 'NA',
  SP_API_ENDPOINT: 'http://127.0.0.1:1',
  LWA_ENDPOINT: 'http://127.0.0.1:1/auth/o2/token',
  LWA_CLIENT_ID: 'made-up-client',
  LWA_CLIENT_SECRET: SECRET,
  LWA_REFRESH_TOKEN: 'Atzr|made-up',
  LABEL_MODE: 'amazon',
  DOCUMENTS_KEY: `k1:${key.key.toString('base64')}`,
  INTAKE_TOKEN: 'made-up-intake-token',
};

async function doctor(
  environment: Record<string, string>,
  ...args: string[]
): Promise<{ exitCode: number; findings: (Finding & { part: string })[]; errors: number }> {
  const { exitCode, stdout } = await run(['doctor', '--json', ...args], environment);
  return { exitCode, ...(JSON.parse(stdout) as { findings: (Finding & { part: string })[]; errors: number }) };
}

describe('doctor', () => {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'doctor-'));
    const cipher = createCipher([key]);
    await createDirectoryLedger({ directory: join(directory, 'ledger'), cipher }).identity();
    await createDirectoryStore({ directory: join(directory, 'documents'), cipher }).put(Buffer.from('x'), 'text/plain');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const withStores = (): Record<string, string> => ({
    ...complete,
    LEDGER_DIR: join(directory, 'ledger'),
    DOCUMENTS_DIR: join(directory, 'documents'),
  });

  it('examines every part, whatever the others are like, and ends with exit code 1', async () => {
    const { exitCode, findings, errors } = await doctor(withStores());
    const worst = (part: string): string[] => [
      ...new Set(findings.filter((row) => row.part === part).map(({ status }) => status)),
    ];
    expect(exitCode).toBe(1);
    expect(worst('configuration')).toEqual(['ok']);
    expect(worst('temporal')).toEqual(['error']);
    expect(worst('amazon')).toContain('error');
    expect(worst('shipping')).toEqual(['ok', 'warning']);
    expect(worst('amazon-pay')).toEqual(['ok']);
    expect(worst('ndr')).toEqual(['ok']);
    expect(worst('stores')).not.toContain('error');
    expect(worst('notify')).toEqual(['warning']);
    expect(errors).toBe(findings.filter(({ status }) => status === 'error').length);
    expect(findings.filter(({ status, remedy }) => status !== 'ok' && remedy === null)).toEqual([]);
  }, 20_000);

  it('never shows a secret', async () => {
    const { stdout, stderr } = await run(['doctor'], withStores());
    expect(stdout + stderr).not.toContain(SECRET);
    expect(stdout + stderr).not.toContain('Atzr|');
    expect(stdout + stderr).not.toContain(key.key.toString('base64'));
  }, 20_000);

  it('lists every fault of the configuration, each with its remedy, and the parts that wait for it', async () => {
    const { exitCode, findings } = await doctor({ LABEL_MODE: 'none' }, '--only', 'configuration,amazon,stores');
    expect(exitCode).toBe(1);
    const configuration = findings.filter(({ part }) => part === 'configuration');
    for (const name of ['SP_API_REGION', 'LWA_CLIENT_SECRET', 'LABEL_MODE', 'DOCUMENTS_KEY']) {
      expect(configuration).toContainEqual(
        expect.objectContaining({
          status: 'error',
          what: expect.stringContaining(`${name} `),
          remedy: expect.any(String),
        }),
      );
    }
    expect(configuration).toContainEqual(
      expect.objectContaining({ status: 'warning', what: expect.stringContaining('INTAKE_TOKEN') }),
    );
    expect(findings.filter(({ what }) => what.startsWith('Not examined')).map(({ part }) => part)).toEqual([
      'amazon',
      'stores',
    ]);
  });

  it('warns of each own carrier without an address for its status updates', async () => {
    const file = join(directory, 'warehouses.json');
    const own = { mode: 'vendor-carrier', scacCode: 'UPSN' };
    const statusAddress = { name: 'UPS', addressLine1: '1 Hub Road', countryCode: 'US' };
    const labelModes = [
      { shipMethod: 'A', ...own },
      { shipMethod: 'B', ...own, statusAddress },
      { shipMethod: '*', mode: 'amazon' },
    ];
    writeFileSync(file, JSON.stringify({ warehouses: [{ partyId: 'WH01', labelModes }] }));
    const { LABEL_MODE: _replaced, ...others } = withStores();
    const warned = async (environment: Record<string, string>): Promise<string[]> =>
      (await doctor(environment, '--only', 'configuration')).findings
        .filter(({ check }) => check === 'status-address')
        .map(({ status, what }) => `${status}: ${what}`);
    expect(await warned({ ...others, WAREHOUSES_FILE: file })).toEqual([
      'warning: Warehouse WH01, ship method A: your own carrier has no statusAddress, which status updates need.',
    ]);
    expect(await warned({ ...others, LABEL_MODE: 'vendor-carrier' })).toEqual([
      'warning: LABEL_MODE=vendor-carrier knows no address of the carrier, which status updates need.',
    ]);
    expect(await warned(withStores())).toEqual([]);
  });

  it('examines the parts that are named only', async () => {
    const { exitCode, findings } = await doctor(withStores(), '--only', 'stores, configuration');
    expect(exitCode).toBe(0);
    expect([...new Set(findings.map(({ part }) => part))]).toEqual(['configuration', 'stores']);
    const refused = await run(['doctor', '--only', 'stores,heart'], complete);
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(
      '- --only: "heart": there are configuration, temporal, amazon, shipping, amazon-pay, ndr, stores, notify, inventory-hook.',
    );
  });

  it('takes a key of Amazon Pay that is for another environment as a fault of the worker', async () => {
    const file = join(directory, 'pay.pem');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const pay = {
      AMAZON_PAY_REGION: 'NA',
      AMAZON_PAY_ENVIRONMENT: 'live',
      AMAZON_PAY_PUBLIC_KEY_ID: 'LIVE-A1',
      AMAZON_PAY_PRIVATE_KEY_FILE: file,
    };
    const good = await doctor({ ...withStores(), ...pay }, '--only', 'configuration,amazon-pay');
    expect([good.exitCode, good.findings.map(({ status }) => status)]).toEqual([0, ['ok', 'ok', 'ok']]);
    const wrong = { ...pay, AMAZON_PAY_PUBLIC_KEY_ID: 'SANDBOX-A1' };
    const { exitCode, findings } = await doctor({ ...withStores(), ...wrong }, '--only', 'configuration,amazon-pay');
    expect([exitCode, findings.map(({ part, status }) => `${part} ${status}`)]).toEqual([
      1,
      ['configuration error', 'amazon-pay error'],
    ]);
    expect(findings[0]?.what).toContain('AMAZON_PAY_PUBLIC_KEY_ID is a key for sandbox');
  });

  it('warns of the secrets of a receiver that may run elsewhere, and shows those of none', async () => {
    const file = join(directory, 'ndr.json');
    const authentication = { apiKey: { keys: ['env:NDR_KEY'] } };
    const shippers = [{ account: 'default', shippingPartyAccountId: 'P1' }];
    writeFileSync(file, JSON.stringify({ shippers, receiver: { authentication } }));
    const environment = { ...withStores(), SP_API_REGION: 'EU', NDR_FILE: file };
    const elsewhere = await doctor(environment, '--only', 'ndr');
    expect(elsewhere.exitCode).toBe(0);
    expect(elsewhere.findings.filter(({ status }) => status !== 'ok')).toMatchObject([
      { status: 'warning', what: expect.stringContaining('NDR_KEY') },
    ]);
    const here = await run(['doctor', '--only', 'ndr'], { ...environment, NDR_KEY: SECRET });
    expect(here.stdout).toMatch(/API\s+key in X-API-KEY/);
    expect(here.stdout).not.toContain(SECRET);
  });

  it('finds what a namespace lacks before its first worker', async () => {
    const bare = await openShownOrders({ isSetUp: false });
    const { exitCode, findings } = await doctor({ ...withStores(), ...bare.environment }, '--only', 'temporal');
    expect(exitCode).toBe(1);
    expect(findings.map(({ check, status, remedy }) => [check, status, remedy])).toEqual([
      ['server', 'ok', null],
      ['retention', 'warning', expect.stringContaining('--retention')],
      ['search-attributes', 'error', 'fulfillment setup'],
      ['task-queue', 'error', 'fulfillment worker'],
      ['task-queue', 'error', 'fulfillment worker'],
      ['speaker', 'error', 'fulfillment worker'],
      ['orders', 'error', 'Examine again.'],
    ]);
  }, 30_000);

  it('sees workers that poll, queue by queue', async () => {
    const orders = await openShownOrders();
    await orders.startWorker();
    try {
      const { findings } = await doctor({ ...withStores(), ...orders.environment }, '--only', 'temporal');
      expect(findings.map(({ check, account, status }) => [check, account, status])).toEqual([
        ['server', null, 'ok'],
        ['retention', null, 'warning'],
        ['search-attributes', null, 'ok'],
        ['task-queue', null, 'ok'],
        ['task-queue', 'default', 'error'],
        ['speaker', 'default', 'error'],
        ['orders', null, 'ok'],
      ]);
      const pay = { ...withStores(), ...orders.environment, AMAZON_PAY_ENVIRONMENT: 'sandbox' };
      expect((await doctor(pay, '--only', 'temporal')).findings).toContainEqual(
        expect.objectContaining({ status: 'error', what: expect.stringContaining('amazon-pay/sandbox') }),
      );
    } finally {
      await orders.stopWorker();
    }
  }, 60_000);

  it('names a namespace that does not exist', async () => {
    const { client } = await openShownOrders({ isSetUp: false });
    const environment = {
      ...withStores(),
      TEMPORAL_ADDRESS: devServerAddress(),
      TEMPORAL_NAMESPACE: `no-${client.options.namespace}`,
    };
    const { findings } = await doctor(environment, '--only', 'temporal');
    expect(findings).toMatchObject([
      { check: 'server', status: 'error', what: expect.stringContaining('does not exist') },
    ]);
  }, 30_000);

  it('sends a test notice on demand', async () => {
    const received: unknown[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push(JSON.parse(body));
        response.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const notify = {
      NOTIFY_URL: `http://127.0.0.1:${port}/hook`,
      NOTIFY_KEY: `whsec_${Buffer.alloc(32, 5).toString('base64')}`,
    };
    try {
      const silent = await doctor({ ...complete, ...notify }, '--only', 'notify');
      expect([silent.exitCode, received]).toEqual([0, []]);
      const { exitCode, findings } = await doctor({ ...complete, ...notify }, '--only', 'notify', '--notify');
      expect([exitCode, findings[0]?.status]).toEqual([0, 'ok']);
      expect(received).toMatchObject([{ type: 'test', data: { account: 'default' } }]);
    } finally {
      receiver.close();
      receiver.closeAllConnections();
    }
  });
});

describe('the retention of a namespace', () => {
  it.each([
    // days, status, said
    [1, 'warning', '1 day.'],
    [3, 'warning', '3 days.'],
    [6.9, 'warning', '6.9 days.'],
    [7, 'ok', '7 days.'],
    [30, 'ok', '30 days.'],
  ])('of %p days is %s', (days, status, said) => {
    expect(retentionFinding('default', days * DAY_MS)).toMatchObject({ status, what: expect.stringContaining(said) });
  });
});

describe('who speaks for an account', () => {
  it.each<[string, Partial<Speaker>, string, string, string | null]>([
    // rule, who, status, said, remedy
    ['is fine when one does', { process: '4@a' }, 'ok', '4@a speaks to Amazon; no other process stands by.', null],
    [
      'names those that would take over',
      { process: '4@a', standsBy: ['5@a', '7@b'] },
      'ok',
      '4@a speaks to Amazon; 5@a, 7@b would take over.',
      null,
    ],
    ['is soon somebody when one stands by', { standsBy: ['5@a'] }, 'warning', 'at the moment', 'Within a minute'],
    ['is nobody without a worker', {}, 'error', 'none stands by', 'fulfillment worker'],
    [
      'is nobody while the lease is paused',
      { standsBy: ['5@a'], pausedActivity: '3' },
      'error',
      'the lease was paused',
      'temporal activity unpause --workflow-id speaker/acme --activity-id 3',
    ],
  ])('%s', (_rule, who, status, said, remedy) => {
    const nobody: Speaker = { process: null, since: null, standsBy: [], pausedActivity: null };
    expect(speakerFinding('acme', { ...nobody, ...who })).toMatchObject({
      status,
      what: expect.stringContaining(said),
      remedy: remedy === null ? null : expect.stringContaining(remedy),
    });
  });
});

describe('the report', () => {
  const finding = (changes: Partial<Finding>): Finding => ({
    status: 'ok',
    check: 'x',
    account: null,
    what: 'Good.',
    remedy: null,
    ...changes,
  });

  it('fits 80 columns, keeps words whole, and counts', () => {
    const what =
      'Something is wrong here, and the sentence that says so is longer than a terminal is wide, as they are.';
    const text = reportText(
      [{ part: 'stores', findings: [finding({}), finding({ status: 'error', what, remedy: 'Mend it.' })] }],
      plainPaint,
    );
    expect(text).toBe(
      [
        'stores',
        '  ok       Good.',
        '  error    Something is wrong here, and the sentence that says so is longer than',
        '           a terminal is wide, as they are.',
        '         > Mend it.',
        '',
        '1 error, 0 warnings, 1 ok.',
      ].join('\n'),
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('names accounts where there are several', () => {
    const findings = [finding({ account: 'acme-us' }), finding({ account: 'acme-de' })];
    expect(reportText([{ part: 'amazon', findings }], plainPaint)).toContain('  ok       acme-us: Good.\n');
    expect(reportText([{ part: 'amazon', findings: findings.slice(1) }], plainPaint)).toContain('  ok       Good.\n');
  });
});
