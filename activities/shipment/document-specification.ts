import type { DocumentPreference } from '../../workflows/shipment/policy.js';
import type { Rate, RequestedDocumentSpecification } from '../amazon/shipping/schemas/index.js';

type Supported = Rate['supportedDocumentSpecifications'][number];
type PrintOption = Supported['printOptions'][number];

/**
 * Copies from the chosen rate's own list what is asked of its documents: Amazon refuses a purchase for anything else.
 *
 * @param preferences - The best first.
 * @returns `undefined` when the rate offers none of them: a person decides.
 */
export function specifyDocuments(
  supported: readonly Supported[],
  preferences: readonly DocumentPreference[],
): RequestedDocumentSpecification | undefined {
  for (const preference of preferences) {
    for (const { format, size, printOptions } of supported) {
      if (format !== preference.format || !isSize(size, preference.size)) continue;
      for (const option of printOptions) {
        const printed = printedBy(option, preference);
        if (printed) return { format: preference.format, size, ...printed };
      }
    }
  }
  return undefined;
}

const isSize = (size: Supported['size'], wanted: DocumentPreference['size']): boolean =>
  wanted === undefined || (wanted.width === size.width && wanted.length === size.length && wanted.unit === size.unit);

function printedBy(
  { supportedDPIs, supportedPageLayouts, supportedFileJoiningOptions, supportedDocumentDetails }: PrintOption,
  { dpi, pageLayout, needFileJoining, documentTypes = [] }: DocumentPreference,
): Omit<RequestedDocumentSpecification, 'format' | 'size'> | undefined {
  const resolution = among(supportedDPIs, dpi);
  const layout = among(supportedPageLayouts, pageLayout);
  const joining = among(supportedFileJoiningOptions, needFileJoining);
  const types = supportedDocumentDetails
    .filter(({ name, isMandatory }) => isMandatory || name === 'LABEL' || documentTypes.includes(name))
    .map(({ name }) => name);
  if (!resolution || !layout || !joining || types.length === 0) return undefined;
  return {
    ...(resolution.value !== undefined && { dpi: resolution.value }),
    ...(layout.value !== undefined && { pageLayout: layout.value }),
    needFileJoining: joining.value ?? false,
    requestedDocumentTypes: types,
  };
}

/** The wanted one of a list, else its first; nothing to choose from is no obstacle, and leaves the value out. */
function among<T>(offered: readonly T[], wanted: T | undefined): { value: T | undefined } | undefined {
  if (offered.length === 0 || wanted === undefined) return { value: offered[0] };
  return offered.includes(wanted) ? { value: wanted } : undefined;
}
