import type { FetchDocumentsInput, FetchDocumentsResult } from '../../workflows/shipment/activities.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import type { Attempt } from '../attempt.js';
import type { ShipmentDependencies } from './dependencies.js';
import { storeDocuments } from './store-documents.js';

/** Fetches the documents of a purchase again, as they were bought, into the store. Never buys. */
export const createFetchDocuments =
  (dependencies: ShipmentDependencies) =>
  async (input: FetchDocumentsInput): Promise<FetchDocumentsResult> => {
    const attempt = currentAttempt(dependencies.clock);
    return attempted(dependencies.clock, attempt, () => fetchDocuments(dependencies, input, attempt));
  };

/** @throws StepNotDone `NotFound` when Amazon does not know the shipment. */
export async function fetchDocuments(
  { shipping, documents }: Pick<ShipmentDependencies, 'shipping' | 'documents'>,
  { businessId, shipmentId, shipmentReference, deadline }: Omit<FetchDocumentsInput, 'account'>,
  attempt: Attempt,
): Promise<FetchDocumentsResult> {
  const found = await shipping.getShipmentDocuments(
    { businessId, shipmentId, packageClientReferenceId: shipmentReference },
    { shipmentReference, deadline, attemptEndsAt: attempt.endsAt },
  );
  if (found === undefined) throw new StepNotDone('NotFound', `Amazon does not know shipment ${shipmentId}.`);
  return storeDocuments(documents, [found]);
}
