import { describe, expect, it } from 'vitest';
import { failures } from '../../../workflows/failures.js';
import type { FailureKind } from '../../../workflows/failures.js';
import {
  dropItems,
  emptyDesk,
  mostUrgent,
  raise,
  resolveItem,
  takeResolution,
} from '../../../workflows/steps/attention.js';
import type { AttentionDesk, Resolution } from '../../../workflows/steps/attention.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 8, minute)).toISOString();
const raised = (desk: AttentionDesk, raisedMinute: number, dueMinute?: number, step = 'acknowledge'): AttentionDesk =>
  raise(desk, {
    step,
    reason: 'Unproven',
    message: '',
    raisedAt: at(raisedMinute),
    details: {},
    ...(dueMinute === undefined ? {} : { dueAt: at(dueMinute) }),
  }).desk;
const resolution: Resolution = { answer: 'retry', actor: 'a', requestId: 'r', at: at(1) };

describe('the desk of open items', () => {
  it('never gives an id twice, whatever was answered in between', () => {
    let desk = emptyDesk;
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      desk = raised(desk, count);
      const { attentionId } = desk.items[0]!;
      ids.push(attentionId);
      desk = takeResolution(resolveItem(desk, attentionId, resolution), attentionId).desk;
    }
    expect(new Set(ids).size).toBe(5);
    expect(desk).toEqual({ raised: 5, items: [], resolutions: {} });
  });

  it('offers the answers of the catalogue, unless the step has fewer', () => {
    for (const reason of Object.keys(failures) as FailureKind[]) {
      const item = { step: 's', reason, message: '', raisedAt: at(0), details: {} };
      expect(raise(emptyDesk, item).desk.items[0]?.answers).toEqual(failures[reason].answers);
      expect(raise(emptyDesk, { ...item, answers: ['retry'] }).desk.items[0]?.answers).toEqual(['retry']);
    }
  });

  it('hands an answer out once', () => {
    const desk = resolveItem(raised(emptyDesk, 0), 'acknowledge-1', resolution);
    const taken = takeResolution(desk, 'acknowledge-1');
    expect(taken.resolution).toEqual(resolution);
    expect(takeResolution(taken.desk, 'acknowledge-1').resolution).toBeUndefined();
  });

  it('drops the items that an event made pointless, and no others', () => {
    const desk = raised(raised(emptyDesk, 0, 1, 'decide'), 0, 1, 'cancel');
    expect(dropItems(desk, (item) => item.step === 'decide').items.map((item) => item.step)).toEqual(['cancel']);
  });

  it.each<[string, [raised: number, due?: number][], string | undefined]>([
    ['none is open', [], undefined],
    ['only one is open', [[5]], 'acknowledge-1'],
    [
      'one is due earlier',
      [
        [0, 30],
        [5, 20],
      ],
      'acknowledge-2',
    ],
    [
      'both are due at once, the older one',
      [
        [5, 30],
        [0, 30],
      ],
      'acknowledge-2',
    ],
    ['one is never due', [[0], [5, 59]], 'acknowledge-2'],
    ['none is ever due, the older one', [[5], [0]], 'acknowledge-2'],
  ])('shows as most urgent, when %s: %j', (_when, items, expected) => {
    const desk = items.reduce((before, [raisedMinute, due]) => raised(before, raisedMinute, due), emptyDesk);
    expect(mostUrgent(desk)?.attentionId).toBe(expected);
  });
});

describe('the catalogue of failures', () => {
  it('names every answer that an item takes in its remedy, or lets it be one of the usual three', () => {
    for (const { answers, remedy, happened } of Object.values(failures)) {
      expect(happened).toMatch(/\.$/);
      expect(remedy).toMatch(/\.$/);
      expect(answers).toContain('abort');
      for (const answer of answers) {
        if (!['retry', 'done-elsewhere', 'abort'].includes(answer)) expect(remedy).toContain(answer);
      }
    }
  });
});
