import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../../clients/commands/paint.js';
import { narration } from '../../../sandbox/demo/narration.js';

describe('what is told of a scene', () => {
  it.each<[string, string | undefined, number, string]>([
    ['is one line without a terminal', 'fulfillment attention', Infinity, '14:02:11  a look  $ fulfillment attention'],
    ['is one line where it fits', 'fulfillment attention', 41, '14:02:11  a look  $ fulfillment attention'],
    [
      'has its command in a line of its own elsewhere',
      'fulfillment attention',
      40,
      '14:02:11  a look\n          $ fulfillment attention',
    ],
    ['may be about nothing that is typed', undefined, 10, '14:02:11  a look'],
  ])('%s', (_rule, command, columns, told) => {
    expect(narration('14:02:11', 'a look', command, { paint: plainPaint, columns: () => columns })).toBe(told);
  });
});
