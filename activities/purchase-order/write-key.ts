import type { StepInput } from '../../workflows/purchase-order/activities.js';
import type { WriteOperation } from '../amazon/amazon.js';
import type { Ledger, WriteKey } from '../ledger/ledger.js';
import { liveSends, sendsOf } from '../ledger/sends.js';

/** The ledger's key of an order's write; only a relabel has another occurrence than the first. */
export const writeKey = <O extends WriteOperation>(
  { account, purchaseOrderNumber }: StepInput,
  operation: O,
  occurrence = 1,
): WriteKey & { operation: O } => ({ account, operation, businessId: purchaseOrderNumber, occurrence });

/** Whether nothing of a write was ever about to be sent. */
export const isUnsent = async (ledger: Ledger, key: WriteKey): Promise<boolean> =>
  liveSends(sendsOf(await ledger.read(key.account, key.businessId), key)).length === 0;
