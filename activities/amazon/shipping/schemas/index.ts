import type { z } from 'zod';
import type { packageDocumentDetail, requestedDocumentSpecification, shipmentDocumentsQuery } from './documents.js';
import type { directPurchaseResult, purchaseResult } from './purchase.js';
import type { getRatesRequest, rate, ratesResult } from './rates.js';
import type { shippingBusinessId } from './shared.js';
import type { trackingResult } from './tracking.js';

/** Where a shipment is bought. */
export type ShippingBusinessId = z.output<typeof shippingBusinessId>;
/** Body of getRates. Holds personal data. */
export type GetRatesRequest = z.input<typeof getRatesRequest>;
/** A rate as read from Amazon. */
export type Rate = z.output<typeof rate>;
/** A service that is not to be had, and why. */
export type IneligibleRate = z.output<typeof ratesResult>['ineligibleRates'][number];
/** What is asked of the documents of a purchase. */
export type RequestedDocumentSpecification = z.input<typeof requestedDocumentSpecification>;
/** Format and resolution of documents that are fetched again. */
export type ShipmentDocumentsQuery = z.input<typeof shipmentDocumentsQuery>;
/** The documents of one package. Labels hold personal data. */
export type PackageDocuments = z.output<typeof packageDocumentDetail>;
/** What a purchase gave. */
export type Purchase = z.output<typeof purchaseResult>;
/** What a direct purchase gave. */
export type DirectPurchase = z.output<typeof directPurchaseResult>;
/** Where a parcel is. */
export type Tracking = z.output<typeof trackingResult>;
