import { effectLimitMs, latencyMs } from '../latency.js';
import { usualLatency } from '../options.js';
import type { Settings } from '../options.js';
import { seededRandom } from '../random.js';
import type { MadeOrder } from './order.js';
import type { OrderRecord, RecordedDocument } from './order-book.js';

/** The documents that Amazon makes for an order. */
export type DocumentKind = 'packingSlip' | 'customerInvoice';

const readBy = { packingSlip: 'getPackingSlip', customerInvoice: 'getCustomerInvoice' } as const;

/** Slips and invoices can be read for half a year (guide). */
export const documentLifetimeMs = 183 * 24 * 3_600_000;

/**
 * The documents of an order that was accepted at an instant: each appears some time later, as long as a transaction takes.
 *
 * A packing slip where the order requires one; an invoice where the order asks for one, as in India.
 */
export function documentsOnAcceptance(
  settings: Settings,
  order: MadeOrder,
  acceptedAt: number,
): { readonly [Kind in DocumentKind]?: RecordedDocument } {
  const made = (kind: DocumentKind): RecordedDocument => {
    const distribution = settings.latency[readBy[kind]] ?? settings.latency.default ?? usualLatency;
    const draw = seededRandom(settings.seed, kind, order.purchaseOrderNumber).next();
    return { visibleAt: acceptedAt + Math.min(effectLimitMs, latencyMs(distribution, draw)) };
  };
  return {
    ...(order.details.shipmentDetails.isPslipRequired ? { packingSlip: made('packingSlip') } : {}),
    ...(order.invoiced ? { customerInvoice: made('customerInvoice') } : {}),
  };
}

/** A document, once it can be read and as long as it is kept. */
export function readableDocument(record: OrderRecord, kind: DocumentKind, at: number): RecordedDocument | undefined {
  const document = record[kind];
  if (document === undefined || document.visibleAt > at || at > document.visibleAt + documentLifetimeMs)
    return undefined;
  return document;
}
