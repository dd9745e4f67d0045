import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../../clients/commands/paint.js';
import { commandLine, counted, fittingTable, hanging, paragraph, span } from '../../../clients/commands/text.js';

describe('a table that has to fit', () => {
  const rows = [{ order: 'PO12345678', state: 'READY_TO_SHIP', at: 'WH01' }];
  const columns = [
    { head: 'Order', cell: (row: (typeof rows)[0]) => row.order },
    { head: 'State', cell: (row: (typeof rows)[0]) => row.state, dispensable: 1 },
    { head: 'At', cell: (row: (typeof rows)[0]) => row.at, dispensable: 2 },
  ];

  it.each([
    // columns of the terminal, heads that remain
    [31, 'Order       State          At'],
    [30, 'Order       State'],
    [25, 'Order       State'],
    [24, 'Order'],
    [5, 'Order'],
  ])('into %i columns keeps %j', (width, head) => {
    expect(fittingTable(columns, rows, width, plainPaint).split('\n')[0]).toBe(head);
  });

  it('does not count colours', () => {
    const coloured = [{ head: 'A', cell: () => '\u001b[33mred\u001b[39m', dispensable: 1 }];
    expect(fittingTable(coloured, [1], 3, plainPaint)).toContain('red');
  });
});

describe('a paragraph', () => {
  it('breaks between words and keeps its indent', () => {
    expect(paragraph('one two three', 9)).toBe('  one two\n  three');
  });

  it('leaves a word whole that is longer than the line', () => {
    expect(paragraph('a abcdefghijkl b', 8, '')).toBe('a\nabcdefghijkl\nb');
  });
});

describe('a command to copy', () => {
  it('goes on in the next line as a shell takes it', () => {
    expect(commandLine(['fulfillment', 'attention', 'resolve'], 26)).toBe(
      ['  fulfillment attention \\', '  resolve'].join('\n'),
    );
  });

  it.each([
    ['WH01', 'WH01'],
    ['WH 01', "'WH 01'"],
    ["W'1", String.raw`'W'\''1'`],
    ['#1', "'#1'"],
    ['{"code":"03"}', `'{"code":"03"}'`],
  ])('has %j as %s', (word, shown) => {
    expect(commandLine([word], 80, '')).toBe(shown);
  });
});

describe('a text behind its name', () => {
  it('goes on under its first line', () => {
    expect(hanging('  Next  ', 'print the label and hand it over', 24)).toBe(
      '  Next  print the label\n        and hand it over',
    );
    expect(hanging('  Next  ', 'print', 24)).toBe('  Next  print');
  });
});

describe('numbers for people', () => {
  it.each([
    [0, '0 items'],
    [1, '1 item'],
    [5_000, '5,000 items'],
  ])('%i is %j', (count, shown) => {
    expect(counted(count, 'item')).toBe(shown);
  });

  it('have the plural of their noun', () => {
    expect([counted(2, 'push'), counted(2, 'address'), counted(1, 'push')]).toEqual([
      '2 pushes',
      '2 addresses',
      '1 push',
    ]);
  });

  it.each([
    [0, '1 s'],
    [500_000, '8 min'],
    [11_520_000, '3 h 12 min'],
  ])('%i ms is %j', (ms, shown) => {
    expect(span(ms)).toBe(shown);
  });
});
