import { describe, expect, it } from 'vitest';
import { countOutcomes, groupRefusals } from '../../clients/answer-many.js';
import type { AnswerOutcome, AnswerOutcomeName } from '../../clients/answer-many.js';

const outcome = (number: number, name: AnswerOutcomeName, message: string | null = null): AnswerOutcome => ({
  account: 'default',
  purchaseOrderNumber: `PO${number}`,
  attentionId: 'acknowledge-1',
  outcome: name,
  message,
});

describe('the outcomes of many answers', () => {
  it('are counted by name, those that did not occur too', () => {
    expect(countOutcomes([outcome(1, 'answered'), outcome(2, 'refused', 'no'), outcome(3, 'answered')])).toEqual({
      answered: 2,
      refused: 1,
      silent: 0,
      failed: 0,
      'not-sent': 0,
    });
  });

  it('are grouped by what was said, the most frequent first, with a few examples', () => {
    const many = Array.from({ length: 8 }, (_, index) => outcome(index, 'refused', 'The order has ended.'));
    expect(groupRefusals([outcome(90, 'refused', 'No.'), ...many, outcome(91, 'answered')])).toEqual([
      { message: 'The order has ended.', count: 8, examples: ['PO0', 'PO1', 'PO2', 'PO3', 'PO4'] },
      { message: 'No.', count: 1, examples: ['PO90'] },
    ]);
  });
});
