import type { Client } from '@temporalio/client';
import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { ATTENTION_MEMO, searchAttributes } from '../../workflows/search-attributes.js';
import type { LookAtPackagesInput } from '../../workflows/shipment/activities.js';
import { StepNotDone } from '../attempt.js';
import type { PackageState, ShipmentDependencies } from './dependencies.js';

const RPC_TIMEOUT_MS = 10_000;
const AGAIN_AFTER_MS = 30_000;

/**
 * Asks Temporal itself for each shipment, not visibility: what a package has shown before it looks at the others is seen
 * by those that look after it.
 */
export const createPackageStates =
  (client: Client): ShipmentDependencies['packageStates'] =>
  async (packages) => {
    const states: PackageState[] = [];
    for (const each of packages) states.push(await stateOf(client, each));
    return states;
  };

async function stateOf(
  client: Client,
  { shipmentReference, workflowId }: LookAtPackagesInput['packages'][number],
): Promise<PackageState> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await client.withDeadline(Date.now() + RPC_TIMEOUT_MS, async () => {
      const { status, typedSearchAttributes, memo } = await handle.describe();
      const state = typedSearchAttributes.get(searchAttributes.FulfillmentState);
      const items = memo?.[ATTENTION_MEMO];
      const result = status.name === 'COMPLETED' ? ((await handle.result()) as { shipmentId?: string }) : undefined;
      return {
        shipmentReference,
        ...(state === undefined ? {} : { state }),
        ...(result === undefined ? {} : { hasShipment: result.shipmentId !== undefined }),
        reasons: Array.isArray(items) ? items.map((item: { reason?: unknown }) => String(item.reason)) : [],
      };
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { shipmentReference, reasons: [] };
    const cause = error instanceof ServiceError ? error.cause : error;
    if (!isGrpcServiceError(cause)) throw error;
    throw new StepNotDone('Unavailable', `Temporal does not answer (gRPC status ${cause.code}).`, {
      retryAfterMs: AGAIN_AFTER_MS,
    });
  }
}
