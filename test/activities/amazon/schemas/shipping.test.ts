import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../../activities/amazon/faults.js';
import {
  shipmentConfirmation,
  shippingLabel,
  shippingLabelRequest,
} from '../../../../activities/amazon/schemas/index.js';

/** Container of the model's sandbox example of submitShippingLabelRequest. */
const container = {
  containerType: 'carton',
  containerIdentifier: '123',
  trackingNumber: 'XXXX',
  dimensions: { length: '12', width: '12', height: '12', unitOfMeasure: 'IN' },
  weight: { unitOfMeasure: 'KG', value: '10' },
  packedItems: [
    {
      itemSequenceNumber: 1,
      buyerProductIdentifier: 'B07DFVDRAB',
      packedQuantity: { amount: 1, unitOfMeasure: 'Each' },
    },
  ],
};
const [packed] = container.packedItems;
const labelRequest = {
  purchaseOrderNumber: '2JK3S9VC',
  sellingParty: { partyId: '999US' },
  shipFromParty: { partyId: 'ABCD' },
  containers: [container],
};

/** The model's sandbox example of submitShipmentConfirmations, shortened. */
const confirmation = {
  purchaseOrderNumber: 'PO00050003',
  shipmentDetails: {
    shippedDate: '2019-08-07T19:56:45.632Z',
    shipmentStatus: 'SHIPPED',
    isPriorityShipment: true,
    estimatedDeliveryDate: '2019-08-07T19:56:45.632Z',
  },
  sellingParty: { partyId: 'VENDORCODE' },
  shipFromParty: { partyId: 'VENDORWAREHOUSECODE' },
  items: [
    {
      itemSequenceNumber: 1,
      buyerProductIdentifier: 'ASIN001',
      vendorProductIdentifier: '9782700001659',
      shippedQuantity: { amount: 100, unitOfMeasure: 'Each' },
    },
  ],
  containers: [{ ...container, scacCode: 'SCAC001', carrier: 'ABCD001', shipMethod: 'UPS' }],
};
const [item] = confirmation.items;

describe('label request, strict out', () => {
  it("takes the model's examples, with and without containers", () => {
    const { containers: _containers, ...bare } = labelRequest;
    expect([labelRequest, bare].map((request) => shippingLabelRequest.safeParse(request).success)).toEqual([
      true,
      true,
    ]);
  });

  it.each([
    // change of the container, fault
    [{ containerType: 'Carton' }, /^containers\[0\].containerType: /],
    [{ weight: undefined }, /^containers\[0\].weight: /],
    [{ weight: { unitOfMeasure: 'KG', value: '1,5' } }, /^containers\[0\].weight.value: expected a decimal string/],
    [{ weight: { unitOfMeasure: 'KG', value: 10 } }, /^containers\[0\].weight.value: /],
    [{ weight: { unitOfMeasure: 'G', value: '10' } }, /^containers\[0\].weight.unitOfMeasure: /],
    [{ dimensions: { ...container.dimensions, unitOfMeasure: 'MM' } }, /^containers\[0\].dimensions.unitOfMeasure: /],
    [{ packedItems: [] }, /^containers\[0\].packedItems: /],
    [
      { packedItems: [{ ...packed, itemSequenceNumber: '00001' }] },
      /^containers\[0\].packedItems\[0\].itemSequenceNumber: /,
    ],
    [
      { packedItems: [{ ...packed, buyerProductIdentifier: undefined }] },
      /^containers\[0\].packedItems\[0\].buyerProductIdentifier: /,
    ],
    [
      { packedItems: [{ itemSequenceNumber: 1, packedQuantity: packed?.packedQuantity }] },
      /^containers\[0\].packedItems\[0\]: expected buyerProductIdentifier or vendorProductIdentifier/,
    ],
  ])('refuses a container with %j', (change, fault) => {
    const parsed = shippingLabelRequest.safeParse({ ...labelRequest, containers: [{ ...container, ...change }] });
    expect(parsed.success ? '' : faultsOf(parsed.error)).toMatch(fault);
  });

  it.each(['', 'PO-1', 'PO 1', 'PO/1'])('refuses the purchase order number %j', (purchaseOrderNumber) => {
    expect(shippingLabelRequest.safeParse({ ...labelRequest, purchaseOrderNumber }).success).toBe(false);
  });
});

describe('confirmation, strict out', () => {
  it("takes the model's example, and one without containers", () => {
    const { containers: _containers, ...bare } = confirmation;
    expect([confirmation, bare].map((request) => shipmentConfirmation.safeParse(request).success)).toEqual([
      true,
      true,
    ]);
  });

  it.each([
    // change, fault
    [{ items: [] }, /^items: /],
    [{ items: undefined }, /^items: /],
    [{ items: [{ itemSequenceNumber: 1, shippedQuantity: item?.shippedQuantity }] }, /^items\[0\]: expected buyer/],
    [{ containers: [container] }, /^containers\[0\].shipMethod: /],
    [
      { shipmentDetails: { ...confirmation.shipmentDetails, shipmentStatus: 'PARTIAL' } },
      /^shipmentDetails.shipmentStatus: /,
    ],
    [
      { shipmentDetails: { ...confirmation.shipmentDetails, shippedDate: '2019-08-07' } },
      /^shipmentDetails.shippedDate: /,
    ],
  ])('refuses %j', (change, fault) => {
    const parsed = shipmentConfirmation.safeParse({ ...confirmation, ...change });
    expect(parsed.success ? '' : faultsOf(parsed.error)).toMatch(fault);
  });
});

describe('label, tolerant in', () => {
  it('lets an unknown format and unknown members pass', () => {
    const label = {
      purchaseOrderNumber: 'A1',
      labelFormat: 'PDF',
      labelData: [{ content: 'AA==', extra: 1 }],
      extra: 1,
    };
    expect(shippingLabel.parse(label)).toEqual({
      purchaseOrderNumber: 'A1',
      labelFormat: 'PDF',
      labelData: [{ content: 'AA==' }],
    });
  });
});
