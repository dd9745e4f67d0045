import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../../activities/amazon/faults.js';
import {
  customerInvoice,
  customerInvoicesPage,
  packingSlip,
  packingSlipsPage,
} from '../../../../activities/amazon/schemas/index.js';

const pdf = Buffer.from('%PDF-1.4 \u00ff\u00fe', 'latin1');
const content = pdf.toString('base64');

describe('documents, tolerant in', () => {
  it.each([
    // content
    ['as it should be', content],
    ['without padding', content.replaceAll('=', '')],
    ['in lines', content.replace(/(.{4})/g, '$1\r\n')],
  ])('read base64 %s', (_name, received) => {
    const slip = packingSlip.parse({ purchaseOrderNumber: 'A1', content: received, contentType: 'text/new', extra: 1 });
    expect(slip).toEqual({ purchaseOrderNumber: 'A1', content: pdf, contentType: 'text/new' });
    expect(customerInvoice.parse({ purchaseOrderNumber: 'A1', content: received })).toEqual({
      purchaseOrderNumber: 'A1',
      content: pdf,
    });
  });

  it.each(['base64 encoded string!', 'AAAAA', 'A===', '<html>', 'AA=A'])('do not take %j for bytes', (received) => {
    const parsed = packingSlip.safeParse({ purchaseOrderNumber: 'A1', content: received });
    expect(parsed.success ? '' : faultsOf(parsed.error)).toBe('content: expected base64');
  });

  it('come in pages, the last without a token', () => {
    const document = { purchaseOrderNumber: 'A1', content };
    const pagination = { nextToken: 'MDAwMDAwMDAwMQ==' };
    const read = { purchaseOrderNumber: 'A1', content: pdf };
    expect(packingSlipsPage.parse({ pagination, packingSlips: [document] })).toEqual({
      pagination,
      packingSlips: [read],
    });
    expect(customerInvoicesPage.parse({ customerInvoices: [document] })).toEqual({ customerInvoices: [read] });
    expect(packingSlipsPage.parse({})).toEqual({});
  });
});
