import { describe, expect, it } from 'vitest';
import { requestedDocumentSpecification } from '../../../activities/amazon/shipping/schemas/documents.js';
import type { Rate } from '../../../activities/amazon/shipping/schemas/index.js';
import { specifyDocuments } from '../../../activities/shipment/document-specification.js';
import type { DocumentPreference } from '../../../workflows/shipment/policy.js';

type Supported = Rate['supportedDocumentSpecifications'][number];
type Option = Supported['printOptions'][number];

const label = { name: 'LABEL', isMandatory: true };
const size = { width: 4, length: 6, unit: 'INCH' };
const option = (changes: Partial<Option> = {}): Option => ({
  supportedDPIs: [300, 203],
  supportedPageLayouts: ['DEFAULT', 'LEFT'],
  supportedFileJoiningOptions: [false, true],
  supportedDocumentDetails: [label],
  ...changes,
});
const offered = (format: string, changes?: Partial<Option>, sized: Supported['size'] = size): Supported => ({
  format,
  size: sized,
  printOptions: [option(changes)],
});
const zpl: DocumentPreference = { format: 'ZPL' };

describe('documents are asked for', () => {
  it.each<[string, Supported[], DocumentPreference[], Record<string, unknown>]>([
    [
      'in the first preferred format that is offered',
      [offered('PNG'), offered('PDF')],
      [zpl, { format: 'PDF' }, { format: 'PNG' }],
      { format: 'PDF' },
    ],
    [
      'in the size that is offered, exactly',
      [offered('ZPL', {}, { width: 10.16, length: 15.24, unit: 'CENTIMETER' })],
      [zpl],
      { size: { width: 10.16, length: 15.24, unit: 'CENTIMETER' } },
    ],
    [
      'in the preferred size',
      [offered('ZPL', {}, { width: 8, length: 11, unit: 'INCH' }), offered('ZPL')],
      [{ ...zpl, size }],
      { size },
    ],
    [
      'with the first resolution, layout and joining without a preference',
      [offered('ZPL')],
      [zpl],
      { dpi: 300, pageLayout: 'DEFAULT', needFileJoining: false },
    ],
    [
      'with the preferred resolution, layout and joining',
      [offered('ZPL')],
      [{ ...zpl, dpi: 203, pageLayout: 'LEFT', needFileJoining: true }],
      { dpi: 203, pageLayout: 'LEFT', needFileJoining: true },
    ],
    [
      'with the only joining that is offered',
      [offered('ZPL', { supportedFileJoiningOptions: [true] })],
      [zpl],
      { needFileJoining: true },
    ],
    [
      'with all mandatory types',
      [
        offered('ZPL', {
          supportedDocumentDetails: [
            label,
            { name: 'CUSTOM_FORM', isMandatory: true },
            { name: 'RECEIPT', isMandatory: false },
          ],
        }),
      ],
      [zpl],
      { requestedDocumentTypes: ['LABEL', 'CUSTOM_FORM'] },
    ],
    [
      'with a preferred type that is offered',
      [offered('ZPL', { supportedDocumentDetails: [label, { name: 'RECEIPT', isMandatory: false }] })],
      [{ ...zpl, documentTypes: ['RECEIPT', 'PACKSLIP'] }],
      { requestedDocumentTypes: ['LABEL', 'RECEIPT'] },
    ],
    [
      'with the label where nothing is mandatory',
      [offered('ZPL', { supportedDocumentDetails: [{ name: 'LABEL', isMandatory: false }] })],
      [zpl],
      { requestedDocumentTypes: ['LABEL'] },
    ],
    [
      'by the print option that has what is preferred',
      [{ format: 'ZPL', size, printOptions: [option({ supportedDPIs: [300] }), option({ supportedDPIs: [203] })] }],
      [{ ...zpl, dpi: 203 }],
      { dpi: 203 },
    ],
  ])('%s', (_rule, supported, preferences, expected) => {
    const specification = specifyDocuments(supported, preferences);
    expect(specification).toMatchObject(expected);
    expect(requestedDocumentSpecification.safeParse(specification).success).toBe(true);
  });

  it('without a resolution where none is listed, also when one is preferred', () => {
    const specification = specifyDocuments([offered('ZPL', { supportedDPIs: [] })], [{ ...zpl, dpi: 203 }]);
    expect(specification).toEqual({
      format: 'ZPL',
      size,
      pageLayout: 'DEFAULT',
      needFileJoining: false,
      requestedDocumentTypes: ['LABEL'],
    });
  });

  it('without a layout where none is listed', () => {
    expect(specifyDocuments([offered('ZPL', { supportedPageLayouts: [] })], [zpl])).not.toHaveProperty('pageLayout');
  });
});

describe('a person decides on documents', () => {
  it.each<[string, Supported[], DocumentPreference[]]>([
    ['without a rate that offers any', [], [zpl]],
    ['in a format that is not offered', [offered('PDF')], [zpl]],
    ['in a size that is not offered', [offered('ZPL')], [{ ...zpl, size: { ...size, width: 8 } }]],
    ['in a resolution that is not offered', [offered('ZPL')], [{ ...zpl, dpi: 600 }]],
    ['in a layout that is not offered', [offered('ZPL')], [{ ...zpl, pageLayout: 'RIGHT' }]],
    [
      'joined where that is not offered',
      [offered('ZPL', { supportedFileJoiningOptions: [false] })],
      [{ ...zpl, needFileJoining: true }],
    ],
    ['where there is nothing to print', [offered('ZPL', { supportedDocumentDetails: [] })], [zpl]],
    ['without a preference', [offered('ZPL')], []],
  ])('%s', (_case, supported, preferences) => {
    expect(specifyDocuments(supported, preferences)).toBeUndefined();
  });
});
