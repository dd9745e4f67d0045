import type { Client } from '@temporalio/client';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import type { ShipmentPolicy } from '../../workflows/shipment/policy.js';
import { ClientError } from '../errors.js';
import { shipmentsByTracking } from '../shipments-list.js';
import { startShipments } from '../shipments-start.js';
import { signalParcel } from '../shipments.js';
import type { ShipmentName } from '../shipments.js';
import type { ParcelOutcome, RequestOutcome } from './answers.js';
import { INTAKE_ACTOR } from './report.js';
import type { ShipmentReported, ShipmentRequested } from './shipment-events.js';

export interface RequestShipmentsOptions {
  client: Client;
  /** Where addresses are kept; without it no request gets as far as here. */
  documents: DocumentStore | undefined;
  policy: ShipmentPolicy;
}

/** Starts the shipments of an event; the same event again starts only what is missing. */
export const createRequestShipments =
  ({ client, documents, policy }: RequestShipmentsOptions) =>
  async ({ account, wanted }: ShipmentRequested): Promise<RequestOutcome> => {
    if (documents === undefined) throw new ClientError('machine', 'There is no document store.');
    try {
      return { outcome: 'taken', shipments: await startShipments(client, wanted, { account, policy, documents }) };
    } catch (error) {
      if (error instanceof ClientError && error.kind === 'refused')
        return { outcome: 'refused', message: error.message };
      throw error;
    }
  };

/** Hands an event of a parcel to its shipment: a running one, else an ended one, which needs it no more. */
export const createReportParcel =
  ({ client, timeoutMs }: { client: Client; timeoutMs: number }) =>
  async (event: ShipmentReported): Promise<ParcelOutcome> => {
    const { account, shipmentReference, reported, requestId } = event;
    const found =
      shipmentReference === undefined
        ? await byTracking(client, event, timeoutMs)
        : { name: { account, shipmentReference } };
    if (!('name' in found)) return found;
    const { name } = found;
    const signalled = await signalParcel(client, name, { ...reported, requestId, actor: INTAKE_ACTOR }, timeoutMs);
    return signalled.outcome === 'not-open' ? { outcome: 'unknown-shipment', ...name } : { ...signalled, ...name };
  };

async function byTracking(
  client: Client,
  { account, reported: { trackingId = '' } }: ShipmentReported,
  timeoutMs: number,
): Promise<{ name: ShipmentName } | ParcelOutcome> {
  const found = await shipmentsByTracking(client, { account, trackingId }, timeoutMs);
  const running = found.filter(({ status }) => status === 'RUNNING');
  const [first, ...others] = running;
  if (first !== undefined) {
    return others.length === 0
      ? { name: { account, shipmentReference: first.shipmentReference } }
      : { outcome: 'ambiguous', shipmentReferences: running.map(({ shipmentReference }) => shipmentReference) };
  }
  const last = found.find(({ status }) => status === 'COMPLETED');
  if (last === undefined) return { outcome: 'unknown-tracking' };
  const { shipmentReference, state } = last;
  return { outcome: 'ended', account, shipmentReference, ...(state === null ? {} : { state }) };
}
