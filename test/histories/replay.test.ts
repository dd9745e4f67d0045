import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';

const HISTORIES = join(import.meta.dirname, '../../../test/histories');

describe('recorded histories', () => {
  beforeAll(() => installQuietRuntime());

  const files = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

  it.each(files)('%s replays with the code of today', async (file) => {
    const history: unknown = JSON.parse(readFileSync(join(HISTORIES, file), 'utf8'));
    await Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath } }, historyFromJSON(history));
  });

  it('notices a history that the code cannot have made', async () => {
    const history = JSON.parse(readFileSync(join(HISTORIES, 'purchase-order/plain.json'), 'utf8')) as {
      events: { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[];
    };
    for (const event of history.events) {
      const type = event.activityTaskScheduledEventAttributes?.activityType;
      if (type?.name === 'obtainLabel') type.name = 'confirmShipment';
    }
    await expect(
      Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath } }, historyFromJSON(history)),
    ).rejects.toThrow(/[Nn]ondetermin/);
  });
});
