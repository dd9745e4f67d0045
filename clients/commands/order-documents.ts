import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { ClientError } from '../errors.js';
import { labelFiles, paperFiles, rawOrderFile, voidFiles } from '../pull/order-files.js';
import type { OrderFile } from '../pull/order-files.js';
import { expiredBecause, stoppedBecause } from '../pull/stopped.js';

export const documentKinds = ['label', 'packing-slip', 'customer-invoice', 'order'] as const;

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
 * @param labelMs how long a label is valid, from its request.
 * @throws {ClientError} `refused` when there are none, and for a label that is void unless it is asked for as such.
 */
export function wantedDocuments(
  order: PurchaseOrderState,
  wish: Wish,
  validity: { now: number; labelMs: number },
): OrderFile[] {
  if (wish.kind === 'order') return [rawOrder(order)];
  if (!wish.isVoid) refuseStopped(order);
  if (wish.kind !== 'label') return [paper(order, wish.kind)];
  if (!wish.isVoid) refuse(order, expiredBecause(order, validity)?.says);
  const found = wish.isVoid ? voidFiles(order) : labelFiles(order);
  const wanted = found.filter(({ packageIdentifier, trackingNumber }) =>
    wish.packageId === undefined ? true : [packageIdentifier, trackingNumber].includes(wish.packageId),
  );
  if (wanted.length === 0) throw refusal(order, wish, found);
  return wanted;
}

/** What is printed now would travel with a parcel that nobody wants any more. */
const refuseStopped = (order: PurchaseOrderState): void => refuse(order, stoppedBecause(order)?.says);

function refuse({ purchaseOrderNumber }: PurchaseOrderState, says: string | undefined): void {
  if (says === undefined) return;
  throw new ClientError(
    'refused',
    `${purchaseOrderNumber} ${says} Nothing was written; --void writes old labels only.`,
  );
}

function rawOrder(order: PurchaseOrderState): OrderFile {
  const file = rawOrderFile(order);
  if (file !== undefined) return file;
  throw new ClientError('refused', `${order.purchaseOrderNumber} was not read from Amazon yet. Nothing was written.`);
}

function paper(order: PurchaseOrderState, wanted: Exclude<Wish['kind'], 'label' | 'order'>): OrderFile {
  const file = paperFiles(order).find(({ kind }) => kind === wanted);
  if (file !== undefined) return file;
  const { purchaseOrderNumber, papersNeeded, state } = order;
  const why = papersNeeded.includes(wanted)
    ? `has no ${words[wanted]} yet; it is ${state}.`
    : `needs no ${words[wanted]}.`;
  throw new ClientError('refused', `${purchaseOrderNumber} ${why} Nothing was written.`);
}

const words = { 'packing-slip': 'packing slip', 'customer-invoice': "customer's invoice" } as const;

function refusal(order: PurchaseOrderState, { packageId, isVoid }: Wish, found: readonly OrderFile[]): ClientError {
  const { purchaseOrderNumber, state, labelMode, voidLabels } = order;
  const refused = (why: string): ClientError => new ClientError('refused', `${why} Nothing was written.`);
  if (isVoid && voidLabels.length === 0) return refused(`${purchaseOrderNumber} has no label that was marked void.`);
  const voided = isVoid ? [] : voidFiles(order);
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
