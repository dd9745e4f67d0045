import type { RequestedDocumentSpecification } from '../../schemas/shipments.js';
import type { DocumentFormat, DocumentSize, DocumentType } from '../rate-plan.js';
import type { PurchasedShipment } from '../shipment-book.js';
import { pngPages } from './page-png.js';
import { pdfPages } from './page-pdf.js';
import { zplPages } from './page-zpl.js';
import { pageOf } from './parcel-paper.js';
import type { Page } from './parcel-paper.js';

/** Shipping v2 `PackageDocument`. */
export interface PackageDocument {
  readonly type: DocumentType;
  readonly format: DocumentFormat;
  /** Base64. */
  readonly contents: string;
}

/** How large a page is and how finely it is printed. */
export interface Print {
  readonly widthInches: number;
  readonly heightInches: number;
  readonly dotsPerInch: number;
}

// Drawn once per shipment, as they are fetched again.
const drawn = new WeakMap<PurchasedShipment, readonly PackageDocument[]>();

/** The documents of a shipment as they were ordered: one for each type, or all in one that is called the label. */
export function documentsOf(shipment: PurchasedShipment): readonly PackageDocument[] {
  const documents = drawn.get(shipment) ?? draw(shipment);
  drawn.set(shipment, documents);
  return documents;
}

function draw({ specification, paper }: PurchasedShipment): PackageDocument[] {
  const { format, requestedDocumentTypes: types } = specification;
  const print = printOf(specification);
  const document = (type: DocumentType, pages: readonly Page[]): PackageDocument => ({
    type,
    format,
    contents: rendered[format](pages, print).toString('base64'),
  });
  const pages = types.map((type) => pageOf(type, paper));
  if (specification.needFileJoining && types.length > 1) return [document('LABEL', pages)];
  return types.map((type) => document(type, [pageOf(type, paper)]));
}

const rendered: Readonly<Record<DocumentFormat, (pages: readonly Page[], print: Print) => Buffer>> = {
  PNG: pngPages,
  ZPL: zplPages,
  PDF: pdfPages,
};

/** The print of a specification; 203 dots an inch, the usual label printer, where it names none. */
export function printOf({ size, dpi = 203 }: Pick<RequestedDocumentSpecification, 'size' | 'dpi'>): Print {
  return { widthInches: inches(size.width, size.unit), heightInches: inches(size.length, size.unit), dotsPerInch: dpi };
}

function inches(length: number, unit: DocumentSize['unit']): number {
  return unit === 'INCH' ? length : length / 2.54;
}
