import type { MadeOrder, WireMoney } from '../orders/order.js';
import { addressLines } from './packing-slip.js';
import { textPdf } from './pdf.js';

/** Prints the customer's invoice: recipient, prices and taxes. */
export function customerInvoicePdf({ purchaseOrderNumber, details, recipient }: MadeOrder): Buffer {
  return textPdf({
    title: `Invoice ${purchaseOrderNumber}`,
    lines: [
      `Order ${details.customerOrderNumber} of ${details.orderDate}`,
      `Sold by ${details.sellingParty.partyId}`,
      '',
      'Bill to',
      ...addressLines(recipient),
      '',
      ...details.items.map(
        (item) => `${String(item.orderedQuantity.amount)} x ${item.title ?? ''} at ${moneyText(item.netPrice)}`,
      ),
      '',
      ...details.taxTotal.taxLineItem.map(
        ({ taxRate, taxAmount, taxableAmount }) =>
          `Tax ${taxRate} on ${moneyText(taxableAmount)}: ${moneyText(taxAmount)}`,
      ),
    ],
  });
}

function moneyText({ amount, currencyCode }: WireMoney): string {
  return `${amount} ${currencyCode}`;
}
