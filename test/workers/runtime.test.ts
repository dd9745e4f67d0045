import { describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import type { LogEntry } from '@temporalio/worker';
import { pino } from 'pino';
import { createLogForwarder, lowestLevelOf } from '../../workers/runtime.js';

function forwarder() {
  const lines: string[] = [];
  const now = { at: 0 };
  const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const forward = createLogForwarder(logger, () => now.at);
  const log = (message: string, meta: Record<string, unknown>, level: LogEntry['level'] = 'WARN') =>
    forward({ level, message, meta, timestampNanos: 0n });
  const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, now, records };
}

const core = { sdkComponent: 'core' };

describe("the SDK's log", () => {
  it('has equal messages of Core once in 30 s, and says how many were held back', () => {
    const { log, now, records } = forwarder();
    for (const at of [0, 1, 29_999, 30_000, 30_001, 60_000]) {
      now.at = at;
      log(`gRPC call poll_workflow_task_queue retried ${at} times`, core);
    }
    expect(records().map(({ msg, suppressed }) => [msg, suppressed])).toEqual([
      ['gRPC call poll_workflow_task_queue retried 0 times', undefined],
      ['gRPC call poll_workflow_task_queue retried 30000 times', 2],
      ['gRPC call poll_workflow_task_queue retried 60000 times', 1],
    ]);
  });

  it.each<[string, () => [string, Record<string, unknown>, LogEntry['level']][]]>([
    [
      'different messages of Core',
      () => [
        ['poll failed', core, 'WARN'],
        ['connection lost', core, 'WARN'],
      ],
    ],
    [
      'one message at two levels',
      () => [
        ['poll failed', core, 'WARN'],
        ['poll failed', core, 'ERROR'],
      ],
    ],
    [
      'equal messages of two activities',
      () => [
        ['Activity failed', { sdkComponent: 'worker', workflowId: 'po/default/PO1' }, 'WARN'],
        ['Activity failed', { sdkComponent: 'worker', workflowId: 'po/default/PO2' }, 'WARN'],
      ],
    ],
  ])('has all of %s', (_what, entries) => {
    const { log, records } = forwarder();
    for (const [message, meta, level] of entries()) log(message, meta, level);
    expect(records()).toHaveLength(2);
  });

  it('names account and purchase order beside the workflow id', () => {
    const { log, records } = forwarder();
    log('Activity failed', { sdkComponent: 'activity', workflowId: 'po/acme-us/PO1', activityType: 'acknowledge' });
    log('Workflow failed', { workflowId: 'account/acme-us' });
    expect(records()[0]).toMatchObject({ account: 'acme-us', businessId: 'PO1', activityType: 'acknowledge' });
    expect(records()[1]).not.toHaveProperty('businessId');
  });

  it('has kind and request ids of a step that was not done, and nothing else of the error', () => {
    const { log, records } = forwarder();
    const error = ApplicationFailure.create({
      type: 'Rejected',
      message: 'acknowledge was refused: 40.',
      details: [{ requestIds: ['r-1'], codes: ['40'] }],
    });
    log('Activity failed', { error: Object.assign(error, { request: 'Jane Doe' }) });
    expect(records()[0]).toMatchObject({
      error: 'ApplicationFailure',
      detail: 'acknowledge was refused: 40.',
      kind: 'Rejected',
      requestIds: ['r-1'],
    });
    expect(JSON.stringify(records())).not.toMatch(/Jane|stack/);
  });
});

describe("the lowest level of the SDK's log", () => {
  it.each([
    ['trace', 'TRACE'],
    ['debug', 'DEBUG'],
    ['info', 'INFO'],
    ['warn', 'WARN'],
    ['error', 'ERROR'],
    ['fatal', 'ERROR'],
    ['silent', 'ERROR'],
  ])('is, for a logger at %s, %s', (level, lowest) => {
    expect(lowestLevelOf(pino({ level }))).toBe(lowest);
  });
});
