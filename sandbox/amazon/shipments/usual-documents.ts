import type { DocumentFormat, PrintOption, SupportedDocumentSpecification } from './rate-plan.js';

const fourBySix = { width: 4, length: 6, unit: 'INCH' } as const;

const specification = (
  format: DocumentFormat,
  printOption: PrintOption,
  size: SupportedDocumentSpecification['size'] = fourBySix,
): SupportedDocumentSpecification => ({ format, size, printOptions: [printOption] });

const label = { name: 'LABEL', isMandatory: true } as const;

const offAmazonOption: PrintOption = {
  supportedDPIs: [300, 203],
  supportedPageLayouts: ['DEFAULT'],
  supportedFileJoiningOptions: [false],
  supportedDocumentDetails: [label],
};

/** Documents of parcels from other channels, as the guide shows them. */
export const offAmazonDocuments = [
  specification('PNG', offAmazonOption),
  specification('ZPL', offAmazonOption),
  specification('PDF', offAmazonOption),
];

const onAmazonOption: PrintOption = {
  supportedDPIs: [],
  supportedPageLayouts: ['LEFT'],
  supportedFileJoiningOptions: [true],
  supportedDocumentDetails: [label],
};

/** Documents of parcels of Amazon orders, as the guide shows them: no resolution for pictures. */
export const onAmazonDocuments = [
  specification('PNG', onAmazonOption),
  specification('ZPL', { ...onAmazonOption, supportedDPIs: [300] }),
];

/** Documents of another carrier: layouts and joining to choose from, and a receipt for those who want one. */
export const otherCarrierDocuments = [
  specification('PDF', {
    supportedDPIs: [203],
    supportedPageLayouts: ['LEFT', 'RIGHT'],
    supportedFileJoiningOptions: [true, false],
    supportedDocumentDetails: [label, { name: 'RECEIPT', isMandatory: false }],
  }),
  specification('ZPL', {
    supportedDPIs: [203],
    supportedPageLayouts: ['DEFAULT'],
    supportedFileJoiningOptions: [false],
    supportedDocumentDetails: [label],
  }),
];

/** Documents of an international parcel: the customs form is mandatory. The size is that of the guide's example in centimetres. */
export const internationalDocuments = [
  specification(
    'PDF',
    {
      supportedPageLayouts: ['LEFT'],
      supportedFileJoiningOptions: [true, false],
      supportedDocumentDetails: [label, { name: 'CUSTOM_FORM', isMandatory: true }],
    },
    { width: 15, length: 10, unit: 'CENTIMETER' },
  ),
];
