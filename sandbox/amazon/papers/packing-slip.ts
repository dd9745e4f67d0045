import type { MadeOrder, WireAddress } from '../orders/order.js';
import { textPdf } from './pdf.js';

/** Prints the slip that goes into the parcel. It names the recipient, and the gift message where there is one. */
export function packingSlipPdf({ purchaseOrderNumber, details, recipient }: MadeOrder): Buffer {
  return textPdf({
    title: `Packing slip ${purchaseOrderNumber}`,
    lines: [
      `Order ${details.customerOrderNumber} of ${details.orderDate}`,
      `Shipped from ${details.shipFromParty.partyId}`,
      '',
      'Ship to',
      ...addressLines(recipient),
      '',
      ...details.items.flatMap((item) => [
        `${String(item.orderedQuantity.amount)} x ${item.title ?? ''}   ${item.vendorProductIdentifier ?? ''}`,
        ...(item.giftDetails?.giftMessage === undefined ? [] : [item.giftDetails.giftMessage]),
      ]),
      '',
      details.shipmentDetails.messageToCustomer,
    ],
  });
}

/** An address as it is printed. */
export function addressLines(address: WireAddress): string[] {
  const { name, addressLine1, addressLine2, city = '', stateOrRegion, postalCode = '', countryCode } = address;
  return [
    name,
    addressLine1,
    ...(addressLine2 === undefined ? [] : [addressLine2]),
    `${city} ${stateOrRegion} ${postalCode}`,
    countryCode,
  ];
}
