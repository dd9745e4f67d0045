import { describe, expect, it } from 'vitest';
import { readShipmentFile } from '../../clients/shipments-file.js';
import type { FileOrder, ShipmentFileFormat } from '../../clients/shipments-file.js';
import { RECIPIENT } from '../support/shipments.js';
import { parcelForm, SENDER, shipmentForm } from './shipment-form.js';

const orders = (format: ShipmentFileFormat, text: string, defaults: Record<string, unknown> = {}): FileOrder[] => {
  const read = readShipmentFile(Buffer.from(text), { format, accounts: ['acme'], defaults });
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.value;
};
const fileFaults = (format: ShipmentFileFormat, text: string): string[] => {
  const read = readShipmentFile(Buffer.from(text), { format, accounts: ['acme'], defaults: {} });
  return 'faults' in read ? read.faults.map(({ where, what }) => `${where}: ${what}`) : [];
};
const outline = (found: readonly FileOrder[]) =>
  found.map((order) => [
    order.lines,
    order.shipmentReference,
    'wanted' in order ? order.wanted.packages.map((each) => each.shipmentReference) : order.faults,
  ]);

const lines = (...forms: unknown[]): string =>
  forms.map((form) => (typeof form === 'string' ? form : JSON.stringify(form))).join('\n');

const { shipmentReference: _own, parcel: _parcel, shipTo: _shipTo, ...common } = shipmentForm();
const header =
  'shipmentReference,package,shipTo.name,shipTo.addressLine1,shipTo.city,shipTo.stateOrRegion,shipTo.countryCode,' +
  'shipTo.postalCode,parcel.weight.value,parcel.items[0].quantity,parcel.isHazmat';
const row = (reference: string, number = '', weight = '1.2', name: string = RECIPIENT.name) =>
  `${reference},${number},${name},1 Planted Street,Plantedham,Kent,GB,PL4 1NT,${weight},2,false`;
const defaults = { ...common, parcel: { ...parcelForm, items: [{ quantity: 1, description: 'Garden gnome' }] } };

describe('a file of shipments as JSON lines', () => {
  it('is read line by line: what is wrong with one is its own affair', () => {
    const text = lines(
      shipmentForm(),
      '',
      '{"shipmentReference": "WEB-2", ',
      shipmentForm({ shipmentReference: 'WEB-3', businessId: undefined }),
      shipmentForm({ shipmentReference: 'WEB-4', parcel: undefined, packages: [parcelForm, parcelForm] }),
    );
    expect(outline(orders('jsonl', text))).toEqual([
      [[1], 'WEB-1', ['WEB-1']],
      [[3], null, ['is no valid JSON']],
      [[4], 'WEB-3', ['businessId is missing']],
      [[5], 'WEB-4', ['WEB-4/1', 'WEB-4/2']],
    ]);
  });

  it('takes from the defaults what a line does not say', () => {
    const line = { shipmentReference: 'WEB-1', shipTo: RECIPIENT, parcel: { weight: { value: 3 } } };
    const [order] = orders('jsonl', lines(line), defaults);
    expect(order).toMatchObject({
      wanted: {
        packages: [
          {
            request: { parcel: { weight: { value: 3, unit: 'KILOGRAM' } } },
            details: { shipFrom: SENDER, shipTo: RECIPIENT },
          },
        ],
      },
    });
  });

  it.each([
    ['the same line', shipmentForm()],
    ['a package of an order', shipmentForm({ shipmentReference: 'WEB', parcel: undefined, packages: [parcelForm] })],
  ])('refuses a reference that comes twice, as %s', (_, second) => {
    const first = shipmentForm(second['shipmentReference'] === 'WEB' ? { shipmentReference: 'WEB/1' } : {});
    expect(outline(orders('jsonl', lines(first, second)))[1]?.[2]).toEqual([
      'shipmentReference stands in line 1 as well',
    ]);
  });
});

describe('a file of shipments as CSV', () => {
  it('has the paths of the form as columns, in whatever order and with whatever separator', () => {
    const text = `\ufeff${header}\n${row('WEB-1')}\n${row('WEB-2', '', '2.5')}\n`;
    for (const each of [text, text.replaceAll(',', ';'), text.replaceAll('\n', '\r\n')]) {
      const [first, second] = orders('csv', each, defaults);
      expect(first).toMatchObject({
        lines: [2],
        wanted: {
          packages: [{ request: { parcel: { weight: { value: 1.2 }, isHazmat: false, items: [{ quantity: 2 }] } } }],
        },
      });
      expect(second).toMatchObject({ lines: [3], shipmentReference: 'WEB-2' });
    }
  });

  it('lists what is wrong by row; good rows are read all the same', () => {
    const text = lines(header, row('WEB-1'), row('WEB-2', '', 'heavy'), 'WEB-3,,Jane', row('WEB-1'), row('A B'));
    expect(outline(orders('csv', text, defaults))).toEqual([
      [[2], 'WEB-1', ['WEB-1']],
      [[3], 'WEB-2', ['parcel.weight.value must be a number above 0']],
      [[4], 'WEB-3', ['has 3 cells, the header has 11']],
      [[5], 'WEB-1', ['shipmentReference stands in line 2 as well']],
      [[6], 'A B', [expect.stringMatching(/^shipmentReference may hold/)]],
    ]);
  });

  it('makes one order of the rows that are numbered, wherever they stand', () => {
    const text = lines(header, row('WEB-1', '2', '2'), row('WEB-2'), row('WEB-1', '1', '1'));
    const [order, other] = orders('csv', text, defaults);
    expect(order).toMatchObject({
      lines: [2, 4],
      wanted: {
        packages: [
          { shipmentReference: 'WEB-1/1', request: { parcel: { weight: { value: 1 } } } },
          { shipmentReference: 'WEB-1/2', request: { parcel: { weight: { value: 2 } } } },
        ],
      },
    });
    expect(other).toMatchObject({ lines: [3], shipmentReference: 'WEB-2' });
  });

  it.each<[string, string[], RegExp]>([
    [
      'a package that is faulty',
      [row('WEB-1', '1'), row('WEB-1', '2', 'heavy')],
      /^packages\[1\]\.weight\.value must be/,
    ],
    ['a gap in the numbers', [row('WEB-1', '1'), row('WEB-1', '3')], /^package must be numbered from 1 on/],
    ['a number twice', [row('WEB-1', '1'), row('WEB-1', '1')], /^package must be numbered from 1 on/],
    ['no number', [row('WEB-1', 'one')], /^package must be numbered from 1 on/],
    [
      'another recipient',
      [row('WEB-1', '1'), row('WEB-1', '2', '1', 'Joe')],
      /^the rows of the order must differ in package and parcel/,
    ],
    ['a torn row', [row('WEB-1', '1'), 'WEB-1,2,Jane'], /^has 3 cells, the header has 11 \(line 3\)/],
  ])('keeps back a whole order with %s', (_, rows, fault) => {
    const found = orders('csv', lines(header, ...rows), defaults);
    expect(outline(found)).toEqual([
      [expect.anything(), 'WEB-1', expect.arrayContaining([expect.stringMatching(fault)])],
    ]);
  });

  it.each([
    ['', /is empty|no column shipmentReference/],
    ['shipmentReference,street\nA,b', /"street" is no known column/],
    ['shipmentReference,__proto__.x\nA,b', /is no known column/],
    ['shipmentReference,shipTo.name,shipTo.name\nA,b,c', /has the column shipTo.name twice/],
    ['shipTo.name\nA', /has no column shipmentReference/],
    ['shipmentReference\n', /has no shipment/],
    ['shipmentReference\n"A', /cannot be read as CSV/],
    ['PK\u0003', /a workbook, not a CSV file/],
  ])('cannot be read at all: %j', (text, fault) => {
    expect(fileFaults('csv', text)).toEqual([expect.stringMatching(fault)]);
  });

  it('leaves the prototype of everything alone', () => {
    const text = 'shipmentReference,additionalInputs.constructor.prototype.polluted\nA,yes';
    orders('csv', text);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a single shipment as JSON', () => {
  it('is one order', () => {
    expect(outline(orders('json', JSON.stringify(shipmentForm(), null, 2)))).toEqual([[[1], 'WEB-1', ['WEB-1']]]);
    expect(fileFaults('json', '{')).toEqual(['FILE: is no valid JSON.']);
  });
});
