import type { OrderDocument, ReadOptions, Reads } from '../amazon.js';
import { operations } from '../operations.js';
import { isAbsent, parse, unexpected } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';

type DocumentOperation = (typeof operations)['getPackingSlip' | 'getCustomerInvoice'];

/** Reads of the documents that Amazon makes for an order. */
export function createDocumentReads(read: Read, share: Share): Pick<Reads, 'packingSlip' | 'customerInvoice'> {
  const documentOf =
    (operation: DocumentOperation) =>
    (purchaseOrderNumber: string, ask: ReadOptions): Promise<OrderDocument | undefined> =>
      share(`${operation.name} ${purchaseOrderNumber}`, ask, async () => {
        const answer = await read(operation, { params: { purchaseOrderNumber } }, ask);
        // Whoever asks has read the order: what Amazon does not know is the document.
        if (isAbsent(answer)) return undefined;
        const found: { purchaseOrderNumber: string; content: Uint8Array; contentType?: string } = parse(
          operation,
          answer,
        );
        // Another customer's document would go into this one's parcel.
        if (found.purchaseOrderNumber !== purchaseOrderNumber) {
          throw unexpected(operation, answer, 'answered with another purchase order');
        }
        const { content: bytes, contentType } = found;
        return bytes.length > 0 ? { bytes, mediaType: mediaTypeOf(contentType) } : undefined;
      });
  return {
    packingSlip: documentOf(operations.getPackingSlip),
    customerInvoice: documentOf(operations.getCustomerInvoice),
  };
}

/** PDF unless Amazon says otherwise; a type that is none is kept as bytes. */
function mediaTypeOf(contentType = 'application/pdf'): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? contentType.toLowerCase() : 'application/octet-stream';
}
