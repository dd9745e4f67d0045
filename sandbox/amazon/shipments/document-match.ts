import type { RequestedDocumentSpecification } from '../schemas/shipments.js';
import type { PrintOption, SupportedDocumentSpecification } from './rate-plan.js';

/** Why a requested specification is none of those that a rate supports; nothing when it is one. */
export function documentFault(
  requested: RequestedDocumentSpecification,
  supported: readonly SupportedDocumentSpecification[],
): string | undefined {
  const { format, size } = requested;
  const ofFormat = supported.filter((each) => each.format === format);
  if (ofFormat.length === 0) return 'The requested document format is not supported.';
  const ofSize = ofFormat.filter(
    (each) => each.size.width === size.width && each.size.length === size.length && each.size.unit === size.unit,
  );
  if (ofSize.length === 0) return 'The requested document size is not supported.';
  const faults = ofSize.flatMap((each) => each.printOptions).map((option) => printFault(requested, option));
  return faults.includes(undefined) ? undefined : (faults[0] ?? 'The requested document cannot be printed.');
}

function printFault(requested: RequestedDocumentSpecification, option: PrintOption): string | undefined {
  const { dpi, pageLayout, needFileJoining, requestedDocumentTypes: types } = requested;
  const { supportedDPIs = [], supportedDocumentDetails: details } = option;
  if (dpi === undefined ? supportedDPIs.length > 0 : !supportedDPIs.includes(dpi)) {
    return 'The requested dpi is not supported.';
  }
  if (pageLayout !== undefined && !option.supportedPageLayouts.includes(pageLayout)) {
    return 'The requested pageLayout is not supported.';
  }
  if (!option.supportedFileJoiningOptions.includes(needFileJoining)) {
    return 'The requested needFileJoining is not supported.';
  }
  if (details.some(({ name, isMandatory }) => isMandatory && !types.includes(name))) {
    return 'A mandatory document type is not requested.';
  }
  if (types.length === 0 || types.some((type) => !details.some(({ name }) => name === type))) {
    return 'A requested document type is not supported.';
  }
  return undefined;
}
