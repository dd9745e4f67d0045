import type { ConfirmedOrder } from '../../activities/ledger/confirmed-orders.js';
import { csvRow } from '../csv.js';

/** The header of the rows of {@link confirmedRows}. */
export const confirmedHeader = csvRow([
  'purchaseOrderNumber',
  'account',
  'vendorOrderNumber',
  'warehouse',
  'departedAt',
  'confirmedAt',
  'transactionId',
  'itemSequenceNumber',
  'sku',
  'asin',
  'quantity',
  'unitOfMeasure',
  'trackingNumbers',
]);

/** A row for each line of a confirmed order; several tracking numbers stand in one cell, separated by spaces. */
export const confirmedRows = (order: ConfirmedOrder): string =>
  order.lines
    .map(({ itemSequenceNumber, sku, asin, quantity, unitOfMeasure }) =>
      csvRow([
        order.purchaseOrderNumber,
        order.account,
        order.vendorOrderNumber,
        order.warehouse,
        order.departedAt,
        order.confirmedAt,
        order.transactionId,
        itemSequenceNumber,
        sku,
        asin,
        quantity,
        unitOfMeasure,
        order.trackingNumbers.join(' '),
      ]),
    )
    .join('');
