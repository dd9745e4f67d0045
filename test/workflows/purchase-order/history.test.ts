import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { temporal } from '@temporalio/proto';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip } from './hands.js';

type Event = temporal.api.history.v1.IHistoryEvent;

/**
 * What Temporal Cloud would bill: the start, every activity with its retries, timers, updates, signals and upserts.
 *
 * The retries of an activity are the attempt number of its last start, which is all that history has of them.
 */
function actionsOf(events: Event[]): number {
  return events.reduce((sum, event) => {
    if (event.activityTaskStartedEventAttributes) return sum + (event.activityTaskStartedEventAttributes.attempt ?? 1);
    const isAction =
      event.workflowExecutionStartedEventAttributes ??
      event.timerStartedEventAttributes ??
      event.workflowExecutionUpdateAcceptedEventAttributes ??
      event.workflowExecutionSignaledEventAttributes ??
      event.upsertWorkflowSearchAttributesEventAttributes;
    return isAction ? sum + 1 : sum;
  }, 0);
}

describe('the history of a plain order', () => {
  let time: SkippedTime;
  let events: Event[];
  let planted: string[];
  beforeAll(async () => {
    // Everything that a warehouse can configure: it has deadlines of its own besides Amazon's.
    time = await startSkippedTime({
      warehouseOf: () => ({
        timeZone: 'America/Chicago',
        workingDays: [1, 2, 3, 4, 5],
        pickups: ['16:00'],
        waitForPacking: false,
      }),
    });
    const { handle } = await readyToShip(time, { labelMode: 'amazon', gift: true });
    // The evidence of every step is in long before its warning, but the order waits longer than that.
    await time.skip(3_600_000);
    await depart(time, handle);
    await endOf(time, handle);
    events = (await handle.fetchHistory()).events ?? [];
    planted = time.amazon.personalData();
  });
  afterAll(async () => time.stop());

  it('has at most 60 events', () => {
    expect(events.length).toBeGreaterThan(20);
    expect(events.length).toBeLessThanOrEqual(60);
  });

  it('costs at most 20 actions', () => {
    expect(actionsOf(events)).toBeGreaterThan(8);
    expect(actionsOf(events)).toBeLessThanOrEqual(20);
  });

  it('has one timer for all deadlines, armed anew only when an earlier one comes up or it has fired', () => {
    const started = events.filter((event) => event.timerStartedEventAttributes).length;
    expect(started).toBeGreaterThan(0);
    expect(started).toBeLessThanOrEqual(5);
  });

  it('changes no memo: nothing has waited for a person', () => {
    expect(events.filter((event) => event.workflowPropertiesModifiedEventAttributes)).toEqual([]);
  });

  it('has at most one upsert of search attributes for each workflow task', () => {
    const tasks = events
      .map((event) => event.upsertWorkflowSearchAttributesEventAttributes?.workflowTaskCompletedEventId?.toString())
      .filter((id) => id !== undefined);
    expect(tasks.length).toBeGreaterThan(3);
    expect(new Set(tasks).size).toBe(tasks.length);
  });

  it('holds no personal data, neither in clear nor in base64', () => {
    expect(planted.length).toBeGreaterThan(3);
    const text = JSON.stringify(events, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    for (const personal of planted) {
      expect(text).not.toContain(personal);
      expect(text).not.toContain(Buffer.from(personal).toString('base64').slice(0, -4));
    }
  });
});
