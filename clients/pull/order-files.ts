import type { LabelFacts, PaperKind, VoidLabel } from '../../workflows/purchase-order/order.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';

export type OrderFileKind = 'label' | 'void-label' | PaperKind | 'order';

/** A document of an order, as a file for people. */
export interface OrderFile {
  kind: OrderFileKind;
  documentId: string;
  /** Without the extension. */
  name: string;
  mediaType: string;
  packageIdentifier?: string;
  trackingNumber?: string;
  shipMethod?: string;
  /** Present when it must not be put on a parcel. */
  voided?: Pick<VoidLabel, 'voidedAt' | 'actor'>;
}

/** One file for each package of the label that counts. */
export const labelFiles = ({ purchaseOrderNumber, label }: PurchaseOrderState): OrderFile[] =>
  label === undefined ? [] : packagesOf(label, 'label', purchaseOrderNumber);

/** The labels that were marked void. */
export const voidFiles = ({ purchaseOrderNumber, voidLabels }: PurchaseOrderState): OrderFile[] =>
  voidLabels.flatMap((label, index) =>
    packagesOf(label, 'void-label', `${purchaseOrderNumber}-VOID${index + 1}`).map((file) => ({
      ...file,
      voided: { voidedAt: label.voidedAt, actor: label.actor },
    })),
  );

/** Packing slip and customer's invoice, as far as they are there. */
export const paperFiles = ({ purchaseOrderNumber, papers }: PurchaseOrderState): OrderFile[] =>
  papers.map(({ kind, documentId, mediaType }) => ({
    kind,
    documentId,
    mediaType,
    name: `${purchaseOrderNumber}-${kind}`,
  }));

/** The raw order as Amazon has sent it; `undefined` until it was read. */
export const rawOrderFile = ({ purchaseOrderNumber, orderDocumentId }: PurchaseOrderState): OrderFile | undefined =>
  orderDocumentId === undefined
    ? undefined
    : {
        kind: 'order',
        documentId: orderDocumentId,
        mediaType: 'application/json',
        name: `${purchaseOrderNumber}-order`,
      };

/** The file's whole name. */
export const fileNameOf = (name: string, mediaType: string): string => `${name}.${extensions[mediaType] ?? 'bin'}`;

const extensions: Partial<Record<string, string>> = {
  'application/zpl': 'zpl',
  'image/png': 'png',
  'application/pdf': 'pdf',
  'application/json': 'json',
};

const packagesOf = ({ packages }: LabelFacts, kind: 'label' | 'void-label', name: string): OrderFile[] =>
  packages.map(({ documentId, mediaType, packageIdentifier, trackingNumber, shipMethod }, index) => ({
    kind,
    documentId,
    mediaType,
    name: `${name}-${String(index + 1).padStart(3, '0')}`,
    ...(packageIdentifier === undefined ? {} : { packageIdentifier }),
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
    ...(shipMethod === undefined ? {} : { shipMethod }),
  }));
