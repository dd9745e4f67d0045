import type { Offer } from '../../workflows/shipment/offer.js';
import type { DocumentPreference } from '../../workflows/shipment/policy.js';
import type { ParcelFacts, ShipmentDetails, ShipmentRequest } from '../../workflows/shipment/request.js';
import { StepNotDone } from '../attempt.js';
import type { DocumentStore } from '../documents/document-store.js';

/**
 * Reads a document that a client has stored.
 *
 * @throws StepNotDone `Rejected` when it is no JSON object: the text is not named, it holds personal data.
 */
export async function readObject(documents: DocumentStore, documentId: string): Promise<Record<string, unknown>> {
  const { bytes } = await documents.get(documentId);
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    read = undefined;
  }
  if (isObject(read)) return read;
  throw new StepNotDone('Rejected', `Document ${documentId} is not a JSON object.`);
}

/** The personal part of a request; what is in it is checked with the request to Amazon. */
export const readDetails = async (documents: DocumentStore, documentId: string): Promise<ShipmentDetails> =>
  // What Amazon would refuse is found out before the call, field by field.
  (await readObject(documents, documentId)) as unknown as ShipmentDetails;

/** Everything that answers what a carrier wants to know besides; the later document counts more. */
export async function readInputs(
  documents: DocumentStore,
  details: ShipmentDetails,
  documentIds: readonly string[],
): Promise<Record<string, unknown>> {
  let inputs: Record<string, unknown> = isObject(details.additionalInputs) ? details.additionalInputs : {};
  for (const documentId of documentIds) inputs = merged(inputs, await readObject(documents, documentId));
  return inputs;
}

/** Body of getRates, as far as it is known; Amazon's own rules are checked where it is sent. */
export function toRatesRequest(
  { channel, parcel, shipDate, collectOnDelivery }: ShipmentRequest,
  details: ShipmentDetails,
  shipmentReference: string,
): Record<string, unknown> {
  const { shipFrom, shipTo, returnTo, deliveryNotes, taxDetails } = details;
  return {
    shipFrom,
    // Amazon has the address of its own orders.
    ...(channel.type === 'EXTERNAL' && shipTo !== undefined ? { shipTo } : {}),
    ...(returnTo === undefined ? {} : { returnTo }),
    ...(shipDate === undefined ? {} : { shipDate }),
    ...(deliveryNotes === undefined ? {} : { shipperInstruction: { deliveryNotes } }),
    ...(taxDetails === undefined ? {} : { taxDetails }),
    ...(collectOnDelivery === undefined
      ? {}
      : { valueAddedServices: { collectOnDelivery: { amount: collectOnDelivery } } }),
    packages: [toPackage(parcel, details, shipmentReference)],
    channelDetails:
      channel.type === 'AMAZON'
        ? { channelType: 'AMAZON', amazonOrderDetails: { orderId: channel.orderId } }
        : { channelType: 'EXTERNAL' },
  };
}

/** Body of purchaseShipment. */
export const toPurchase = (
  { requestToken, rateId, specification, valueAddedServices, hasInputs }: Offer,
  inputs: Record<string, unknown>,
): Record<string, unknown> => ({
  requestToken,
  rateId,
  requestedDocumentSpecification: specification,
  ...(valueAddedServices.length === 0 ? {} : { requestedValueAddedServices: valueAddedServices.map((id) => ({ id })) }),
  ...(hasInputs ? { additionalInputs: inputs } : {}),
});

/** Body of directPurchaseShipment. Amazon's own label, unless the format and size of another one are given. */
export function toDirectPurchase(
  amazonShipmentId: string,
  parcel: ParcelFacts,
  details: ShipmentDetails,
  shipmentReference: string,
  preference?: DocumentPreference,
): Record<string, unknown> {
  const { shipFrom, shipTo, returnTo } = details;
  const { format, size, dpi, needFileJoining = false } = preference ?? {};
  return {
    channelDetails: { channelType: 'AMAZON', amazonShipmentDetails: { shipmentId: amazonShipmentId } },
    shipFrom,
    ...(shipTo === undefined ? {} : { shipTo }),
    ...(returnTo === undefined ? {} : { returnTo }),
    packages: [toPackage(parcel, details, shipmentReference)],
    ...(format === undefined || size === undefined
      ? {}
      : {
          labelSpecifications: {
            format,
            size,
            ...(dpi === undefined ? {} : { dpi }),
            needFileJoining,
            requestedDocumentTypes: ['LABEL'],
          },
        }),
  };
}

function toPackage(
  { items, ...parcel }: ParcelFacts,
  { itemDescriptions = [] }: ShipmentDetails,
  shipmentReference: string,
): Record<string, unknown> {
  return {
    ...parcel,
    packageClientReferenceId: shipmentReference,
    items: items.map((item, index) => {
      const description = itemDescriptions[index] ?? undefined;
      return { ...item, ...(description === undefined ? {} : { description }) };
    }),
  };
}

function merged(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(b).map(([name, value]): [string, unknown] => {
    const before = Object.hasOwn(a, name) ? a[name] : undefined;
    return [name, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  return { ...a, ...Object.fromEntries(entries) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
