import type { LabelContent } from '../labels/label-content.js';
import { pngLabel } from '../labels/png.js';
import { zplLabel } from '../labels/zpl.js';
import type { OrderRecord, RecordedLabel } from '../orders/order-book.js';
import { shipMethodName } from '../orders/ship-methods.js';

// Drawn once per label, as lists of up to a hundred are read again and again.
const drawn = new WeakMap<RecordedLabel, readonly string[]>();

/** A label as getShippingLabel and getShippingLabels show it, the content in base64. */
export function wireLabel(record: OrderRecord, label: RecordedLabel): unknown {
  const contents = drawn.get(label) ?? draw(record, label);
  drawn.set(label, contents);
  return {
    purchaseOrderNumber: record.purchaseOrderNumber,
    sellingParty: record.details.sellingParty,
    shipFromParty: record.details.shipFromParty,
    labelFormat: label.format,
    labelData: label.packages.map((each, i) => ({
      ...each,
      shipMethod: label.shipMethod,
      shipMethodName: shipMethodName(label.shipMethod),
      content: contents[i] ?? '',
    })),
  };
}

function draw(record: OrderRecord, label: RecordedLabel): string[] {
  const { name, addressLine1, addressLine2, city = '', stateOrRegion, postalCode = '', countryCode } = record.recipient;
  return label.packages.map((each, i) => {
    const content: LabelContent = {
      ...each,
      purchaseOrderNumber: record.purchaseOrderNumber,
      shipMethodName: shipMethodName(label.shipMethod),
      packageNumber: i + 1,
      packageCount: label.packages.length,
      shipFrom: record.details.shipFromParty.partyId,
      shipTo: [name, addressLine1, addressLine2 ?? '', `${city} ${stateOrRegion} ${postalCode}`, countryCode],
    };
    return (label.format === 'PNG' ? pngLabel(content) : zplLabel(content)).toString('base64');
  });
}
