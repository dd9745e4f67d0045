import type { StepInput } from '../../workflows/purchase-order/activities.js';
import type { WriteOperation } from '../amazon/amazon.js';
import type { WriteKey } from '../ledger/ledger.js';

/** The ledger's key of an order's write; only a relabel has another occurrence than the first. */
export const writeKey = <O extends WriteOperation>(
  { account, purchaseOrderNumber }: StepInput,
  operation: O,
  occurrence = 1,
): WriteKey & { operation: O } => ({ account, operation, businessId: purchaseOrderNumber, occurrence });
