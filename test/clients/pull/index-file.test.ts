import { describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import { indexFile } from '../../../clients/pull/index-file.js';
import type { PrintJob } from '../../../clients/pull/print-jobs.js';

const job: PrintJob = {
  purchaseOrderNumber: 'PO1',
  kind: 'label',
  documentId: 'abc',
  name: 'PO1-001',
  file: 'PO1-001.zpl',
  mediaType: 'application/zpl',
  packageIdentifier: 'PKG001',
  trackingNumber: '1Z1',
  shipMethod: 'UPS_2ND',
  shipBy: '2026-01-09T22:00:00.000Z',
};

describe('the index', () => {
  it('has a line for each document, times in the warehouse’s zone', () => {
    const { packageIdentifier, trackingNumber, shipMethod, shipBy, ...bare } = job;
    const slip = { ...bare, kind: 'packing-slip', file: 'PO1-packing-slip.pdf' } as const;
    const printedBefore = { at: '2026-01-09T13:00:00.000Z', actor: 'dock-1' };
    expect(indexFile([{ ...job, printedBefore }, slip], 'America/Chicago')).toBe(
      'purchaseOrderNumber,package,trackingNumber,shipMethod,kind,file,sha256,printedBefore,shipBy\r\n' +
        'PO1,PKG001,1Z1,UPS_2ND,label,PO1-001.zpl,abc,yes,2026-01-09T16:00:00-06:00\r\n' +
        'PO1,,,,packing-slip,PO1-packing-slip.pdf,abc,no,\r\n',
    );
  });

  it('is what it says to whoever reads it as CSV, and no formula to a spreadsheet', () => {
    const odd = indexFile([{ ...job, shipMethod: 'A, "B"\r\nC', packageIdentifier: '=1+1' }], 'utc');
    const [line] = parse<Record<string, string>>(odd, { columns: true });
    expect(line).toMatchObject({ shipMethod: 'A, "B"\r\nC', package: "'=1+1", shipBy: '2026-01-09T22:00:00Z' });
  });
});
