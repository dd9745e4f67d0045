import type { DocumentAsk, OrderDocument, Reads } from '../amazon.js';
import { operations } from '../operations.js';
import { createSharedDocuments } from './document-lists.js';
import type { DocumentBasis } from './label.js';
import { isAbsent, parse, unexpected } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';

const { getPackingSlips } = operations;
type DocumentOperation = (typeof operations)['getPackingSlip' | 'getCustomerInvoice'];

/** Reads of the documents that Amazon makes for an order. Invoices, ten a page in one country, are read alone. */
export function createDocumentReads({
  share,
  ...basis
}: DocumentBasis): Pick<Reads, 'packingSlip' | 'customerInvoice'> {
  const packingSlips = createSharedDocuments({
    ...basis,
    operation: getPackingSlips,
    list: 'packingSlips',
    alone: documentOf(operations.getPackingSlip, basis.read, share),
    understood: (element) => {
      const parsed = operations.getPackingSlip.response.safeParse(element);
      return parsed.success ? orNothing(parsed.data) : undefined;
    },
    sizeOf: ({ bytes }) => bytes.length + 1_000,
  });
  return {
    packingSlip: (purchaseOrderNumber, ask) => packingSlips.read(purchaseOrderNumber, ask),
    customerInvoice: documentOf(operations.getCustomerInvoice, basis.read, share),
  };
}

const documentOf =
  (operation: DocumentOperation, read: Read, share: Share) =>
  (purchaseOrderNumber: string, ask: DocumentAsk): Promise<OrderDocument | undefined> =>
    share(`${operation.name} ${purchaseOrderNumber}`, ask, async () => {
      const answer = await read(operation, { params: { purchaseOrderNumber } }, ask);
      // Whoever asks has read the order: what Amazon does not know is the document.
      if (isAbsent(answer)) return undefined;
      const found: Received & { purchaseOrderNumber: string } = parse(operation, answer);
      // Another customer's document would go into this one's parcel.
      if (found.purchaseOrderNumber !== purchaseOrderNumber) {
        throw unexpected(operation, answer, 'answered with another purchase order');
      }
      return orNothing(found);
    });

interface Received {
  content: Uint8Array;
  contentType?: string;
}

const orNothing = ({ content: bytes, contentType }: Received): OrderDocument | undefined =>
  bytes.length > 0 ? { bytes, mediaType: mediaTypeOf(contentType) } : undefined;

/** PDF unless Amazon says otherwise; a type that is none is kept as bytes. */
function mediaTypeOf(contentType = 'application/pdf'): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? contentType.toLowerCase() : 'application/octet-stream';
}
