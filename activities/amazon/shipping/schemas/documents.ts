import { z } from 'zod';
import { receivedBytes } from '../../schemas/shared.js';
import { receivedId, receivedList } from './shared.js';

/**
 * What is asked of the documents of a purchase; source: model `RequestedDocumentSpecification`.
 *
 * Size and types are copied from the rate's own list, so what was added there since may go out.
 */
export const requestedDocumentSpecification = z.strictObject({
  format: z.enum(['PDF', 'PNG', 'ZPL']),
  size: z.strictObject({
    width: z.number().positive(),
    length: z.number().positive(),
    unit: z.string().min(1),
  }),
  dpi: z.int().positive().exactOptional(),
  pageLayout: z.string().min(1).exactOptional(),
  needFileJoining: z.boolean(),
  requestedDocumentTypes: z.array(z.string().min(1)).min(1),
  requestedLabelCustomization: z
    .strictObject({
      requestAttributes: z
        .array(z.enum(['PACKAGE_CLIENT_REFERENCE_ID', 'SELLER_DISPLAY_NAME', 'COLLECT_ON_DELIVERY_AMOUNT']))
        .min(1),
    })
    .exactOptional(),
});

/** What a rate can print, as it comes in; source: model `SupportedDocumentSpecification`. Formats pass through. */
export const supportedDocumentSpecification = z.object({
  format: z.string(),
  size: z.object({ width: z.number(), length: z.number(), unit: z.string() }),
  printOptions: receivedList(
    z.object({
      supportedDPIs: receivedList(z.number()),
      supportedPageLayouts: receivedList(z.string()),
      supportedFileJoiningOptions: receivedList(z.boolean()),
      supportedDocumentDetails: receivedList(z.object({ name: z.string(), isMandatory: z.boolean().default(false) })),
    }),
  ),
});

/** The documents of one package, as they come in; source: model `PackageDocumentDetail`. */
export const packageDocumentDetail = z.object({
  packageClientReferenceId: receivedId.exactOptional(),
  trackingId: receivedId.optional().catch(undefined),
  packageDocuments: receivedList(z.object({ type: z.string(), format: z.string(), contents: receivedBytes })),
});

/** Query of getShipmentDocuments; spelled as the model has it (SV-4). */
export const shipmentDocumentsQuery = z.strictObject({
  packageClientReferenceId: z.string().min(1),
  format: z.enum(['PDF', 'PNG', 'ZPL']).exactOptional(),
  dpi: z
    .string()
    .regex(/^[1-9]\d*$/, 'expected a whole number')
    .exactOptional(),
});

/** Result of getShipmentDocuments; source: model `GetShipmentDocumentsResult`. */
export const shipmentDocuments = z.object({ shipmentId: receivedId.exactOptional(), packageDocumentDetail });
