import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import {
  NamespaceNotFoundError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/common';
import {
  cancelledByAmazonSignal,
  PURCHASE_ORDER_WORKFLOW,
  purchaseOrderOfWorkflowId,
  purchaseOrderWorkflowId,
} from '../../workflows/purchase-order/messages.js';
import type { PurchaseOrderInput } from '../../workflows/purchase-order/messages.js';
import { orderStart } from '../../workflows/purchase-order/start.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { StepNotDone } from '../attempt.js';
import type { Clock } from '../clock.js';
import type { OrderWorkflows } from './dependencies.js';

export interface TemporalOrdersOptions {
  client: Client;
  clock: Clock;
  /** What travels in the input of every order that is started. */
  policy: PurchaseOrderInput['policy'];
}

const RPC_TIMEOUT_MS = 10_000;
const HOUR_MS = 3_600_000;
/** Orders that are named where there are many. */
const SOME = 10;
/** No order is open for longer. */
const LONGEST_LIFE_MS = 400 * 24 * HOUR_MS;

/** The workflows of orders on a Temporal server. */
export function createTemporalOrders({ client, clock, policy }: TemporalOrdersOptions): OrderWorkflows {
  // Temporal's own time-outs are told by the process's clock, not by the one that tests skip.
  const ask = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + RPC_TIMEOUT_MS, work).catch((error: unknown) => {
      throw notAnswered(what, error) ?? error;
    });
  const countOpen = (account: string, startedUntil: number): Promise<number> =>
    ask('count open orders', async () => {
      const query = `${openOrdersOf(account)} AND ${startedBy(startedUntil)}`;
      return (await client.workflow.count(query)).count;
    });

  return {
    known: (account, numbers) =>
      ask('list the orders of a page', async () => {
        const [running, ended] = [new Set<string>(), new Set<string>()];
        if (numbers.length === 0) return { running, ended };
        const ids = numbers.map((number) => quoted(purchaseOrderWorkflowId(account, number)));
        const query = `\`WorkflowType\` = '${PURCHASE_ORDER_WORKFLOW}' AND \`WorkflowId\` IN (${ids.join(', ')})`;
        for await (const { workflowId, status } of client.workflow.list({ query, pageSize: 1_000 })) {
          const number = purchaseOrderOfWorkflowId(workflowId)?.purchaseOrderNumber;
          if (number === undefined) continue;
          // A run that was terminated counts for nothing: its order may be started again.
          if (status.name === 'RUNNING') running.add(number);
          else if (status.name === 'COMPLETED') ended.add(number);
        }
        for (const number of running) ended.delete(number);
        return { running, ended };
      }),

    start: ({ account, purchaseOrderNumber }, snapshot) =>
      ask('start an order', async () => {
        const input = { account, purchaseOrderNumber, policy, ...(snapshot === undefined ? {} : { snapshot }) };
        try {
          await client.workflow.start(PURCHASE_ORDER_WORKFLOW, orderStart(input));
          return 'started';
        } catch (error) {
          if (error instanceof WorkflowExecutionAlreadyStartedError) return 'known';
          throw error;
        }
      }),

    tellCancelled: ({ account, purchaseOrderNumber }, seenAt) =>
      ask('signal an order', async () => {
        const handle = client.workflow.getHandle(purchaseOrderWorkflowId(account, purchaseOrderNumber));
        try {
          await handle.signal(cancelledByAmazonSignal, { seenAt });
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
      }),

    // Visibility cannot sort, so the instant is closed in by counting: a dozen counts, however many orders are open.
    oldestStart: async (account) => {
      let [none, some] = [clock() - LONGEST_LIFE_MS, clock()];
      if ((await countOpen(account, some)) === 0) return undefined;
      while (some - none > HOUR_MS) {
        const middle = Math.floor((none + some) / 2);
        if ((await countOpen(account, middle)) > 0) some = middle;
        else none = middle;
      }
      return none;
    },

    ready: (account, warehouse, startedUntil) =>
      ask('list labelled orders', async () => {
        const { FulfillmentState, Warehouse } = searchAttributes;
        const query = [
          openOrdersOf(account),
          `\`${FulfillmentState.name}\` = 'READY_TO_SHIP'`,
          `\`${Warehouse.name}\` = ${quoted(warehouse)}`,
          startedBy(startedUntil),
        ].join(' AND ');
        const { count } = await client.workflow.count(query);
        const some: string[] = [];
        for await (const { workflowId } of client.workflow.list({ query, pageSize: SOME })) {
          const number = purchaseOrderOfWorkflowId(workflowId)?.purchaseOrderNumber;
          if (number !== undefined) some.push(number);
          if (some.length >= SOME) break;
        }
        return { count, some };
      }),
  };
}

const openOrdersOf = (account: string): string =>
  `\`WorkflowType\` = '${PURCHASE_ORDER_WORKFLOW}' AND \`${searchAttributes.Account.name}\` = ${quoted(account)} AND ` +
  "`ExecutionStatus` = 'Running'";

const startedBy = (until: number): string => `\`StartTime\` <= '${new Date(until).toISOString()}'`;

/** @throws {RangeError} for a text that cannot stand between quotes as it is; names and numbers are checked before. */
function quoted(text: string): string {
  if (!/^[\p{L}\p{N} ._:/@#+-]+$/u.test(text)) throw new RangeError('A name cannot stand in a query.');
  return `'${text}'`;
}

/** An error of the server, or of the way to it. Its own text is left out: the code says enough, and is the same always. */
function notAnswered(what: string, error: unknown): StepNotDone | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  const why = isGrpcServiceError(cause)
    ? `gRPC status ${cause.code}`
    : error instanceof NamespaceNotFoundError
      ? 'the namespace is gone'
      : undefined;
  return why === undefined ? undefined : new StepNotDone('Unavailable', `Temporal did not ${what} (${why}).`);
}
