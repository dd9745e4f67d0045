import { untilDone } from '../steps/until-done.js';
import { activities, asking, who } from './running.js';
import type { Running } from './running.js';
import { FETCH_DOCUMENTS } from './steps.js';

/** Fetches what the answer to the purchase did not bring, because it was lost: labels, and the tracking id. Never buys. */
export async function obtainDocuments(shipment: Running): Promise<void> {
  const { purchase, documents } = shipment.state;
  if (purchase === undefined || (documents.length > 0 && purchase.trackingId !== undefined)) return;
  // Amazon does not give the documents of a direct purchase again.
  if (shipment.input.request.channel.type === 'DIRECT_FULFILLMENT') return;
  const done = await untilDone(asking(shipment), { name: FETCH_DOCUMENTS, also: ['skip'] }, () =>
    activities(shipment, 'Fetch the documents').fetchDocuments({
      ...who(shipment),
      shipmentId: purchase.shipmentId,
    }),
  );
  if (!('result' in done)) return;
  const trackingId = shipment.state.purchase?.trackingId ?? done.result.trackingId;
  shipment.state = {
    ...shipment.state,
    documents: done.result.documents,
    purchase: { ...purchase, ...(trackingId === undefined ? {} : { trackingId }) },
  };
}
