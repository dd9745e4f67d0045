import { describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { isAhead, refuseUndelivered } from '../../workflows/undelivered.js';
import type { Progress } from '../../workflows/undelivered.js';

const task: Progress = { seconds: 1_700_000_000, nanos: 500, size: 2_000, length: 9 };

/** Decision 7. */
describe('events that no workflow task has delivered', () => {
  it.each<[string, Partial<Progress>, boolean]>([
    ['more events with the start and the size of the task before', { length: 10 }, true],
    ['the next task', { length: 14, size: 2_900, seconds: 1_700_000_060 }, false],
    ['the next task, in the same second', { length: 14, size: 2_900, nanos: 900 }, false],
    ['the next task, on a clock that has not moved', { length: 14, size: 2_900 }, false],
    ['the next task, on a server that does not tell the size', { length: 14, nanos: 900 }, false],
    ['another part of the same task', {}, false],
  ])('%s', (_what, differs, expected) => {
    expect(isAhead({ ...task, ...differs }, task)).toBe(expected);
  });

  const begun = { seconds: 1_700_000_000, nanos: 0 };
  const start = { initializeWorkflow: { startTime: begun } };
  const fired = { fireTimer: { seq: 1 } };
  const query = { queryWorkflow: { queryId: 'legacy_query' } };

  interface Activation {
    jobs: object[];
    timestamp: { seconds: number; nanos: number };
    historySizeBytes: number;
    historyLength: number;
    batchIndex?: number;
  }
  const activationsOf = (...activations: Activation[]): string[] => {
    const { activate } = refuseUndelivered();
    const seen: string[] = [];
    for (const { batchIndex = 0, ...activation } of activations) {
      // The SDK's own types of an activation are not part of its interface.
      const input = { activation, batchIndex } as unknown as Parameters<NonNullable<typeof activate>>[0];
      try {
        activate?.(input, () => void seen.push('done'));
      } catch (error) {
        seen.push(error instanceof ApplicationFailure ? String(error.type) : String(error));
      }
    }
    return seen;
  };
  const first: Activation = {
    jobs: [start],
    timestamp: { seconds: 1_700_000_000, nanos: 7 },
    historySizeBytes: 900,
    historyLength: 3,
  };
  const second: Activation = {
    jobs: [fired],
    timestamp: { seconds: 1_700_000_060, nanos: 0 },
    historySizeBytes: 1_700,
    historyLength: 8,
  };

  it('fail, and so does a start that no task has delivered', () => {
    expect(activationsOf(first, { ...first, jobs: [fired], historyLength: 6 })).toEqual(['done', 'NotYet']);
    expect(activationsOf({ jobs: [start], timestamp: begun, historySizeBytes: 0, historyLength: 2 })).toEqual([
      'NotYet',
    ]);
  });

  it('are not what tasks, their parts and queries between them bring', () => {
    const asked = { ...first, jobs: [query] };
    const part = { ...second, jobs: [fired] };
    const laterBatch = { ...second, batchIndex: 1, historyLength: 9 };
    expect(activationsOf(first, asked, second, part, laterBatch, { ...second, jobs: [query] })).toEqual(
      Array.from({ length: 6 }, () => 'done'),
    );
  });
});
