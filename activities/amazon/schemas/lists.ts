import { z } from 'zod';
import { dateTime } from './shared.js';

/** The longest window of a list; source: model field `createdBefore` of shipping v1, orders page of the documentation. */
export const longestWindowMs = 7 * 24 * 3_600_000;

/** The largest page that Amazon gives. */
export const largestPage = 100;

/** The largest page of customer invoices: the guide's table says 10, its prose and the model 100 (DF-7). */
export const largestInvoicePage = 10;

const listQuery = {
  createdAfter: dateTime,
  createdBefore: dateTime,
  limit: z.int().min(1).max(largestPage).exactOptional(),
  sortOrder: z.enum(['ASC', 'DESC']).exactOptional(),
  /** Of the page before, exactly as received. */
  nextToken: z.string().min(1).exactOptional(),
  shipFromPartyId: z.string().min(1).exactOptional(),
};

const windowMs = ({ createdAfter, createdBefore }: { createdAfter: string; createdBefore: string }): number =>
  Date.parse(createdBefore) - Date.parse(createdAfter);

const isWindow = (query: { createdAfter: string; createdBefore: string }): boolean =>
  windowMs(query) > 0 && windowMs(query) <= longestWindowMs;

const notAWindow = { message: 'expected at most 7 days after createdAfter', path: ['createdBefore'] };

/** Query of getShippingLabels and getPackingSlips; source: model of shipping v1. */
export const shippingListQuery = z.strictObject(listQuery).refine(isWindow, notAWindow);

/** Query of getCustomerInvoices. */
export const customerInvoicesQuery = z
  .strictObject({ ...listQuery, limit: z.int().min(1).max(largestInvoicePage).exactOptional() })
  .refine(isWindow, notAWindow);

/** Query of getOrders; source: model of orders v1. Its statuses are closed: another one is refused. */
export const ordersQuery = z
  .strictObject({
    ...listQuery,
    status: z.enum(['NEW', 'SHIPPED', 'ACCEPTED', 'CANCELLED']).exactOptional(),
    includeDetails: z.boolean().exactOptional(),
  })
  .refine(isWindow, notAWindow);
