import { createHash } from 'node:crypto';
import type { StepInput } from '../../workflows/shipment/activities.js';
import type { Channel } from '../../workflows/shipment/request.js';
import { StepNotDone } from '../attempt.js';
import type { Ledger, WriteKey } from '../ledger/ledger.js';
import { sendsOf } from '../ledger/sends.js';
import type { Send } from '../ledger/sends.js';

/** The ledger's key of a shipment's write; none of them has a second occurrence. */
export const writeKey = (
  { account, shipmentReference }: Pick<StepInput, 'account' | 'shipmentReference'>,
  operation: 'purchaseShipment' | 'directPurchaseShipment' | 'cancelShipment',
): WriteKey => ({ account, operation, businessId: shipmentReference, occurrence: 1 });

/** The key of a shipment's purchase: Direct Fulfillment labels are bought by an operation of their own. */
export const purchaseKey = (step: Pick<StepInput, 'account' | 'shipmentReference'>, channel: Channel): WriteKey =>
  writeKey(step, channel.type === 'DIRECT_FULFILLMENT' ? 'directPurchaseShipment' : 'purchaseShipment');

/**
 * What Amazon knows a purchase by: the same send has the same key whoever repeats it, after whatever crash; another send
 * has another one.
 */
export const idempotencyKey = ({ account, operation, businessId, occurrence }: WriteKey, send: number): string =>
  createHash('sha256')
    .update(JSON.stringify([account, operation, businessId, occurrence, send]))
    .digest('hex');

export const readSends = async (ledger: Ledger, key: WriteKey): Promise<Send[]> =>
  sendsOf(await ledger.read(key.account, key.businessId), key);

/**
 * What was bought is in the ledger that the shipment began with: a worker with another one would buy again.
 *
 * @returns the ledger's identity.
 * @throws StepNotDone `Paused`: a worker with the right ledger may come next.
 */
export async function sameLedger(ledger: Ledger, begunWith: string | undefined): Promise<string> {
  const identity = await ledger.identity();
  if (begunWith === undefined || begunWith === identity) return identity;
  throw new StepNotDone(
    'Paused',
    'This worker has another ledger than the one that the shipment began with. Start it with that LEDGER_DIR.',
    { retryAfterMs: 60_000 },
  );
}
