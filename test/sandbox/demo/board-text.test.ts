import { describe, expect, it } from '@jest/globals';
import { plainPaint } from '../../../clients/commands/paint.js';
import type { BoardRow } from '../../../sandbox/demo/board.js';
import { boardText } from '../../../sandbox/demo/board-text.js';
import { demoOrders } from '../../../sandbox/demo/orders.js';

const now = Date.parse('2026-01-05T12:00:00Z');
const rows: BoardRow[] = demoOrders(25).map((order) => ({ order, state: 'COMPLETED', whoseMove: 'nobody', items: [] }));
const waiting: BoardRow = {
  order: demoOrders(25)[24]!,
  state: 'LABELLING',
  whoseMove: 'person',
  nextDeadline: '2026-01-05T14:30:00Z',
  items: [
    {
      attentionId: 'obtainLabel-1',
      step: 'obtainLabel',
      reason: 'Rejected',
      message: 'submitShippingLabelRequest was refused: INVALID_SHIP_METHOD.',
      answers: ['retry', 'abort'],
      raisedAt: '2026-01-05T12:00:00Z',
      details: {},
    },
  ],
};
const all = [...rows.slice(0, 24), waiting];

describe('the table of the demo', () => {
  it('shows state, whose move, the deadline from now, and what waits with its next step', () => {
    const text = boardText(all, now, { columns: 160, rows: 50 }, plainPaint);
    expect(text).toMatch(/^DEMO25 .*amazon +LABELLING +person +in 2 h 30 min$/m);
    expect(text).toContain('DEMO25  Rejected (obtainLabel-1): submitShippingLabelRequest was refused');
    expect(text).toContain('Correct what the codes name, then answer retry');
  });

  // columns and rows of a terminal
  it.each([
    { columns: 160, rows: 50 },
    { columns: 80, rows: 24 },
    { columns: 80, rows: 16 },
    { columns: 60, rows: 12 },
  ])('fits into $columns columns and $rows rows', (size) => {
    const lines = boardText(all, now, size, plainPaint).split('\n');
    expect(lines.length).toBeLessThanOrEqual(size.rows);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(size.columns);
  });

  it('leaves out ended orders first, and says how many', () => {
    const text = boardText(all, now, { columns: 80, rows: 16 }, plainPaint);
    expect(text).toContain('DEMO25');
    expect(text).toMatch(/and \d+ more, \d+ of them ended/);
  });
});
