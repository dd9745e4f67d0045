import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { columnNames } from '../../../clients/manifest/columns.js';
import { MAX_FILE_BYTES } from '../../../clients/manifest/decode.js';
import { readManifest } from '../../../clients/manifest/read-manifest.js';
import { seededDice } from '../../support/random-json.js';

const NOW = Date.parse('2026-01-05T22:05:00Z');
const read = (text: string) => readManifest(Buffer.from(text), NOW);
const departuresOf = (text: string) => {
  const manifest = read(text);
  if ('faults' in manifest) throw new Error(JSON.stringify(manifest.faults));
  return manifest.value.departures;
};
const faultsOf = (text: string) => {
  const manifest = read(text);
  return 'faults' in manifest ? manifest.faults.map(({ where, what }) => `${where}: ${what}`) : [];
};

describe('a manifest', () => {
  it('has every column, in any order and case', () => {
    expect(
      departuresOf(
        'QUANTITY,itemsequencenumber,ContainerType,containerIdentifier,manifestId,weight,shipMethod,carrier,trackingNumber,departedAt,PurchaseOrderNumber\n' +
          '2,1,Carton,C1,LOAD-17,1.2kg,UPS_Gr,UPSN,1Z1,2026-01-05T16:05:00-06:00,PO1\n',
      ),
    ).toEqual([
      {
        purchaseOrderNumber: 'PO1',
        lines: [2],
        departure: {
          departedAt: '2026-01-05T22:05:00.000Z',
          carrier: 'UPSN',
          shipMethod: 'UPS_Gr',
          manifestId: 'LOAD-17',
          containers: [
            {
              containerIdentifier: 'C1',
              containerType: 'carton',
              trackingNumber: '1Z1',
              weight: { value: '1.2', unitOfMeasure: 'KG' },
              items: [{ itemSequenceNumber: '1', quantity: 2 }],
            },
          ],
        },
      },
    ]);
  });

  it('with order numbers alone leaves time, packages and tracking to what is known', () => {
    expect(departuresOf('purchaseOrderNumber\nPO1\nPO2\n')).toEqual([
      { purchaseOrderNumber: 'PO1', lines: [2], departure: {} },
      { purchaseOrderNumber: 'PO2', lines: [3], departure: {} },
    ]);
  });

  it('adds up the rows of a package, and keeps packages apart', () => {
    const [departure] = departuresOf(
      'purchaseOrderNumber,containerIdentifier,trackingNumber,itemSequenceNumber,quantity\n' +
        'PO1,C1,1Z1,1,2\nPO1,C2,1Z2,1,1\nPO1,C1,,2,1\nPO1,C1,1Z1,1,3\n',
    );
    expect(departure).toEqual({
      purchaseOrderNumber: 'PO1',
      lines: [2, 3, 4, 5],
      departure: {
        containers: [
          {
            containerIdentifier: 'C1',
            trackingNumber: '1Z1',
            items: [
              { itemSequenceNumber: '1', quantity: 5 },
              { itemSequenceNumber: '2', quantity: 1 },
            ],
          },
          { containerIdentifier: 'C2', trackingNumber: '1Z2', items: [{ itemSequenceNumber: '1', quantity: 1 }] },
        ],
      },
    });
  });

  it('names packages without items where they were packed before', () => {
    expect(departuresOf('purchaseOrderNumber,containerIdentifier,trackingNumber\nPO1,C1,1Z1\n')[0]?.departure).toEqual({
      containers: [{ containerIdentifier: 'C1', trackingNumber: '1Z1' }],
    });
  });

  it.each([
    // what, text
    ['line ends of Windows', 'purchaseOrderNumber,trackingNumber\r\nPO1,1Z1\r\n'],
    ['line ends of old Macs', 'purchaseOrderNumber,trackingNumber\rPO1,1Z1\r'],
    ['no line end at its end', 'purchaseOrderNumber,trackingNumber\nPO1,1Z1'],
    ['a byte order mark', '\ufeffpurchaseOrderNumber,trackingNumber\nPO1,1Z1\n'],
    ['semicolons', 'purchaseOrderNumber;trackingNumber\nPO1;1Z1\n'],
    ['tabs', 'purchaseOrderNumber\ttrackingNumber\nPO1\t1Z1\n'],
    ['quotes', '"purchaseOrderNumber","trackingNumber"\n"PO1","1Z1"\n'],
    ['spaces around its cells', 'purchaseOrderNumber , trackingNumber\n PO1 , 1Z1 \n'],
    ['blank lines and rows of separators', 'purchaseOrderNumber,trackingNumber\n\n,\nPO1,1Z1\n,\n'],
    ['empty columns at its end', 'purchaseOrderNumber,trackingNumber,,\nPO1,1Z1,,\n'],
    ['the problems of an earlier run', 'purchaseOrderNumber,trackingNumber,problem\nPO1,1Z1,"=no, not yet"\n'],
  ])('may have %s', (_what, text) => {
    expect(departuresOf(text)).toMatchObject([{ purchaseOrderNumber: 'PO1', departure: { trackingNumber: '1Z1' } }]);
  });

  it('reads names beyond ASCII as they are', () => {
    expect(departuresOf('purchaseOrderNumber;carrier\nPO1;Spedition Müller\n')[0]?.departure.carrier).toBe(
      'Spedition Müller',
    );
  });

  it.each([
    // what, text, faults
    ['an empty file', '', ['FILE: is empty; it needs a header and a row for each order.']],
    ['blank lines only', '\n \n', ['FILE: is empty; it needs a header and a row for each order.']],
    [
      'an unknown column, and a cell that is wrong besides',
      'purchaseOrderNumber,trackingNo,weight\nPO1,1Z1,heavy\n',
      [
        expect.stringMatching(/^FILE, header: "trackingNo" is no known column/),
        'line 2, weight: "heavy" is no weight; write 1.2kg or 3lb.',
      ],
    ],
    ['a header only', 'purchaseOrderNumber\n', ['FILE: has a header and no rows.']],
    [
      'no header',
      'PO1,1Z1\nPO2,1Z2\n',
      [
        expect.stringMatching(/^FILE, header: "PO1" is no known column; known are purchaseOrderNumber, /),
        expect.stringMatching(/^FILE, header: "1Z1" is no known column/),
        'FILE, header: has no column purchaseOrderNumber.',
      ],
    ],
    [
      'a column twice',
      'purchaseOrderNumber,carrier,Carrier\nPO1,a,a\n',
      ['FILE, header: has the column carrier twice.'],
    ],
    ['a row too short', 'purchaseOrderNumber,carrier\nPO1\n', ['line 2: has 1 cells, the header has 2.']],
    ['a row too long', 'purchaseOrderNumber,carrier\nPO1,a,b\n', ['line 2: has 3 cells, the header has 2.']],
    ['a row without an order', 'purchaseOrderNumber,carrier\n,a\n', ['line 2, purchaseOrderNumber: is missing.']],
    ['a quote never closed', 'purchaseOrderNumber\n"PO1\n', ['line 2: a quote is opened and never closed.']],
    [
      'a day that does not exist',
      'purchaseOrderNumber,departedAt\nPO1,2026-02-30T10:00:00Z\n',
      ['line 2, departedAt: "2026-02-30T10:00:00Z" must be a date and time with zone, e.g. 2026-01-05T16:05:00Z.'],
    ],
    [
      'a time without zone',
      'purchaseOrderNumber,departedAt\nPO1,2026-01-05 16:05\n',
      [expect.stringContaining('zone')],
    ],
    [
      'a departure ahead of time',
      'purchaseOrderNumber,departedAt\nPO1,2026-01-06T00:00:00Z\n',
      [expect.stringContaining('line 2, departedAt: "2026-01-06T00:00:00Z" lies in the future')],
    ],
    [
      'a weight without unit',
      'purchaseOrderNumber,weight\nPO1,3\n',
      ['line 2, weight: "3" is no weight; write 1.2kg or 3lb.'],
    ],
    [
      'a formula',
      'purchaseOrderNumber,carrier\nPO1,=1+1\n',
      ['line 2, carrier: "=1+1" begins with =, which a spreadsheet takes for a formula.'],
    ],
    [
      'a tracking number that a spreadsheet has shortened',
      'purchaseOrderNumber,trackingNumber\nPO1,1.23457E+11\n',
      [expect.stringContaining('"1.23457E+11" is a number that a spreadsheet has shortened')],
    ],
    [
      'half a piece',
      'purchaseOrderNumber,containerIdentifier,itemSequenceNumber,quantity\nPO1,C1,1,0.5\n',
      ['line 2, quantity: "0.5" must be a whole number of at least 1.'],
    ],
    [
      'an item without quantity',
      'purchaseOrderNumber,containerIdentifier,itemSequenceNumber,quantity\nPO1,C1,1,\n',
      ['line 2, quantity: is missing: line and quantity go together.'],
    ],
    [
      'an item without package',
      'purchaseOrderNumber,itemSequenceNumber,quantity\nPO1,1,1\n',
      [
        'line 2, itemSequenceNumber: needs a containerIdentifier in the same row.',
        'line 2, quantity: needs a containerIdentifier in the same row.',
      ],
    ],
    [
      'a package type that is none',
      'purchaseOrderNumber,containerIdentifier,containerType\nPO1,C1,bag\n',
      ['line 2, containerType: "bag" must be one of carton, pallet.'],
    ],
    [
      'packages in some rows of an order only',
      'purchaseOrderNumber,containerIdentifier\nPO1,C1\nPO1,\n',
      ['line 3, containerIdentifier: is missing, and other rows of the order have one.'],
    ],
    [
      'two departures of one order',
      'purchaseOrderNumber,departedAt\nPO1,2026-01-05T10:00:00Z\nPO1,2026-01-05T11:00:00Z\n',
      ['line 3, departedAt: contradicts line 2, which tells of the same order.'],
    ],
    [
      'two ship methods of one order',
      'purchaseOrderNumber,containerIdentifier,shipMethod\nPO1,C1,UPS_GR\nPO1,C2,ups_gr\n',
      ['line 3, shipMethod: contradicts line 2, which tells of the same order.'],
    ],
    [
      'two weights of one package',
      'purchaseOrderNumber,containerIdentifier,weight\nPO1,C1,1kg\nPO1,C1,2kg\n',
      ['line 3, weight: contradicts line 2, which tells of the same package.'],
    ],
    [
      'a tracking number on two orders',
      'purchaseOrderNumber,trackingNumber\nPO1,1Z1\nPO2,1Z1\n',
      ['line 3, trackingNumber: "1Z1" stands at another order in line 2.'],
    ],
    [
      'a tracking number on two packages',
      'purchaseOrderNumber,containerIdentifier,trackingNumber\nPO1,C1,1Z1\nPO1,C2,1Z1\n',
      ['line 3, trackingNumber: "1Z1" stands at another package in line 2.'],
    ],
    [
      'too many packages',
      `purchaseOrderNumber,containerIdentifier\n${Array.from({ length: 201 }, (_, index) => `PO1,C${index}\n`).join('')}`,
      ['line 2: containers must have at most 200 entries.'],
    ],
  ])('with %s is refused', (_what, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('has all its faults reported at once, in the order of its lines', () => {
    expect(
      faultsOf('purchaseOrderNumber,trackingNumber,weight\nPO-1,1Z1,3\nPO2,1Z1,1kg\nPO3,1Z1,0kg\n').map(
        (fault) => fault.split(':')[0],
      ),
    ).toEqual(['line 2, purchaseOrderNumber', 'line 2, weight', 'line 3, trackingNumber', 'line 4, weight']);
  });

  it('with hundreds of faults shows the first ones and counts the rest', () => {
    const faults = faultsOf(`purchaseOrderNumber\n${'PO-1\n'.repeat(1_000)}`);
    expect(faults).toHaveLength(501);
    expect(faults.at(-1)).toBe('FILE: has 500 faults more.');
  });

  it.each([
    // what, bytes, fault
    ['Latin 1', Buffer.from('purchaseOrderNumber;carrier\nPO1;M\u00fcller\n', 'latin1'), 'line 2', 'no valid UTF-8'],
    ['UTF-16', Buffer.from('\ufeffpurchaseOrderNumber\nPO1\n', 'utf16le'), 'FILE', 'UTF-16'],
    ['a workbook', Buffer.from('PK\u0003\u0004…'), 'FILE', 'a workbook'],
    ['zero bytes', Buffer.from('purchaseOrderNumber\n\u0000\n'), 'FILE', 'zero bytes'],
    ['too many bytes', Buffer.alloc(MAX_FILE_BYTES + 1, 'a'), 'FILE', 'at most'],
  ])('in %s is refused', (_what, bytes, where, what) => {
    expect(readManifest(bytes, NOW)).toEqual({ faults: [{ where, what: expect.stringContaining(what) }] });
  });

  it('whose quote is never closed is refused before it is read whole', () => {
    const bytes = Buffer.concat([Buffer.from('purchaseOrderNumber\n"'), Buffer.alloc(MAX_FILE_BYTES - 100, 'a\n')]);
    expect(readManifest(bytes, NOW)).toEqual({
      faults: [{ where: expect.any(String), what: expect.stringContaining('quote') }],
    });
  });

  it('has as many rows as a day has orders, and not without end', () => {
    const rows = (count: number) =>
      `purchaseOrderNumber\n${Array.from({ length: count }, (_, n) => `PO${n}\n`).join('')}`;
    expect(departuresOf(rows(5_000))).toHaveLength(5_000);
    expect(faultsOf(rows(100_001))).toEqual(['FILE: has more than 100000 rows. Split it.']);
  });

  it('is read or refused, whatever its bytes are', () => {
    const dice = seededDice(20_260_105);
    for (let round = 0; round < 2_000; round += 1) {
      const bytes = round % 2 === 0 ? randomBytes(dice) : randomSheet(dice);
      const manifest = readManifest(bytes, NOW);
      if ('faults' in manifest) expect(manifest.faults.length).toBeGreaterThan(0);
      else expect(manifest.value.departures.length).toBeGreaterThan(0);
    }
  });
});

describe('docs/manifest.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/manifest.md'), 'utf8');

  it('shows a file that is read', () => {
    const example = /```csv\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(departuresOf(example).map(({ purchaseOrderNumber, lines }) => [purchaseOrderNumber, lines])).toEqual([
      ['PO12345678', [2]],
      ['PO12345679', [3]],
      ['PO12345680', [4, 5, 6]],
    ]);
  });

  it.each(columnNames)('explains the column %s', (name) => {
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\| \\S`, 'm'));
  });
});

type Dice = ReturnType<typeof seededDice>;

const randomBytes = (dice: Dice): Buffer => Buffer.from(Array.from({ length: dice.below(200) }, () => dice.below(256)));

/** Close to what the reader expects, so that every rule is reached. */
function randomSheet(dice: Dice): Buffer {
  const cells = [
    '',
    'PO1',
    'PO2',
    'C1',
    '1Z1',
    '1kg',
    '3',
    '"',
    '""',
    '"a,b"',
    '\n',
    '\r',
    ';',
    ',',
    '=1',
    'ü',
    '1E+11',
    '\ufeff',
  ];
  const times = ['2026-01-05T10:00:00Z', '2026-13-05T10:00:00Z', '__proto__', 'constructor', '🙂'];
  const header = columnNames.filter(() => dice.below(2) === 0).join(dice.pick([',', ';']));
  const rows = Array.from({ length: dice.below(6) }, () =>
    Array.from({ length: dice.below(8) }, () => dice.pick([...cells, ...times])).join(dice.pick([',', ';'])),
  );
  return Buffer.from(['purchaseOrderNumber,', header, dice.pick(['\n', '\r\n', '']), rows.join('\n')].join(''));
}
