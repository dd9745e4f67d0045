import type { Client } from '@temporalio/client';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import { keepLocation } from '../carrier-location.js';
import { signalCarrierEvent } from '../carrier-events.js';
import { ordersByTracking } from '../find/orders-by-tracking.js';
import type { OrderName } from '../purchase-orders.js';
import type { ReportOutcome } from './answers.js';
import type { CarrierReported } from './order-events.js';

export interface ReportOptions {
  client: Client;
  /** Where locations are kept; without it they are left out. */
  documents: DocumentStore | undefined;
  /** Of each call to Temporal. */
  timeoutMs: number;
}

/** Who reports, in the audit list of an order. */
export const INTAKE_ACTOR = 'intake';

/**
 * Hands a carrier's event to its order.
 *
 * 1. The location is stored before the event is handed over.
 * 2. An order without a number is found by its tracking number: a running one, else an ended one, which needs it no more.
 */
export const createReport =
  ({ client, documents, timeoutMs }: ReportOptions) =>
  async (event: CarrierReported): Promise<ReportOutcome> => {
    const { account, purchaseOrderNumber, reported, location, requestId } = event;
    const found =
      purchaseOrderNumber === undefined
        ? await byTracking(client, event, timeoutMs)
        : { order: { account, purchaseOrderNumber } };
    if (!('order' in found)) return found;
    const { order } = found;
    const locationDocumentId =
      location === undefined || documents === undefined ? undefined : await keepLocation(documents, location);
    const signalled = await signalCarrierEvent(
      client,
      order,
      {
        ...reported,
        ...(locationDocumentId === undefined ? {} : { locationDocumentId }),
        requestId,
        actor: INTAKE_ACTOR,
      },
      timeoutMs,
    );
    return signalled.outcome === 'not-open' ? { outcome: 'unknown-order', ...order } : { ...signalled, ...order };
  };

async function byTracking(
  client: Client,
  { account, reported: { trackingNumber } }: CarrierReported,
  timeoutMs: number,
): Promise<{ order: OrderName } | ReportOutcome> {
  const { running, ended } = await ordersByTracking(client, { account, trackingNumber }, timeoutMs);
  const [order, ...others] = running;
  if (order !== undefined) {
    return others.length === 0
      ? { order }
      : { outcome: 'ambiguous', purchaseOrderNumbers: running.map(({ purchaseOrderNumber }) => purchaseOrderNumber) };
  }
  const [last] = ended;
  return last === undefined ? { outcome: 'unknown-tracking' } : { outcome: 'ended', ...last };
}
