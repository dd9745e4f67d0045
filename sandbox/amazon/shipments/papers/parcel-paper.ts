import type { Address, GetRatesRequest, Package, RequestedDocumentSpecification } from '../../schemas/shipments.js';
import type { DocumentType } from '../rate-plan.js';

/** What the papers of a parcel are printed from. Holds the recipient: personal data. */
export interface ParcelPaper {
  readonly trackingId: string;
  readonly carrierName: string;
  readonly serviceName: string;
  readonly shipFrom: readonly string[];
  readonly shipTo: readonly string[];
  /** Attributes that were asked to be printed, a line each. */
  readonly attributes: readonly string[];
  readonly contents: readonly string[];
  readonly price: string;
}

/** One printed page. */
export interface Page {
  readonly title: string;
  readonly lines: readonly string[];
  /** Drawn as Code 128. */
  readonly barcode?: string;
}

/** The page of a type of document. */
export function pageOf(type: DocumentType, paper: ParcelPaper): Page {
  switch (type) {
    case 'LABEL':
      return {
        title: paper.serviceName,
        lines: [
          'SHIP FROM',
          ...paper.shipFrom,
          '',
          'SHIP TO',
          ...paper.shipTo,
          '',
          ...paper.attributes,
          paper.trackingId,
        ],
        barcode: paper.trackingId,
      };
    case 'PACKSLIP':
      return { title: 'Packing slip', lines: ['SHIP TO', ...paper.shipTo, '', ...paper.contents] };
    case 'RECEIPT':
      return { title: 'Receipt', lines: [`${paper.carrierName} ${paper.serviceName}`, paper.trackingId, paper.price] };
    case 'CUSTOM_FORM':
      return {
        title: 'Customs declaration',
        lines: ['SENDER', ...paper.shipFrom, '', 'RECIPIENT', ...paper.shipTo, '', ...paper.contents],
      };
  }
}

/** The attributes that a label is asked to show. */
export function labelAttributes(
  specification: RequestedDocumentSpecification,
  parcel: Package,
  request: Pick<GetRatesRequest, 'valueAddedServices'>,
): string[] {
  const amount = request.valueAddedServices?.collectOnDelivery?.amount;
  return (specification.requestedLabelCustomization?.requestAttributes ?? []).flatMap((attribute) => {
    switch (attribute) {
      case 'PACKAGE_CLIENT_REFERENCE_ID':
        return [`REF ${parcel.packageClientReferenceId}`];
      case 'SELLER_DISPLAY_NAME':
        return parcel.sellerDisplayName === undefined ? [] : [parcel.sellerDisplayName];
      case 'COLLECT_ON_DELIVERY_AMOUNT':
        return amount === undefined ? [] : [`COLLECT ${String(amount.value)} ${amount.unit}`];
    }
  });
}

/** The contents of a parcel, a line each. */
export function contentLines(parcel: Package): string[] {
  return parcel.items.map((item) => `${String(item.quantity)} x ${item.description ?? item.itemIdentifier ?? 'item'}`);
}

/** An address as it is printed. */
export function printedAddress(address: Address): string[] {
  const { name, companyName, addressLine1, addressLine2, addressLine3, city, stateOrRegion = '' } = address;
  return [
    name,
    ...[companyName, addressLine1, addressLine2, addressLine3].filter((line) => line !== undefined),
    `${city} ${stateOrRegion} ${address.postalCode}`,
    address.countryCode,
  ];
}
