import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { NDR_CASE_WORKFLOW, reportSignal } from '../../workflows/ndr-case/messages.js';
import type { ReportInput } from '../../workflows/ndr-case/messages.js';
import type { NdrPolicy } from '../../workflows/ndr-case/policy.js';
import { ndrCaseStart } from '../../workflows/ndr-case/start.js';
import { NDR_QUARANTINE_WORKFLOW } from '../../workflows/ndr-quarantine/messages.js';
import { ndrQuarantineStart } from '../../workflows/ndr-quarantine/start.js';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import type { Shipper } from '../../temporal.config.js';
import { within } from '../temporal.js';
import { readPush } from './push.js';
import type { Push } from './push.js';

export interface TakeInOptions {
  client: Client;
  documents: Pick<DocumentStore, 'put'>;
  shippers: readonly Shipper[];
  policy: NdrPolicy;
  /** Of each call to Temporal. */
  timeoutMs: number;
  now: () => number;
}

/** What became of a push; it is durable in either case. */
export type TakenIn =
  | { outcome: 'reported'; workflowId: string; eventId: string }
  | { outcome: 'quarantined'; workflowId: string; fault: string };

/**
 * Makes a push durable: with its case, which is opened if there is none, or in quarantine, where a person looks at it.
 *
 * @throws an error of Temporal or of the document store: nothing is durable then, and the sender has to repeat.
 */
export const createTakeIn =
  ({ client, documents, shippers, policy, timeoutMs, now }: TakeInOptions) =>
  async (body: Uint8Array): Promise<TakenIn> => {
    const read = readPush(body);
    const found = 'fault' in read ? read : shipperOf(read.push, shippers);
    if ('push' in read && 'shipper' in found) {
      const { trackingId, report } = read.push;
      const start = ndrCaseStart({
        account: found.shipper.account,
        shippingPartyAccountId: found.shipper.shippingPartyAccountId,
        trackingId,
        policy,
      });
      await within(client, timeoutMs, () =>
        client.workflow.signalWithStart(NDR_CASE_WORKFLOW, {
          ...start,
          signal: reportSignal,
          signalArgs: [{ report }] satisfies [ReportInput],
        }),
      );
      return { outcome: 'reported', workflowId: start.workflowId, eventId: report.id };
    }
    const fault = 'fault' in found ? found.fault : 'The push was not understood';
    const { documentId } = await documents.put(body, 'application/octet-stream');
    const start = ndrQuarantineStart({
      account: shippers[0]?.account ?? '',
      documentId,
      fault,
      receivedAt: new Date(now()).toISOString(),
      sha256: createHash('sha256').update(body).digest('hex'),
    });
    try {
      await within(client, timeoutMs, () => client.workflow.start(NDR_QUARANTINE_WORKFLOW, start));
    } catch (error) {
      // It was there before, and somebody has settled it.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    return { outcome: 'quarantined', workflowId: start.workflowId, fault };
  };

/** For whom a push is. Where Amazon leaves the party out, there is a choice only if there are several. */
export function shipperOf(
  { shippingPartyAccountId, appId }: Pick<Push, 'shippingPartyAccountId' | 'appId'>,
  shippers: readonly Shipper[],
): { shipper: Shipper } | { fault: string } {
  const [first, ...others] = shippers;
  const shipper =
    shippingPartyAccountId === undefined
      ? others.length === 0
        ? first
        : undefined
      : shippers.find((each) => each.shippingPartyAccountId === shippingPartyAccountId);
  if (shipper === undefined) return { fault: 'detail.shippingPartyAccountId is not configured' };
  const isKnownApp = appId === undefined || shipper.appIds.length === 0 || shipper.appIds.includes(appId);
  return isKnownApp ? { shipper } : { fault: 'detail.appId is not configured for this shipper' };
}
