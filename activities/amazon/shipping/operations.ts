import type { Operation } from '../operations.js';
import { shipmentDocuments, shipmentDocumentsQuery } from './schemas/documents.js';
import {
  cancelResult,
  directPurchaseHeaders,
  directPurchaseRequest,
  directPurchaseResult,
  purchaseResult,
  purchaseShipmentRequest,
} from './schemas/purchase.js';
import { additionalInputsQuery, additionalInputsResult, getRatesRequest, ratesResult } from './schemas/rates.js';
import { keyedHeaders, shippingHeaders } from './schemas/shared.js';
import { trackingQuery, trackingResult } from './schemas/tracking.js';

const shipments = '/shipping/v2/shipments';
const source = 'shippingV2, Usage Plan';
const eightyPerSecond = { ratePerSecond: 80, burst: 100 } as const;

/** The operations of Shipping v2; none of them takes a restricted data token. */
export const shippingOperations = {
  getRates: {
    name: 'getRates',
    method: 'POST',
    path: `${shipments}/rates`,
    restricted: false,
    // Rates that nobody buys do no harm, so this POST may be repeated.
    write: false,
    ...eightyPerSecond,
    headers: shippingHeaders,
    request: getRatesRequest,
    response: ratesResult,
    source,
  },
  getAdditionalInputs: {
    name: 'getAdditionalInputs',
    method: 'GET',
    path: `${shipments}/additionalInputs/schema`,
    restricted: false,
    write: false,
    ...eightyPerSecond,
    headers: shippingHeaders,
    query: additionalInputsQuery,
    response: additionalInputsResult,
    source,
  },
  purchaseShipment: {
    name: 'purchaseShipment',
    method: 'POST',
    path: shipments,
    restricted: false,
    write: true,
    ...eightyPerSecond,
    headers: keyedHeaders,
    request: purchaseShipmentRequest,
    response: purchaseResult,
    source,
  },
  directPurchaseShipment: {
    name: 'directPurchaseShipment',
    method: 'POST',
    path: `${shipments}/directPurchase`,
    restricted: false,
    write: true,
    ...eightyPerSecond,
    headers: directPurchaseHeaders,
    request: directPurchaseRequest,
    response: directPurchaseResult,
    source: `${source}; paused by Amazon (SV-15)`,
  },
  getShipmentDocuments: {
    name: 'getShipmentDocuments',
    method: 'GET',
    path: `${shipments}/{shipmentId}/documents`,
    restricted: false,
    write: false,
    ...eightyPerSecond,
    headers: shippingHeaders,
    query: shipmentDocumentsQuery,
    response: shipmentDocuments,
    source,
  },
  getTracking: {
    name: 'getTracking',
    method: 'GET',
    path: '/shipping/v2/tracking',
    restricted: false,
    write: false,
    ...eightyPerSecond,
    headers: shippingHeaders,
    query: trackingQuery,
    response: trackingResult,
    source,
  },
  cancelShipment: {
    name: 'cancelShipment',
    method: 'PUT',
    path: `${shipments}/{shipmentId}/cancel`,
    restricted: false,
    write: true,
    ...eightyPerSecond,
    headers: shippingHeaders,
    response: cancelResult,
    source,
  },
} as const satisfies Record<string, Operation>;
