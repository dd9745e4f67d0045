import { describe, expect, it } from 'vitest';
import { createTally } from '../../../clients/commands/tally.js';

describe('a tally', () => {
  it.each([
    // somebody watches, what is shown
    [true, ['0 of 1,200 reported', '1 of 1,200 reported', '2 of 1,200 reported', '']],
    [false, []],
  ])('where somebody watches (%j) shows %j', (showsProgress, shown) => {
    const lines: string[] = [];
    const terminal = { showsProgress: () => showsProgress, progress: (line: string) => lines.push(line) };
    const tally = createTally(terminal, { total: 1_200, done: 'reported' });
    tally.add();
    tally.add();
    tally.end();
    expect(lines).toEqual(shown);
  });
});
