import type { StepInput } from '../../workflows/purchase-order/activities.js';
import type { WriteOperation } from '../amazon/amazon.js';
import type { WriteKey } from '../ledger/ledger.js';

/** The ledger's key of an order's write: the first, and so far only, occurrence. */
export const writeKey = <O extends WriteOperation>(
  { account, purchaseOrderNumber }: StepInput,
  operation: O,
): WriteKey & { operation: O } => ({ account, operation, businessId: purchaseOrderNumber, occurrence: 1 });
