import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { NamespaceNotFoundError, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { DELIVERY_NOTIFICATION_WORKFLOW } from '../../workflows/delivery-notification/messages.js';
import { checkNotice } from '../../workflows/delivery-notification/notice.js';
import type { DeliveryNotice, PayEnvironment } from '../../workflows/delivery-notification/notice.js';
import type { DeliveryNotificationPolicy } from '../../workflows/delivery-notification/policy.js';
import { noticeStart } from '../../workflows/delivery-notification/start.js';
import { StepNotDone } from '../attempt.js';

export interface StartNoticeOptions {
  client: Client;
  /** Where the installation's merchant is; absent when Amazon Pay is not configured. */
  environment: PayEnvironment | undefined;
  /** What travels in the input of every notice that is started. */
  policy: DeliveryNotificationPolicy;
}

/** A notice, and for whom. */
export type DeliveryNoticeOfAccount = { account: string } & DeliveryNotice;

/**
 * `known`: it runs or has ended; Amazon Pay takes a tracking number once. `not-configured`: this installation has no
 * Amazon Pay, so no buyer is told by it.
 */
export type StartNoticeOutcome = 'started' | 'known' | 'not-configured';

/**
 * Starts a delivery notice and does not wait for it.
 *
 * @throws StepNotDone `Unavailable` when Temporal does not answer; `Rejected` for a notice that cannot be.
 */
export type StartDeliveryNotice = (notice: DeliveryNoticeOfAccount) => Promise<StartNoticeOutcome>;

const RPC_TIMEOUT_MS = 10_000;
/** Who asks for a notice that a shipment has started. */
const ACTOR = 'shipment';

/** For the steps of shipments: safe to repeat, and at the same time. */
export const createStartDeliveryNotice =
  ({ client, environment, policy }: StartNoticeOptions): StartDeliveryNotice =>
  async ({ account, ...notice }) => {
    if (environment === undefined) return 'not-configured';
    const read = checkNotice(notice);
    if ('faults' in read) throw new StepNotDone('Rejected', `No delivery notice: ${read.faults.join('; ')}.`);
    const start = noticeStart({ account, environment, notice: read.value, actor: ACTOR, policy });
    try {
      await client.withDeadline(Date.now() + RPC_TIMEOUT_MS, () =>
        client.workflow.start(DELIVERY_NOTIFICATION_WORKFLOW, start),
      );
      return 'started';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'known';
      throw notAnswered(error) ?? error;
    }
  };

/** An error of the server, or of the way to it: the code says enough, and is the same always. */
function notAnswered(error: unknown): StepNotDone | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  const why = isGrpcServiceError(cause)
    ? `gRPC status ${cause.code}`
    : error instanceof NamespaceNotFoundError
      ? 'the namespace is gone'
      : undefined;
  return why === undefined
    ? undefined
    : new StepNotDone('Unavailable', `Temporal did not start the delivery notice (${why}).`);
}
