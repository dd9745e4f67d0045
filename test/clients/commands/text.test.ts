import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../../clients/commands/paint.js';
import { absolute, deadline, harmless, relative, table } from '../../../clients/commands/text.js';

const NOW = Date.parse('2026-01-05T16:05:00Z');
const after = (seconds: number): string => new Date(NOW + seconds * 1_000).toISOString();

describe('an instant', () => {
  it.each([
    // seconds from now, shown
    [0, 'now'],
    [0.4, 'now'],
    [59, 'in 59 s'],
    [60, 'in 1 min'],
    [3_599, 'in 59 min'],
    [3_600, 'in 1 h'],
    [11_520, 'in 3 h 12 min'],
    [86_400, 'in 1 d'],
    [183_600, 'in 2 d 3 h'],
    [-1, '1 s ago'],
    [-720, '12 min ago'],
  ])('%d s from now is %j', (seconds, shown) => {
    expect(relative(after(seconds), NOW)).toBe(shown);
  });

  it('is shown with its zone', () => {
    expect(absolute('2026-01-05T16:05:00.250Z')).toBe('2026-01-05 16:05:00 UTC');
  });
});

describe('a deadline', () => {
  const marked = { ...plainPaint, warning: (text: string) => `!${text}`, bad: (text: string) => `!!${text}` };

  it.each([
    // seconds from now, how it begins
    [3_600, 'in 1 h '],
    [1_740, '!in 29 min '],
    [-60, '!!1 min ago '],
  ])('%d s from now begins with %j', (seconds, begins) => {
    expect(deadline(after(seconds), NOW, marked)).toMatch(new RegExp(`^${begins}\\(2026-`));
  });

  it('that does not exist is a dash', () => {
    expect(deadline(null, NOW, plainPaint)).toBe('–');
    expect(deadline(undefined, NOW, plainPaint)).toBe('–');
  });
});

describe('text from elsewhere', () => {
  it('cannot steer the terminal', () => {
    expect(harmless('WH\u001b[2J\r\n01')).toBe('WH [2J  01');
  });
});

describe('a table', () => {
  it('has columns of one width and nothing at the end of its lines', () => {
    expect(
      table(
        ['Order', 'State'],
        [
          ['PO1', 'RECEIVED'],
          ['PO12345', ''],
        ],
        plainPaint,
      ),
    ).toBe(['Order    State', 'PO1      RECEIVED', 'PO12345'].join('\n'));
  });
});
