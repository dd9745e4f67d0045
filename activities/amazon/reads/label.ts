import type { Reads } from '../amazon.js';
import { operations } from '../operations.js';
import { isAbsent, parse } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';

const { getShippingLabel } = operations;

/** Reads of shipping labels. */
export function createLabelRead(read: Read, share: Share): Pick<Reads, 'label'> {
  return {
    label: (purchaseOrderNumber, ask) =>
      share(`getShippingLabel ${purchaseOrderNumber}`, ask, async () => {
        const answer = await read(getShippingLabel, { params: { purchaseOrderNumber } }, ask);
        // Whoever asks has read the order: what Amazon does not know is the label.
        if (isAbsent(answer)) return undefined;
        const label = parse(getShippingLabel, answer);
        return label.labelData.length > 0 ? label : undefined;
      }),
  };
}
