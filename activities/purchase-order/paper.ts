import type { StepInput } from '../../workflows/purchase-order/activities.js';
import type { Paper, PaperKind } from '../../workflows/purchase-order/order.js';
import { CallFailed } from '../amazon/amazon.js';
import type { ReadOptions } from '../amazon/amazon.js';
import type { StepDependencies } from './dependencies.js';

type PaperDependencies = Pick<StepDependencies, 'amazon' | 'documents'>;

/** A paper, once it is in the document store; `undefined` while Amazon has none. @throws {CallFailed} */
export async function paperOf(
  { amazon: { reads }, documents }: PaperDependencies,
  { purchaseOrderNumber }: StepInput,
  kind: PaperKind,
  options: ReadOptions,
): Promise<Paper | undefined> {
  const read = kind === 'packing-slip' ? reads.packingSlip : reads.customerInvoice;
  const found = await read(purchaseOrderNumber, options);
  if (found === undefined) return undefined;
  const { documentId, sha256, mediaType } = await documents.put(found.bytes, found.mediaType);
  return { kind, documentId, sha256, mediaType };
}

/** The papers that Amazon gives out now. What is not there, or cannot be read, is left to a step of its own. */
export async function papersAtHand(
  dependencies: PaperDependencies,
  order: StepInput,
  kinds: readonly PaperKind[],
  options: ReadOptions,
): Promise<Paper[]> {
  const papers: Paper[] = [];
  for (const kind of kinds) {
    try {
      papers.push(...[await paperOf(dependencies, order, kind, options)].filter((paper) => paper !== undefined));
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
    }
  }
  return papers;
}
