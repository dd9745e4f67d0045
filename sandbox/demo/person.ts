import type { Client } from '@temporalio/client';

import { resolve } from '../../clients/purchase-orders.js';
import type { ResolveInput } from '../../workflows/purchase-order/messages.js';
import type { AttentionItem } from '../../workflows/steps/attention.js';
import type { OrderState } from '../amazon/control.js';
import type { BoardRow } from './board.js';
import type { Errands } from './errands.js';

/** Acts as the person for whom orders wait. */
export interface Person {
  /** Answers every open item, once each. */
  answer(rows: readonly BoardRow[]): void;
}

export function createPerson(options: {
  client: Client;
  account: string;
  errands: Errands;
  /** What Vendor Central shows of an order. */
  look: (purchaseOrderNumber: string) => OrderState | undefined;
  tell: (line: string) => void;
}): Person {
  const { client, account, errands, look, tell } = options;
  return {
    answer: (rows) => {
      for (const { order, items } of rows) {
        const { purchaseOrderNumber } = order;
        for (const item of items) {
          const answer = answerTo(item, look(purchaseOrderNumber));
          if (answer === undefined) continue;
          const key = `${purchaseOrderNumber} ${item.attentionId}`;
          errands.run(key, async () => {
            const origin = { actor: 'demo-person', requestId: `demo-${purchaseOrderNumber}-${item.attentionId}` };
            await resolve(
              client,
              { account, purchaseOrderNumber },
              { attentionId: item.attentionId, ...answer, ...origin },
            );
            tell(`${purchaseOrderNumber}: the person answers ${item.reason} with ${answer.answer}`);
          });
        }
      }
    },
  };
}

/**
 * What the demo's person answers, from the item and from what Amazon shows.
 *
 * Anything that the demo does not provoke is left open, so that the run ends with it as a fault.
 */
export function answerTo(
  item: Pick<AttentionItem, 'reason' | 'step'>,
  order: OrderState | undefined,
): Pick<ResolveInput, 'answer' | 'data' | 'reference'> | undefined {
  switch (item.reason) {
    case 'LabelModeMissing':
      return { answer: 'retry', data: { labelMode: 'amazon' } };
    case 'Rejected':
      return { answer: 'retry' };
    case 'Unproven': {
      const transactionId = effectOf(item.step, order);
      return transactionId === undefined
        ? { answer: 'retry' }
        : { answer: 'done-elsewhere', reference: `Vendor Central, transaction ${transactionId}` };
    }
    default:
      return undefined;
  }
}

/** The transaction whose effect Amazon shows. */
function effectOf(step: string, order: OrderState | undefined): string | undefined {
  switch (step) {
    case 'acknowledge':
      return order?.acknowledgement?.transactionId;
    case 'obtainLabel':
      return order?.label?.transactionId;
    case 'confirmShipment':
      return order?.confirmation?.transactionId;
    default:
      return undefined;
  }
}
