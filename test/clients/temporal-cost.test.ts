import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, it } from 'vitest';
import { temporalCostOf } from '../../clients/temporal-cost.js';
import type { WorkflowHistory } from '../../clients/temporal-cost.js';

const recorded = (file: string): WorkflowHistory =>
  historyFromJSON(JSON.parse(readFileSync(join(import.meta.dirname, '../../../test/histories', file), 'utf8')));

describe("a workflow's cost in Temporal", () => {
  it.each([
    // history: starts, activities, retries, timers, signals, updates, upserts; actions, events
    ['purchase-order/plain.json', [1, 4, 3, 3, 0, 1, 5], 17, 44],
    ['purchase-order/own-carrier-with-unknown-code.json', [1, 9, 6, 5, 3, 2, 7], 33, 96],
    ['purchase-order/evidence-late-with-notices.json', [1, 8, 7, 8, 0, 1, 6], 31, 91],
    ['purchase-order/cancel-request-aborted.json', [1, 4, 2, 3, 0, 1, 5], 16, 50],
  ])('is counted from its history: %s is %j, together %i actions and %i events', (file, parts, actions, events) => {
    const cost = temporalCostOf(recorded(file));
    const { starts, activities, retries, timers, signals, updates, searchAttributes } = cost;
    expect([starts, activities, retries, timers, signals, updates, searchAttributes]).toEqual(parts);
    expect(cost).toMatchObject({ actions, events, children: 0, isContinued: false });
  });

  it.each([
    [[], 0],
    [[{ attempt: 1 }], 0],
    [[{ attempt: 4 }, { attempt: 2 }], 4],
  ])('has the attempts of activities that are under way: %j are %i more retries', (pending, more) => {
    const history = recorded('purchase-order/plain.json');
    const [before, after] = [temporalCostOf(history), temporalCostOf(history, pending)];
    expect([after.retries, after.actions]).toEqual([before.retries + more, before.actions + more]);
  });

  it.each([
    ['shipment/continued-as-new-1.json', false],
    ['shipment/continued-as-new-2.json', true],
  ])('says whether earlier runs come on top: %s %j', (file, isContinued) => {
    expect(temporalCostOf(recorded(file)).isContinued).toBe(isContinued);
  });

  it('counts a child as two actions', () => {
    const event = { startChildWorkflowExecutionInitiatedEventAttributes: { workflowId: 'child' } };
    expect(temporalCostOf({ events: [event] })).toMatchObject({ children: 1, actions: 2, events: 1 });
  });
});
