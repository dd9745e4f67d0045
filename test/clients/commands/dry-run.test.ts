import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShownOrders } from '../stand-in/shown-orders.js';
import type { ShownOrders } from '../stand-in/shown-orders.js';
import { run } from '../terminal.js';

describe('dry run', () => {
  let orders: ShownOrders;
  beforeAll(async () => {
    orders = await openShownOrders();
    await orders.startWorker();
    await orders.show('DRY1', { state: 'READY_TO_SHIP', isDryRun: true, references: ['co:1', 'run:dry'] });
    await orders.show('LIVE1', { state: 'READY_TO_SHIP', references: ['co:2'] });
  }, 60_000);
  afterAll(() => orders.stopWorker());

  it('is marked and counted in lists, and is a field of the data', async () => {
    const { stdout } = await run(['orders', 'list'], orders.environment);
    expect(stdout).toMatch(/^DRY1 +READY_TO_SHIP .* dry run /m);
    expect(stdout).toMatch(/^LIVE1 +READY_TO_SHIP/m);
    expect(stdout).toMatch(/2 orders: READY_TO_SHIP 2; in dry run: 1\.$/m);
    const { dryRun, orders: listed } = JSON.parse(
      (await run(['orders', 'list', '--json'], orders.environment)).stdout,
    ) as {
      dryRun: number;
      orders: { purchaseOrderNumber: string; isDryRun: boolean }[];
    };
    expect([dryRun, ...listed.filter(({ isDryRun }) => isDryRun).map((each) => each.purchaseOrderNumber)]).toEqual([
      1,
      'DRY1',
    ]);
  });

  it('is the first that an order tells of itself', async () => {
    expect((await run(['orders', 'show', 'DRY1'], orders.environment)).stdout).toMatch(
      /^Dry run +What would be sent to Amazon is recorded; nothing is sent/m,
    );
    expect((await run(['orders', 'show', 'LIVE1'], orders.environment)).stdout).not.toContain('Dry run');
  });

  it('is said of an order that is adopted after its end, and can be carried live then', async () => {
    await orders.show('ENDED1', { state: 'COMPLETED', references: ['run:dry'] });
    const adopt = (...args: string[]) => run(['orders', 'adopt', 'ENDED1', ...args], orders.environment);
    const { exitCode, stdout } = await adopt();
    expect([exitCode, stdout]).toEqual([
      1,
      'ENDED1  ended in dry run  nothing was sent (COMPLETED); to carry it live, switch dry run off and repeat with --after-dry-run\n',
    ]);
    expect(await adopt('--after-dry-run')).toMatchObject({ exitCode: 0, stdout: 'ENDED1  started\n' });
  });
});

describe('doctor', () => {
  const examined = async (environment: Record<string, string>) => {
    const { stdout } = await run(['doctor', '--only', 'configuration', '--json'], environment);
    const { findings } = JSON.parse(stdout) as { findings: { check: string; status: string; what: string }[] };
    return findings.filter(({ check }) => check === 'dry-run');
  };

  it('warns of every account for which nothing is sent', async () => {
    await expect(examined({ DRY_RUN: 'true', SP_API_ACCOUNT: 'acme' })).resolves.toMatchObject([
      { status: 'warning', what: 'Account acme is in dry run: nothing is sent to Amazon.' },
    ]);
    await expect(examined({ DRY_RUN: 'false' })).resolves.toEqual([]);
  });
});
