import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import * as workflows from '../../workflows/index.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';

const HISTORIES = join(import.meta.dirname, '../../../test/histories');

/** What is looked at here of a recorded history. */
interface Recorded {
  events: {
    workflowExecutionStartedEventAttributes?: { workflowType: { name: string } };
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  }[];
}

const read = (file: string): Recorded => JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as Recorded;

describe('recorded histories', () => {
  beforeAll(() => installQuietRuntime());

  const files = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

  it.each(files)('%s replays with the code of today', async (file) => {
    await Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath } }, historyFromJSON(read(file)));
  });

  it('are there of every workflow', () => {
    const recorded = files.map((file) => read(file).events[0]?.workflowExecutionStartedEventAttributes);
    const types = recorded.map((started) => started?.workflowType.name);
    expect(new Set(types)).toEqual(new Set(Object.keys(workflows)));
  });

  it.each(files)('%s names neither the machine that has recorded it nor anybody who lives somewhere', (file) => {
    const text = readFileSync(join(HISTORIES, file), 'utf8');
    const payloads = [...text.matchAll(/"data": ?"([^"]+)"/g)].map(([, data = '']) => Buffer.from(data, 'base64'));
    const all = [text, ...payloads.map(String)].join('\n');
    expect(all).not.toMatch(/file:\/\/|node_modules|"\d+@|postalCode|addressLine|phone/i);
  });

  it('notices a history that the code cannot have made', async () => {
    const history = read('purchase-order/plain.json');
    for (const event of history.events) {
      const type = event.activityTaskScheduledEventAttributes?.activityType;
      if (type?.name === 'obtainLabel') type.name = 'confirmShipment';
    }
    await expect(
      Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath } }, historyFromJSON(history)),
    ).rejects.toThrow(/[Nn]ondetermin/);
  });
});
