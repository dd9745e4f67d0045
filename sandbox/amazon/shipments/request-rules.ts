import type { DirectPurchaseRequest, GetRatesRequest, Package } from '../schemas/shipments.js';

const amazonOrderId = /^\d{3}-\d{7}-\d{7}$/;

/** What is wrong with a well-formed getRates request, or nothing. */
export function ratesFault(request: GetRatesRequest): string | undefined {
  const { channelDetails, packages } = request;
  const { channelType, amazonOrderDetails, amazonShipmentDetails } = channelDetails;
  if (amazonShipmentDetails !== undefined) {
    return 'Direct Fulfillment shipments are bought with directPurchaseShipment only.';
  }
  if (channelType === 'EXTERNAL' && request.shipTo === undefined) return 'ShipTo cannot be null';
  if (channelType === 'AMAZON') {
    if (amazonOrderDetails === undefined) return 'AmazonOrderDetails cannot be null';
    if (!amazonOrderId.test(amazonOrderDetails.orderId)) return 'OrderId is invalid';
    if (packages.some(({ items }) => items.some((item) => (item.itemIdentifier ?? '') === ''))) {
      return 'ItemIdentifier cannot be null for an Amazon order';
    }
  }
  return packagesFault(packages);
}

/** What is wrong with a well-formed directPurchaseShipment request, or nothing. */
export function directPurchaseFault(request: DirectPurchaseRequest): string | undefined {
  const { channelDetails, packages } = request;
  if (channelDetails.channelType !== 'AMAZON' || channelDetails.amazonShipmentDetails === undefined) {
    return 'AmazonShipmentDetails cannot be null';
  }
  if (packages === undefined) return 'Packages cannot be null';
  if (packages.some(({ items }) => items.some((item) => item.directFulfillmentItemIdentifiers === undefined))) {
    return 'DirectFulfillmentItemIdentifiers cannot be null';
  }
  return packagesFault(packages);
}

function packagesFault(packages: readonly Package[]): string | undefined {
  const [parcel] = packages;
  if (parcel === undefined || packages.length > 1) return 'A shipment is limited to a single package';
  const { length, width, height } = parcel.dimensions;
  if (Math.min(length, width, height, parcel.weight.value) <= 0) return 'Dimensions and weight must be positive';
  if (parcel.packageClientReferenceId === '') return 'PackageClientReferenceId cannot be empty';
  if (parcel.items.length === 0) return 'Items cannot be empty';
  if (parcel.items.some((item) => item.quantity < 1)) return 'Quantity must be positive';
  if (parcel.items.some((item) => (item.serialNumbers ?? []).length > item.quantity)) {
    return 'There are more serial numbers than units';
  }
  return undefined;
}
