import { exactNumber } from '../wire.js';
import type { Dialect } from './dialect.js';
import { documentsOf } from './papers/documents.js';
import { wirePromise } from './promise.js';
import type { PurchasedShipment } from './shipment-book.js';

/** Shipping v2 `PurchaseShipmentResult`. */
export function wirePurchase(shipment: PurchasedShipment, dialect: Dialect): unknown {
  return {
    shipmentId: quoted(shipment, shipment.shipmentId),
    packageDocumentDetails: [packageDocumentDetail(shipment, dialect)],
    promise: wirePromise(shipment.promise, dialect),
    ...(shipment.benefits === undefined ? {} : { benefits: shipment.benefits }),
  };
}

/** Shipping v2 `DirectPurchaseResult`, whose list has another name. */
export function wireDirectPurchase(shipment: PurchasedShipment, dialect: Dialect): unknown {
  return {
    shipmentId: shipment.shipmentId,
    packageDocumentDetailList: [packageDocumentDetail(shipment, dialect)],
  };
}

/** Shipping v2 `GetShipmentDocumentsResult`; the model's example has the benefits a level deeper than its schema. */
export function wireDocuments(shipment: PurchasedShipment, dialect: Dialect): unknown {
  const detail = packageDocumentDetail(shipment, dialect);
  const benefits = shipment.benefits === undefined ? {} : { benefits: shipment.benefits };
  return {
    shipmentId: quoted(shipment, shipment.shipmentId),
    ...(dialect === 'examples'
      ? { packageDocumentDetail: { ...detail, ...benefits } }
      : { packageDocumentDetail: detail, ...benefits }),
  };
}

function packageDocumentDetail(shipment: PurchasedShipment, dialect: Dialect): object {
  const { trackingId } = shipment;
  return {
    packageClientReferenceId: shipment.parcel,
    packageDocuments: documentsOf(shipment),
    trackingId:
      dialect === 'examples' && /^[1-9]\d*$/.test(trackingId) ? exactNumber(trackingId) : quoted(shipment, trackingId),
  };
}

function quoted({ quotedIds }: PurchasedShipment, id: string): string {
  return quotedIds ? `'${id}'` : id;
}
