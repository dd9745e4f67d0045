import type { LabelFacts, LabelPackage, VoidLabel } from '../../workflows/purchase-order/order.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { ClientError } from '../errors.js';

export const documentKinds = ['label', 'order'] as const;

/** A document of an order that somebody wants as a file. */
export interface WantedDocument {
  documentId: string;
  /** Of its file, without the extension. */
  name: string;
  packageIdentifier?: string;
  trackingNumber?: string;
  /** Present when it must not be put on a parcel. */
  voided?: Pick<VoidLabel, 'voidedAt' | 'actor'>;
}

export interface Wish {
  kind: (typeof documentKinds)[number];
  /** Only this package: its identifier, or its tracking number. */
  packageId?: string;
  /** The labels that were marked void, instead of the one that counts. */
  isVoid: boolean;
}

/**
 * The documents of an order that a wish is about.
 *
 * @throws {ClientError} `refused` when there are none, and for a label that is void unless it is asked for as such.
 */
export function wantedDocuments(order: PurchaseOrderState, wish: Wish): WantedDocument[] {
  if (wish.kind === 'order') return [rawOrder(order)];
  if (!wish.isVoid) refuseStopped(order);
  const found = wish.isVoid ? voidPackages(order) : labelPackages(order);
  const wanted = found.filter(({ packageIdentifier, trackingNumber }) =>
    wish.packageId === undefined ? true : [packageIdentifier, trackingNumber].includes(wish.packageId),
  );
  if (wanted.length === 0) throw refusal(order, wish, found);
  return wanted;
}

/** A label that is printed now would travel with a parcel that nobody wants any more. */
function refuseStopped({ purchaseOrderNumber, state, attention, denial }: PurchaseOrderState): void {
  const refuse = (why: string): never => {
    throw new ClientError(
      'refused',
      `${purchaseOrderNumber} ${why} Nothing was written; --void writes old labels only.`,
    );
  };
  const item = attention.items.find(({ reason }) => reason === 'CancelledByAmazon');
  if (item !== undefined) {
    refuse(`is cancelled by Amazon: stop the parcel, then answer ${item.attentionId} (stopped or left-anyway).`);
  }
  if (state === 'CANCELLED') refuse('is cancelled; its label must not be used.');
  if (denial !== undefined) refuse('is denied on the floor; its label must not be used.');
}

function rawOrder({ purchaseOrderNumber, orderDocumentId }: PurchaseOrderState): WantedDocument {
  if (orderDocumentId !== undefined) return { documentId: orderDocumentId, name: `${purchaseOrderNumber}-order` };
  throw new ClientError('refused', `${purchaseOrderNumber} was not read from Amazon yet. Nothing was written.`);
}

const labelPackages = ({ purchaseOrderNumber, label }: PurchaseOrderState): WantedDocument[] =>
  label === undefined ? [] : packagesOf(label, purchaseOrderNumber);

const voidPackages = ({ purchaseOrderNumber, voidLabels }: PurchaseOrderState): WantedDocument[] =>
  voidLabels.flatMap((label, index) =>
    packagesOf(label, `${purchaseOrderNumber}-VOID${index + 1}`).map((found) => ({
      ...found,
      voided: { voidedAt: label.voidedAt, actor: label.actor },
    })),
  );

const packagesOf = ({ packages }: LabelFacts, name: string): WantedDocument[] =>
  packages.map(({ documentId, packageIdentifier, trackingNumber }: LabelPackage, index) => ({
    documentId,
    name: `${name}-${String(index + 1).padStart(3, '0')}`,
    ...(packageIdentifier === undefined ? {} : { packageIdentifier }),
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
  }));

function refusal(
  order: PurchaseOrderState,
  { packageId, isVoid }: Wish,
  found: readonly WantedDocument[],
): ClientError {
  const { purchaseOrderNumber, state, labelMode, voidLabels } = order;
  const refused = (why: string): ClientError => new ClientError('refused', `${why} Nothing was written.`);
  if (isVoid && voidLabels.length === 0) return refused(`${purchaseOrderNumber} has no label that was marked void.`);
  const voided = isVoid ? [] : voidPackages(order);
  const last = voided.findLast(
    ({ packageIdentifier, trackingNumber }) =>
      packageId === undefined || [packageIdentifier, trackingNumber].includes(packageId),
  )?.voided;
  if (last !== undefined) {
    return refused(
      `This label of ${purchaseOrderNumber} is void: marked by ${last.actor} at ${last.voidedAt}. A parcel with it may ` +
        `be lost. ${found.length === 0 ? `There is no other label yet; the order is ${state}.` : 'There is a newer one: leave out --package.'} ` +
        'For the records only: --void.',
    );
  }
  if (packageId !== undefined && found.length > 0) {
    const known = found.map(
      ({ packageIdentifier, trackingNumber }) => packageIdentifier ?? trackingNumber ?? 'unnamed',
    );
    return refused(`${purchaseOrderNumber} has no package ${JSON.stringify(packageId)}; it has ${known.join(', ')}.`);
  }
  if (labelMode !== undefined && labelMode.mode !== 'amazon') {
    return refused(`${purchaseOrderNumber} has label mode ${labelMode.mode}: its label is yours, not Amazon's.`);
  }
  return refused(`${purchaseOrderNumber} has no label; it is ${state}.`);
}
