import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { openOrderDesk } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { run } from '../terminal.js';

const names = Object.keys(searchAttributes);

describe('a new namespace', () => {
  let desk: OrderDesk;
  beforeAll(async () => {
    desk = await openOrderDesk({ isSetUp: false });
  }, 30_000);
  afterAll(() => desk.close());

  it('makes worker and intake refuse to run, with the remedy', async () => {
    const secrets = {
      SP_API_REGION: 'NA',
      LWA_CLIENT_ID: 'made-up',
      LWA_CLIENT_SECRET: 'made-up',
      LWA_REFRESH_TOKEN: 'made-up',
      DOCUMENTS_KEY: `k1:${Buffer.alloc(32).toString('base64')}`,
      INTAKE_TOKEN: 'made-up-intake-token',
      INTAKE_PORT: '0',
    };
    for (const command of ['worker', 'intake']) {
      const { exitCode, stdout, stderr } = await run([command], { ...desk.environment, ...secrets });
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/lacks search attributes: FulfillmentState.*Run: fulfillment setup\n$/);
    }
  });

  it('is ready after setup, which may be repeated', async () => {
    const namespace = desk.environment['TEMPORAL_NAMESPACE'];
    const first = await run(['setup', '--json'], desk.environment);
    expect(JSON.parse(first.stdout)).toEqual({ namespace, searchAttributes: { created: names, existing: [] } });
    const second = await run(['setup'], desk.environment);
    expect([second.exitCode, second.stderr]).toEqual([0, '']);
    expect(second.stdout).toBe(
      `Namespace ${namespace} is ready.\nSearch attributes created: none.\nExisting: ${names.join(', ')}.\n`,
    );
  }, 30_000);

  it('that does not exist is named in the error', async () => {
    const { exitCode, stderr } = await run(['setup'], { ...desk.environment, TEMPORAL_NAMESPACE: 'no-such' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/namespace no-such, does not exist/);
  });
});
