import type { Client } from '@temporalio/client';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import type { Shipper } from '../../temporal.config.js';
import type { NdrPolicy } from '../../workflows/ndr-case/policy.js';
import { ClientError } from '../errors.js';
import { decideCase, describeCase, openCase, requestIdOf, storedDecision, viewCase } from './cases.js';
import type { ListRow } from './list-file.js';

export interface Importing {
  /** The first is meant where a row names none. */
  shippers: readonly Shipper[];
  policy: NdrPolicy;
  documents: Pick<DocumentStore, 'put'> | undefined;
  actor: string;
  reason?: string;
  /** Opens cases again that have ended. */
  reopen: boolean;
  now: () => number;
}

/** `known`: there is a case, and the row decides nothing. `already`: it was done before. */
export interface Imported {
  outcome: 'decided' | 'opened' | 'opened and decided' | 'known' | 'already';
  state: string;
}

/**
 * Does what a row says, once, however often the list is given.
 *
 * @throws {ClientError} `refused`, `no-worker`, or what else keeps this row from being done.
 */
export async function importRow(client: Client, row: ListRow, options: Importing): Promise<Imported> {
  const { trackingId, decision, attempt } = row;
  const { documents, actor, reason, reopen } = options;
  const name = { shipper: shipperOf(row, options.shippers), trackingId };
  const found = await describeCase(client, name);
  const isOpen = found?.status === 'RUNNING';
  if (!isOpen && found?.status === 'COMPLETED' && !reopen) {
    throw new ClientError('refused', `The case has ended: ${found.state}. --reopen opens it again.`);
  }
  if (!isOpen) return await open(client, row, name.shipper, options);
  const ndr = await viewCase(client, name);
  if (decision === undefined) return { outcome: 'known', state: ndr.state };
  const requestId = requestIdOf([name.shipper.shippingPartyAccountId, trackingId, attempt ?? ndr.attempt, decision]);
  if (ndr.audit.some((entry) => entry.requestId === requestId && entry.refused === undefined)) {
    return { outcome: 'already', state: ndr.state };
  }
  if (attempt !== undefined && ndr.attempt !== undefined && attempt < ndr.attempt) {
    throw new ClientError('refused', `The row is about attempt ${attempt}; the case is at attempt ${ndr.attempt}.`);
  }
  const done = await decideCase(client, {
    ...name,
    decision,
    documents,
    actor,
    requestId,
    ...(reason === undefined ? {} : { reason }),
  });
  return { outcome: 'decided', state: done.state };
}

async function open(client: Client, row: ListRow, shipper: Shipper, options: Importing): Promise<Imported> {
  const { trackingId, attempt, shipmentStatus, reasonCode, dueAt, decision } = row;
  const { policy, documents, actor, reason, now } = options;
  if (shipmentStatus === undefined || reasonCode === undefined) {
    throw new ClientError('refused', 'There is no case; shipmentStatus and reasonCode are needed to open one.');
  }
  const time = new Date(now()).toISOString();
  const words = [shipper.shippingPartyAccountId, trackingId, attempt, decision];
  const ndr = await openCase(client, {
    shipper,
    trackingId,
    policy,
    input: {
      report: {
        id: requestIdOf([...words, time]),
        source: 'import',
        version: 0,
        time,
        shipmentStatus,
        reasonCode,
        ...(attempt === undefined ? {} : { attempt }),
        ...(dueAt === undefined ? {} : { dueAt }),
      },
      ...(decision === undefined
        ? {}
        : {
            decision: {
              ...(await storedDecision(decision, documents)),
              requestId: requestIdOf(words),
              actor,
              ...(reason === undefined ? {} : { reason }),
            },
          }),
    },
  });
  return { outcome: decision === undefined ? 'opened' : 'opened and decided', state: ndr.state };
}

function shipperOf({ shippingPartyAccountId }: ListRow, shippers: readonly Shipper[]): Shipper {
  const shipper =
    shippingPartyAccountId === undefined
      ? shippers[0]
      : shippers.find((each) => each.shippingPartyAccountId === shippingPartyAccountId);
  if (shipper === undefined) throw new ClientError('refused', 'shippingPartyAccountId is not configured in NDR_FILE.');
  return shipper;
}
