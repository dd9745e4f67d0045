import type { ShipmentDocument } from '../../workflows/shipment/activities.js';
import type { PackageDocuments } from '../amazon/shipping/schemas/index.js';
import type { DocumentStore } from '../documents/document-store.js';

const mediaTypes: Readonly<Record<string, string>> = {
  PDF: 'application/pdf',
  PNG: 'image/png',
  ZPL: 'application/zpl',
};

/** Puts the documents of packages into the store; history gets references only. */
export async function storeDocuments(
  store: DocumentStore,
  packages: readonly PackageDocuments[],
): Promise<{ trackingId?: string; documents: ShipmentDocument[] }> {
  const documents: ShipmentDocument[] = [];
  for (const { type, format, contents } of packages.flatMap(({ packageDocuments }) => packageDocuments)) {
    const reference = await store.put(contents, mediaTypes[format] ?? 'application/octet-stream');
    documents.push({ type, format, ...reference });
  }
  const trackingId = packages.find((each) => each.trackingId !== undefined)?.trackingId;
  return { documents, ...(trackingId === undefined ? {} : { trackingId }) };
}
