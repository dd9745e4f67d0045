import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountState } from '../../workflows/account/state.js';
import { accountWorkflowId, viewQuery } from '../../workflows/account/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { run } from '../clients/terminal.js';
import type { Ran } from '../clients/terminal.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import type { OrderHandle } from '../support/skipped-time.js';

const OPERATION = 'submitShippingLabelRequest';

/** The probe's time is longer than the test: whatever goes on does so because somebody has asked for it. */
describe('an operation that Amazon refuses', () => {
  const told: { type: string; data: { reason: string; command: string } }[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      told.push(JSON.parse(Buffer.concat(chunks).toString()) as (typeof told)[number]);
      response.writeHead(204).end();
    });
  });
  let floor: Floor;
  let handles: OrderHandle[];
  let worker: ChildProcess;
  const command = (...args: string[]): Promise<Ran> => run(args, floor.environment as Record<string, string>);
  const account = () => floor.client.workflow.getHandle(accountWorkflowId(floor.account));
  const view = (): Promise<AccountState> => account().query(viewQuery);
  const incidentNotices = () => told.filter(({ type }) => type.startsWith('incident.'));
  const shown = async () => (await account().describe()).typedSearchAttributes.get(searchAttributes.Incident);

  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    floor = await openFloor({
      environment: {
        NOTIFY_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
        NOTIFY_KEY: Buffer.alloc(32, 7).toString('base64'),
      },
      policy: { breaker: { probeEveryMs: 600_000 } },
    });
    floor.amazon.addFault({ operation: OPERATION, fault: { kind: 'not-permitted' }, times: 'always' });
    worker = await floor.startWorker();
    handles = await Promise.all(
      Array.from({ length: 3 }, () => floor.start(floor.amazon.addOrder({ labelMode: 'amazon' }).purchaseOrderNumber)),
    );
  }, 60_000);
  afterAll(async () => {
    await floor.close();
    receiver.close();
  }, 30_000);

  it('is one incident for all its orders, seen in the search attribute, told once, and listed with what to do', async () => {
    await eventually('the incident', async () => (await view()).incidents.open[OPERATION]?.count === 3, 60_000);
    expect((await view()).incidents.open[OPERATION]).toMatchObject({ cause: 'refusals', codes: ['Unauthorized'] });
    await eventually('the search attribute', async () => (await shown()) === `${OPERATION} refusals`);
    await eventually('the notice', () => incidentNotices().length === 1, 30_000);
    expect(incidentNotices()).toMatchObject([
      {
        type: 'incident.opened',
        data: { reason: `${OPERATION} refusals`, command: 'fulfillment incidents list --account default' },
      },
    ]);
    await eventually('all three wait', async () => (await command('incidents')).stdout.includes('3 orders waiting'));
    const { exitCode, stdout } = await command('incidents', 'list', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      total: 1,
      incidents: [
        { operation: OPERATION, cause: 'refusals', codes: ['Unauthorized'], count: 3, waiting: { count: 3 } },
      ],
    });
  }, 90_000);

  it('is tried at once when asked, and stays paused when it is refused again', async () => {
    const { exitCode, stdout } = await command('incidents', 'probe', OPERATION);
    expect([exitCode, stdout]).toEqual([
      1,
      expect.stringMatching(/failed again {2}Unauthorized, request .*next probe/),
    ]);
    const { incidents } = await view();
    expect(incidents.open[OPERATION]?.count).toBe(4);
    expect(incidentNotices()).toHaveLength(1);
  }, 60_000);

  it('goes on with all its orders when the probe passes, also of a worker that knows nothing of it', async () => {
    worker.kill('SIGKILL');
    await floor.startWorker();
    expect((await view()).incidents.open[OPERATION]?.count).toBe(4);
    floor.amazon.clearFaults();
    const { exitCode, stdout } = await command('incidents', 'probe');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('passed')]);
    for (const handle of handles) await floor.untilState(handle, 'READY_TO_SHIP');
    expect((await view()).incidents).toMatchObject({ open: {}, ended: [{ operation: OPERATION, how: 'passed' }] });
    expect(await shown()).toBeUndefined();
    await eventually('the end is told', () => incidentNotices().length === 2, 90_000);
    expect(incidentNotices().map(({ type }) => type)).toEqual(['incident.opened', 'incident.closed']);
    expect((await command('incidents')).stdout).toContain('No operation is paused.');
    expect(floor.amazon.violations()).toEqual([]);
  }, 180_000);
});
