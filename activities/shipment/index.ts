import type { ShipmentActivities } from '../../workflows/shipment/activities.js';
import { createCancelShipment } from './cancel-shipment.js';
import type { ShipmentDependencies } from './dependencies.js';
import { createFetchDocuments } from './fetch-documents.js';
import { createLookAtPackages } from './look-at-packages.js';
import { createObtainRates } from './obtain-rates.js';
import { createPurchase } from './purchase.js';
import { createStartDeliveryNotice } from './start-delivery-notice.js';
import { createTrackParcel } from './track-parcel.js';

/** The steps of a shipment for one Amazon account. */
export const createShipmentActivities = (dependencies: ShipmentDependencies): ShipmentActivities => ({
  obtainRates: createObtainRates(dependencies),
  purchase: createPurchase(dependencies),
  fetchDocuments: createFetchDocuments(dependencies),
  trackParcel: createTrackParcel(dependencies),
  cancelShipment: createCancelShipment(dependencies),
  lookAtPackages: createLookAtPackages(dependencies),
  startDeliveryNotice: createStartDeliveryNotice(dependencies),
});
