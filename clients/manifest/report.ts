import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { FulfillmentState, PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { isOnRecord, onRecordText } from '../departure-record.js';
import { ClientError } from '../errors.js';
import { isUnanswered } from '../ask-view.js';
import { depart, queryView } from '../purchase-orders.js';
import type { OrderName } from '../purchase-orders.js';
import type { ManifestDeparture } from './manifest.js';

/** What a manifest's departures are reported with. */
export interface Reporting {
  account: string;
  /** When those left that the file gives no time for, ISO 8601. */
  departedAt: string;
  actor: string;
  reason?: string;
}

export interface Reported {
  /** `already`: it was on record before. */
  outcome: 'departed' | 'already';
  state: FulfillmentState;
}

/**
 * Reports one departure of a manifest, once, however often the manifest is given.
 *
 * The order is looked at first: an update that repeats a departure answers like the first one, and an order that has
 * ended since would refuse it.
 *
 * @throws {ClientError} `refused`, `unknown-order`, `no-worker`, `temporal`.
 */
export async function reportDeparture(
  client: Client,
  reported: ManifestDeparture,
  { account, departedAt, actor, reason }: Reporting,
): Promise<Reported> {
  const order: OrderName = { account, purchaseOrderNumber: reported.purchaseOrderNumber };
  const requestId = requestIdOf(account, reported);
  const state = await look(client, order);
  if (state !== undefined && isOnRecord(state, reported.departure, requestId))
    return { outcome: 'already', state: state.state };
  const done = await depart(client, order, {
    departedAt,
    ...reported.departure,
    requestId,
    actor,
    ...(reason === undefined ? {} : { reason }),
  }).catch((error: unknown) => {
    const recorded = state?.departure;
    if (recorded === undefined || !(error instanceof ClientError) || error.kind !== 'refused') throw error;
    throw new ClientError('refused', `${error.message} ${onRecordText(recorded, reported.departure)}`);
  });
  return { outcome: 'departed', state: done.state };
}

/** The same departure of the same order is the same request, in whatever file it stands. */
export const requestIdOf = (account: string, { purchaseOrderNumber, departure }: ManifestDeparture): string =>
  `manifest-${createHash('sha256')
    .update(JSON.stringify([account, purchaseOrderNumber, sorted(departure)]))
    .digest('hex')
    .slice(0, 32)}`;

const sorted = (departure: ManifestDeparture['departure']): [string, unknown][] =>
  Object.entries(departure).sort(([a], [b]) => (a < b ? -1 : 1));

/** The order as it is; `undefined` when there is none, which its update puts into words. */
async function look(client: Client, order: OrderName): Promise<PurchaseOrderState | undefined> {
  try {
    return await queryView(client, order);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    if (!isUnanswered(error)) throw error;
    throw new ClientError(
      'no-worker',
      'No worker answered, and nothing was reported. Check that one runs, then repeat.',
    );
  }
}
