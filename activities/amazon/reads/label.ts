import type { ShippingLabel } from '../schemas/index.js';
import type { DocumentAsk } from '../amazon.js';
import { operations } from '../operations.js';
import { createSharedDocuments } from './document-lists.js';
import type { SharedDocuments, SharedDocumentsOptions } from './document-lists.js';
import { isAbsent, parse } from './read.js';
import type { Share } from './sharing.js';

const { getShippingLabel, getShippingLabels } = operations;

/** What shared documents stand on. */
export type DocumentBasis = Pick<
  SharedDocumentsOptions<unknown>,
  'read' | 'clock' | 'now' | 'schedule' | 'stopping'
> & { share: Share };

/** Reads of shipping labels. */
export function createLabels({ share, ...basis }: DocumentBasis): SharedDocuments<ShippingLabel> {
  const alone = (purchaseOrderNumber: string, ask: DocumentAsk): Promise<ShippingLabel | undefined> =>
    share(`getShippingLabel ${purchaseOrderNumber}`, ask, async () => {
      const answer = await basis.read(getShippingLabel, { params: { purchaseOrderNumber } }, ask);
      // Whoever asks has read the order: what Amazon does not know is the label.
      if (isAbsent(answer)) return undefined;
      return orNothing(parse(getShippingLabel, answer));
    });
  return createSharedDocuments({
    ...basis,
    operation: getShippingLabels,
    list: 'shippingLabels',
    alone,
    understood: (element) => {
      const parsed = getShippingLabel.response.safeParse(element);
      return parsed.success ? orNothing(parsed.data) : undefined;
    },
    // Two bytes a character at worst; what surrounds the packages is small.
    sizeOf: ({ labelData }) => labelData.reduce((sum, { content }) => sum + 2 * content.length + 1_000, 1_000),
  });
}

const orNothing = (label: ShippingLabel): ShippingLabel | undefined => (label.labelData.length > 0 ? label : undefined);
