import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryLedger } from '../../../activities/ledger/directory-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { deliveryNotificationWorkflowId } from '../../../workflows/delivery-notification/messages.js';
import { startPayWorld } from '../../activities/delivery-notification/merchant.js';
import type { PayWorld } from '../../activities/delivery-notification/merchant.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { account, openNoticeDesk } from '../../workflows/delivery-notification/notice-desk.js';
import type { NoticeDesk } from '../../workflows/delivery-notification/notice-desk.js';
import { run as runCommand } from '../terminal.js';
import type { Ran } from '../terminal.js';

const LIMIT_MS = 60_000;
const order = ['--charge-permission', 'P01-1234567-1234567'];

describe('notices', () => {
  const directory = mkdtempSync(join(tmpdir(), 'notices-'));
  const key = { id: 'k1', key: Buffer.alloc(32, 7) };
  let desk: NoticeDesk;
  let world: PayWorld;
  let ledger: Ledger;
  beforeAll(async () => {
    installQuietRuntime();
    world = await startPayWorld();
    ledger = createDirectoryLedger({ directory, cipher: createCipher([key]) });
    desk = await openNoticeDesk(() => world.dependencies({ ledger }));
  }, LIMIT_MS);
  afterAll(async () => {
    await desk.close();
    await world.amazon.stop();
    rmSync(directory, { recursive: true });
  }, LIMIT_MS);

  const run = (args: readonly string[], more: Record<string, string> = {}): Promise<Ran> =>
    runCommand(['notices', ...args], {
      ...desk.environment,
      SP_API_ACCOUNT: account,
      AMAZON_PAY_ENVIRONMENT: 'live',
      LEDGER_DIR: directory,
      DOCUMENTS_KEY: `k1:${key.key.toString('base64')}`,
      ...more,
    });
  const resultOf = (trackingNumber: string): Promise<unknown> =>
    desk.client.workflow.getHandle(deliveryNotificationWorkflowId('live', trackingNumber)).result();

  it('create says all that is missing, by the names of its options', async () => {
    expect(await run(['create', 'CLI0'])).toMatchObject({
      exitCode: 2,
      stderr:
        'Nothing was done: 2 faults.\n' +
        '- --charge-permission, --order-reference: one of them is needed: the order of Amazon Pay.\n' +
        '- --carrier, --carrier-code: one of them is needed: the carrier.\n',
    });
    const both = await run(['create', 'CLI0', '--carrier', 'UPS', '--carrier-code', 'UPS', ...order]);
    expect(both.stderr).toContain('- --carrier, --carrier-code: only one of them may be given.');
  });

  it(
    'create starts one; again, it has ended',
    async () => {
      const first = await run(['create', 'CLI1', '--carrier', 'UPS', ...order]);
      expect(first).toEqual({ exitCode: 0, stdout: 'CLI1  started\n', stderr: '' });
      await resultOf('CLI1');
      const again = await run(['create', 'cli1', '--carrier', 'UPS', ...order, '--json']);
      expect([again.exitCode, JSON.parse(again.stdout)]).toEqual([
        1,
        {
          environment: 'live',
          trackingNumber: 'cli1',
          account,
          workflowId: 'pay/live/CLI1',
          outcome: 'ended',
          state: 'ACCEPTED',
          isForAnotherOrder: false,
        },
      ]);
      const other = await run(['create', 'CLI1', '--carrier', 'UPS', '--order-reference', 'P01-1234567-1234567']);
      expect(other).toMatchObject({ exitCode: 1, stdout: 'CLI1  ended  ACCEPTED  for another order of Amazon Pay\n' });
      expect(world.accepted()).toEqual(['CLI1']);
    },
    LIMIT_MS,
  );

  it.each<[args: string[], says: string]>([
    [['create', 'X Y', '--carrier', 'UPS', ...order], '- TRACKING: must be plain ASCII without spaces'],
    [['create', 'X1', ...order], '--carrier, --carrier-code: one of them'],
    [['create', 'X1', '--carrier-code', 'ups', ...order], '- --carrier-code: must have capitals'],
    [['create', 'X1', '--carrier', 'UPS'], '--charge-permission, --order-reference: one of them'],
    [['create', 'X1', '--carrier', 'UPS', ...order, '--account', 'other'], '- --account: "other" is not configured'],
    [['show', 'X Y'], '- TRACKING: "X Y" is no tracking number'],
    [['resolve', 'X1', 'retry', '--data', '{'], '- --data: is no valid JSON'],
    [['list', '--limit', '0'], '- --limit'],
  ])('%j does nothing and says what is wrong', async (args, says) => {
    const { exitCode, stderr } = await run(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  it.each(['create', 'show', 'resolve'])('%s needs to know where notices go', async (name) => {
    const args = { create: ['--carrier', 'UPS', ...order], show: [], resolve: ['retry'] }[name] ?? [];
    const { exitCode, stderr } = await run([name, 'X1', ...args], { AMAZON_PAY_ENVIRONMENT: '' });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('AMAZON_PAY_ENVIRONMENT: is missing')]);
  });

  it(
    'show and list tell what waits, and resolve answers it',
    async () => {
      await run(['create', 'CLI2', '--carrier', 'Pigeon Post', ...order, '--actor', 'ann']);
      await eventually('it waits', async () => (await run(['show', 'CLI2'])).stdout.includes('PayCarrierMissing'));
      const shown = await run(['show', 'CLI2', '--json']);
      expect(JSON.parse(shown.stdout)).toMatchObject({
        trackingNumber: 'CLI2',
        state: 'SENDING',
        carrier: 'Pigeon Post',
        items: [{ reason: 'PayCarrierMissing', answers: ['retry', 'done-elsewhere', 'abort'] }],
        sends: [],
      });
      expect(shown.stdout).not.toContain('P01-');
      await eventually('it is listed', async () => (await run(['list', '--attention'])).stdout.includes('CLI2'));
      const data = ['--data', '{"carrierCode":"DPD"}'];
      const answered = await run(['resolve', 'CLI2', 'retry', ...data]);
      expect(answered).toMatchObject({ exitCode: 0, stdout: 'CLI2  answered  SENDING\n' });
      await resultOf('CLI2');
      const ended = (await run(['show', 'CLI2'])).stdout;
      expect(ended).toContain('ACCEPTED');
      expect(ended).toMatch(/1\. \d{4}-.* UTC {2}accepted {2}by ann/);
      await eventually('it is listed as ended', async () => (await run(['list', '--ended'])).stdout.includes('CLI2'));
      const refused = await run(['resolve', 'CLI2', 'retry', '--item', 'sendNotice-1']);
      expect([refused.exitCode, refused.stderr]).toEqual([1, 'The notice has ended: ACCEPTED.\n']);
    },
    LIMIT_MS,
  );

  it(
    'show has what the ledger knows where Temporal knows nothing, and says so where neither does',
    async () => {
      const other = await openNoticeDesk(() => world.dependencies());
      try {
        const shown = await run(['show', 'CLI1'], other.environment);
        expect(shown.stdout).toContain('only in the ledger');
        expect(shown.stdout).toContain('accepted');
        const unknown = await run(['show', 'NEVER1'], other.environment);
        expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining('knows no delivery notice')]);
      } finally {
        await other.close();
      }
    },
    LIMIT_MS,
  );
});
