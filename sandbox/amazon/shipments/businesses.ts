import type { WireRequest } from '../wire.js';
import { header } from '../wire.js';

/** The values of `x-amzn-shipping-business-id` (model). */
export const businessIds = [
  'AmazonShipping_US',
  'AmazonShipping_IN',
  'AmazonShipping_UK',
  'AmazonShipping_UAE',
  'AmazonShipping_SA',
  'AmazonShipping_EG',
  'AmazonShipping_IT',
  'AmazonShipping_ES',
  'AmazonShipping_FR',
  'AmazonShipping_JP',
] as const;

/** One of {@link businessIds}. */
export type BusinessId = (typeof businessIds)[number];

/** A shipping business. */
export interface Business {
  readonly country: string;
  readonly currency: string;
  /** The carrier id of Amazon's own carrier; `AMZN_UK` and `ATS` are in the guide, the others made up after them. */
  readonly carrierId: string;
  /** What a penny of the usual prices is worth in the smallest unit of the currency. */
  readonly priceFactor: number;
}

/** The shipping businesses. */
export const businesses: Readonly<Record<BusinessId, Business>> = {
  AmazonShipping_US: { country: 'US', currency: 'USD', carrierId: 'AMZN_US', priceFactor: 1.3 },
  AmazonShipping_IN: { country: 'IN', currency: 'INR', carrierId: 'ATS', priceFactor: 40 },
  AmazonShipping_UK: { country: 'GB', currency: 'GBP', carrierId: 'AMZN_UK', priceFactor: 1 },
  AmazonShipping_UAE: { country: 'AE', currency: 'AED', carrierId: 'AMZN_AE', priceFactor: 4.5 },
  AmazonShipping_SA: { country: 'SA', currency: 'SAR', carrierId: 'AMZN_SA', priceFactor: 4.5 },
  AmazonShipping_EG: { country: 'EG', currency: 'EGP', carrierId: 'AMZN_EG', priceFactor: 50 },
  AmazonShipping_IT: { country: 'IT', currency: 'EUR', carrierId: 'AMZN_IT', priceFactor: 1.2 },
  AmazonShipping_ES: { country: 'ES', currency: 'EUR', carrierId: 'AMZN_ES', priceFactor: 1.2 },
  AmazonShipping_FR: { country: 'FR', currency: 'EUR', carrierId: 'AMZN_FR', priceFactor: 1.2 },
  AmazonShipping_JP: { country: 'JP', currency: 'JPY', carrierId: 'AMZN_JP', priceFactor: 1.9 },
};

/** Whether Amazon itself carries what this carrier takes: only such parcels can be tracked with it. */
export function isAmazon(carrierId: string): boolean {
  return Object.values(businesses).some((business) => business.carrierId === carrierId);
}

/** The business that a request is for; a missing header means the UK (model). Nothing when the value is unknown. */
export function businessOf(headers: WireRequest['headers']): BusinessId | undefined {
  const value = header(headers, 'x-amzn-shipping-business-id') ?? 'AmazonShipping_UK';
  return businessIds.find((id) => id === value);
}
