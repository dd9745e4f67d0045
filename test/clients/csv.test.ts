import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvRow } from '../../clients/csv.js';

describe('a CSV row', () => {
  it.each([
    // cells, as they are written
    [['a', 1, null, ''], 'a,1,,\r\n'],
    [[-1.5], '-1.5\r\n'],
    [['a,b'], '"a,b"\r\n'],
    [['say "x"'], '"say ""x"""\r\n'],
    [['a\nb'], '"a\nb"\r\n'],
  ])('of %j is written so that it is read as one', (cells, text) => {
    expect(csvRow(cells)).toBe(text);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")'])(
    'does not let a spreadsheet take the text %j for a formula',
    (text) => {
      const [[cell]] = parse(csvRow([text, 'b'])) as [[string]];
      expect(cell).toBe(`'${text}`);
    },
  );
});
