import process from 'node:process';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

import { startTestEnvironment } from '../../../sandbox/temporal/test-server.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

const withServers = process.env['NO_SERVERS'] ? describe.skip : describe;

withServers('the time-skipping environment', () => {
  let environment: TestWorkflowEnvironment;

  beforeAll(async () => {
    environment = await startTestEnvironment({ searchAttributes: [defineSearchAttributeKey('Colour', 'KEYWORD')] });
  });

  afterAll(async () => {
    await environment.teardown();
  });

  it('skips 24 h', async () => {
    const before = await environment.currentTimeMs();
    const startedAt = Date.now();
    await environment.sleep('24h');

    expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(before + DAY_MS);
    expect(Date.now() - startedAt).toBeLessThan(DAY_MS);
  });

  it('knows the search attributes it was given', async () => {
    const start = environment.client.workflow.start('anything', {
      taskQueue: 'nobody',
      workflowId: 'one',
      typedSearchAttributes: [{ key: defineSearchAttributeKey('Colour', 'KEYWORD'), value: 'red' }],
    });

    await expect(start).resolves.toBeDefined();
  });

  it('takes no connection once it is torn down', async () => {
    const other = await startTestEnvironment();
    await other.teardown();

    await expect(fetch(`http://${other.address}`)).rejects.toThrow();
  });
});
