import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../clients/manifest/read-manifest.js';
import { refusedRows } from '../../../clients/manifest/refused-rows.js';

const NOW = Date.parse('2026-01-05T22:05:00Z');
const AT = '2026-01-05T22:00:00.000Z';
const refused = (text: string, problems: Record<string, string>): string => {
  const manifest = readManifest(Buffer.from(text), NOW);
  if ('faults' in manifest) throw new Error(JSON.stringify(manifest.faults));
  return refusedRows(manifest.value, new Map(Object.entries(problems)), AT);
};

describe('the rows that were refused', () => {
  it('are those of the orders with a problem, all of them', () => {
    expect(
      refused('purchaseOrderNumber,departedAt,containerIdentifier\nPO1,,C1\nPO2,,C1\nPO1,2026-01-05T10:00:00Z,C2\n', {
        PO1: 'not yet',
      }),
    ).toBe(
      'purchaseOrderNumber,departedAt,containerIdentifier,problem\r\n' +
        `PO1,${AT},C1,not yet\r\nPO1,2026-01-05T10:00:00Z,C2,not yet\r\n`,
    );
  });

  it('say when the truck left, so that the truth does not change by being reported later', () => {
    expect(refused('purchaseOrderNumber\nPO1\n', { PO1: 'not yet' })).toBe(
      `purchaseOrderNumber,departedAt,problem\r\nPO1,${AT},not yet\r\n`,
    );
  });

  it.each([
    // what, text, problem, row
    [
      'separators and mark',
      '\ufeffpurchaseOrderNumber;carrier\nPO1;"a;b"\n',
      'no, not yet',
      `PO1;"a;b";${AT};no, not yet`,
    ],
    ['quotes', 'purchaseOrderNumber,carrier\nPO1,"a ""b"" c"\n', 'a "no"', `PO1,"a ""b"" c",${AT},"a ""no"""`],
    ['a problem of an earlier run', 'problem,purchaseOrderNumber\nold,PO1\n', 'new', `PO1,${AT},new`],
  ])('keep the file’s %s', (_what, text, problem, row) => {
    const written = refused(text, { PO1: problem });
    expect(written.split('\r\n')[1]).toBe(row);
    expect(written.startsWith('\ufeff')).toBe(text.startsWith('\ufeff'));
  });

  it.each(['=', '+', '-', '@'])(
    'never hand a spreadsheet a formula, such as a problem with %s at its begin',
    (sign) => {
      expect(refused('purchaseOrderNumber\nPO1\n', { PO1: `${sign}1+1` })).toContain(`,'${sign}1+1\r\n`);
    },
  );

  it('can be read again as they are', () => {
    const text = 'purchaseOrderNumber;carrier;weight\nPO1;"Spedition; Müller";1.2kg\nPO2;;\n';
    const written = refused(text, { PO1: 'says "no";\nthen nothing', PO2: '=x' });
    expect(readManifest(Buffer.from(written), NOW)).toMatchObject({
      value: {
        departures: [
          { purchaseOrderNumber: 'PO1', departure: { carrier: 'Spedition; Müller', departedAt: AT } },
          { purchaseOrderNumber: 'PO2', departure: { departedAt: AT } },
        ],
      },
    });
  });
});
