import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryStore } from '../../../activities/documents/directory-store.js';
import type { Verdict } from '../../../activities/ledger/ledger.js';
import type { BundleManifest } from '../../../clients/support/bundle.js';
import { intentOf, ledgerIn, testKey } from '../../activities/ledger/support.js';
import { openShownOrders } from '../stand-in/shown-orders.js';
import type { ShownOrders } from '../stand-in/shown-orders.js';
import { run } from '../terminal.js';
import type { Ran } from '../terminal.js';

/** None of it may be in a bundle, wherever it was. */
const NAME = 'Jane Planted Doe';
const STREET = '12 Planted Street';
const PHONE = '+1 555 010 4477';
const OPERATOR = 'ann.operator';
const SECRET = 'hush-client-secret';
const personal = `${NAME}, ${STREET}, ${PHONE}`;

const AT = Date.parse('2026-01-05T16:00:00Z');
const keyOf = (operation: string) => ({ account: 'default', operation, businessId: 'PO1', occurrence: 1 });

describe('support-bundle', () => {
  let orders: ShownOrders;
  let directory: string;
  let environment: Record<string, string>;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'support-bundle-'));
    orders = await openShownOrders();
    await orders.startWorker();
    environment = {
      ...orders.environment,
      LEDGER_DIR: join(directory, 'ledger'),
      DOCUMENTS_DIR: join(directory, 'documents'),
      DOCUMENTS_KEY: `${testKey.id}:${testKey.key.toString('base64')}`,
      LWA_CLIENT_SECRET: SECRET,
    };
    const documents = createDirectoryStore({
      directory: join(directory, 'documents'),
      cipher: createCipher([testKey]),
    });
    const address = { name: NAME, addressLine1: STREET, phone: PHONE };
    const raw = { payload: { orderDetails: { shipToParty: address } } };
    const { documentId } = await documents.put(Buffer.from(JSON.stringify(raw)), 'application/json');
    await orders.show('PO1', {
      state: 'ACKNOWLEDGED',
      orderDocumentId: documentId,
      hold: { since: '2026-01-05T16:00:00Z', actor: OPERATOR, reason: personal },
      acknowledgement: { code: '03', description: personal, decidedAt: '2026-01-05T16:00:00Z', actor: OPERATOR },
      transactionIds: ['tx-state'],
      departedBy: OPERATOR,
      audit: [
        {
          at: '2026-01-05T16:00:00Z',
          action: 'hold',
          actor: OPERATOR,
          requestId: 'r-1',
          reason: personal,
          said: personal,
          refused: personal,
        },
      ],
      attention: {
        items: [
          {
            attentionId: 'acknowledge-1',
            step: 'acknowledge',
            reason: 'Rejected',
            message: 'submitAcknowledgement was refused: InvalidInput.',
            answers: ['retry'],
            raisedAt: '2026-01-05T16:00:00Z',
            details: { codes: ['InvalidInput'] },
          },
        ],
        raised: 1,
        resolutions: { 'x-1': { answer: 'retry', data: { note: personal }, reference: personal, actor: OPERATOR } },
      } as never,
      references: ['co:114-1'],
    });

    const ledger = ledgerIn(join(directory, 'ledger'));
    const send = async (operation: string, body: unknown, requestId: string): Promise<void> => {
      const key = keyOf(operation);
      await ledger.open([{ ...intentOf('PO1', 1, operation, JSON.stringify(body)), key, at: AT, actor: OPERATOR }]);
      const verdict: Verdict = {
        kind: 'refused',
        failure: 'Rejected',
        status: 400,
        codes: ['InvalidInput'],
        requestId,
      };
      await ledger.append([
        ...(operation === 'submitAcknowledgement'
          ? []
          : [{ type: 'proven', key, send: 1, at: AT, by: 'evidence' } as const]),
        { type: 'verdict', key, send: 1, at: AT, verdict, errors: personal },
        { type: 'overruled', key, send: 1, at: AT, actor: OPERATOR, requestId: 'u-1' },
      ]);
    };
    await send('submitAcknowledgement', { acknowledgementStatus: { code: '03', description: personal } }, 'req-1');
    await send('submitShipmentStatusUpdates', { statusUpdateDetails: { statusLocationAddress: address } }, 'req-2');

    const lines = [
      {
        level: 30,
        time: AT,
        workflowId: 'po/default/PO1',
        msg: 'call',
        operation: 'submitAcknowledgement',
        status: 400,
      },
      {
        level: 50,
        time: AT,
        businessId: 'PO1',
        msg: `about ${NAME}`,
        shipToParty: address,
        note: personal,
        [STREET]: 1,
      },
      {
        level: 50,
        time: AT,
        businessId: 'PO1',
        msg: 'failed',
        err: { type: 'Error', message: personal, stack: `Error: ${personal}\n    at a (b.js:1:1)` },
      },
      { level: 30, time: AT, businessId: 'PO2', msg: 'another order' },
    ];
    writeFileSync(join(directory, 'worker.log'), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"torn`);
  }, 60_000);
  afterAll(async () => {
    await orders.stopWorker();
    rmSync(directory, { recursive: true });
  });

  const bundle = (out: string, order = 'PO1', more: Record<string, string> = {}): Promise<Ran> =>
    run(['support-bundle', order, '--out', join(directory, out), '--log', join(directory, 'worker.log')], {
      ...environment,
      ...more,
    });
  const contents = (out: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(directory, out)).map((file) => [file, readFileSync(join(directory, out, file), 'utf8')]),
    );
  const manifestOf = (out: string): BundleManifest =>
    JSON.parse(contents(out)['manifest.json'] ?? '') as BundleManifest;

  it('has every part, listed with its hash, for the owner only', async () => {
    const { exitCode, stdout } = await bundle('whole');
    expect(exitCode).toBe(0);
    const { files, missing, account, purchaseOrderNumber } = manifestOf('whole');
    expect([account, purchaseOrderNumber, missing]).toEqual(['default', 'PO1', []]);
    expect(files.map(({ file }) => file)).toEqual([
      'evidence.json',
      'order.json',
      'pending.json',
      'history.json',
      'configuration.json',
      'log.jsonl',
    ]);
    const written = contents('whole');
    for (const { file, sha256 } of files) {
      expect(
        createHash('sha256')
          .update(written[file] ?? '')
          .digest('hex'),
      ).toBe(sha256);
      expect(statSync(join(directory, 'whole', file)).mode & 0o777).toBe(0o600);
    }
    expect(stdout).toMatch(/^Left out: 1 log line that is no JSON\.$/m);
  });

  it('tells what support needs', async () => {
    await bundle('useful');
    const {
      'evidence.json': evidence = '',
      'order.json': order = '',
      'log.jsonl': log = '',
      ...others
    } = contents('useful');
    expect(JSON.parse(evidence)).toMatchObject({
      sends: [
        {
          meaning: 'rejected (03)',
          outcome: 'overruled',
          requestIds: ['req-1'],
          codes: ['InvalidInput'],
          by: 'person 1',
        },
        { operation: 'submitShipmentStatusUpdates', requestIds: ['req-2'], proof: { by: 'evidence' } },
      ],
    });
    expect(JSON.parse(order)).toMatchObject({
      status: 'RUNNING',
      order: {
        state: 'ACKNOWLEDGED',
        transactionIds: ['tx-state'],
        hold: { actor: 'person 1', reason: '[redacted]' },
        attention: { items: [{ reason: 'Rejected', message: 'submitAcknowledgement was refused: InvalidInput.' }] },
      },
    });
    expect(JSON.parse(others['history.json'] ?? '')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          workflowExecutionStartedEventAttributes: expect.objectContaining({
            workflowType: 'purchaseOrder',
            taskQueue: 'amazon-fulfillment',
            workflowTaskTimeout: expect.stringMatching(/^\d+ ms$/) as unknown,
          }) as unknown,
        }),
      ]),
    );
    expect(JSON.parse(others['configuration.json'] ?? '')).toMatchObject({
      isSet: { LWA_CLIENT_SECRET: true, NOTIFY_KEY: false },
      accounts: ['default'],
    });
    const logged = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.map(({ msg }) => msg)).toEqual(['call', 'about [redacted]', 'failed']);
    expect(logged[2]).toMatchObject({ err: { frames: ['at a (b.js:1:1)'] } });
  });

  it('holds no name, address, phone number, free text, colleague or secret from any place', async () => {
    await bundle('clean');
    for (const [file, text] of Object.entries(contents('clean'))) {
      for (const planted of [
        'Planted',
        'Jane',
        '555 010',
        '4477',
        'operator',
        'hush',
        testKey.key.toString('base64'),
      ]) {
        expect([file, text.includes(planted) ? planted : 'clean']).toEqual([file, 'clean']);
      }
    }
  });

  it('without Temporal, or with an order that only the ledger knows, says what is missing and why', async () => {
    expect((await bundle('no-temporal', 'PO1', { TEMPORAL_ADDRESS: '127.0.0.1:1' })).exitCode).toBe(0);
    const { files, missing } = manifestOf('no-temporal');
    expect(files.map(({ file }) => file)).toEqual(['evidence.json', 'configuration.json', 'log.jsonl']);
    expect(missing).toEqual([
      { what: 'the order in Temporal', why: expect.stringContaining('cannot be reached') as unknown },
    ]);
  }, 20_000);

  it('without anything of the order is written all the same, with exit code 1', async () => {
    expect((await bundle('nothing', 'PO404')).exitCode).toBe(1);
    expect(
      manifestOf('nothing')
        .missing.map(({ what }) => what)
        .toSorted(),
    ).toEqual(['the order in Temporal', 'what was sent to Amazon']);
  });

  it('never mixes with what is there', async () => {
    mkdirSync(join(directory, 'used'));
    writeFileSync(join(directory, 'used', 'x'), '');
    const { exitCode, stderr } = await bundle('used');
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/--out: .*used is there and not empty/)]);
  });
});
