import type { AttentionItem } from '../../workflows/steps/attention.js';
import type { OrderState } from '../amazon/control.js';
import type { BoardRow } from './board.js';
import { typed } from './command-line.js';
import type { RunCommand } from './command-line.js';
import type { Errands } from './errands.js';
import type { Submissions } from './orders.js';
import { answerCommand, usualAnswers } from './usual-answers.js';
import type { Answer } from './usual-answers.js';

/** Acts as the person for whom orders wait. */
export interface Person {
  /** Answers every open item that no scene is about, once each. */
  answer(rows: readonly BoardRow[]): void;
}

export function createPerson(options: {
  run: RunCommand;
  errands: Errands;
  /** What Vendor Central shows of an order. */
  look: (purchaseOrderNumber: string) => OrderState | undefined;
  /** A line about what was asked, and the command that answered it. */
  tell: (what: string, command: string) => void;
}): Person {
  const { run, errands, look, tell } = options;
  return {
    answer: (rows) => {
      for (const { order, items } of rows) {
        const { purchaseOrderNumber } = order;
        for (const item of items) {
          const answer = answerTo(item, look(purchaseOrderNumber), order.accepted);
          if (answer === undefined) continue;
          const args = [...answerCommand({ purchaseOrderNumber }, answer), '--item', item.attentionId];
          errands.run(`${purchaseOrderNumber} ${item.attentionId}`, async () => {
            // Repeated when no worker has answered in time, which it may have done all the same.
            const requestId = `demo-${purchaseOrderNumber}-${item.attentionId}`;
            const { code, stdout, stderr } = await run([...args, '--request-id', requestId]);
            if (code !== 0) throw new Error(`${stdout}${stderr}`.trim());
            tell(`${purchaseOrderNumber} asks: ${item.message}`, typed(args));
          });
        }
      }
    },
  };
}

/**
 * What the demo's person answers, from the item and from what Amazon shows.
 *
 * Anything that the demo does not provoke is left open, so that the run ends with it as a fault; what a scene provokes
 * is answered there.
 *
 * @param expected what Amazon has accepted of the order in the end.
 */
export function answerTo(
  item: Pick<AttentionItem, 'reason' | 'step'>,
  order: OrderState | undefined,
  expected: Submissions,
): Answer | undefined {
  switch (item.reason) {
    case 'Rejected':
      return usualAnswers.Rejected;
    case 'Unproven': {
      const transactionId = effectOf(item.step, order, expected);
      return transactionId === undefined
        ? { answer: 'retry' }
        : { answer: 'done-elsewhere', reference: `Vendor Central, transaction ${transactionId}` };
    }
    default:
      return undefined;
  }
}

/** The transaction whose effect Amazon shows. */
function effectOf(step: string, order: OrderState | undefined, expected: Submissions): string | undefined {
  switch (step) {
    case 'acknowledge':
      return order?.acknowledgement?.transactionId;
    case 'obtainLabel':
      // Before a second label is made, the first one is what Amazon shows.
      return order === undefined || order.accepted.labelRequests < expected.labelRequests
        ? undefined
        : order.label?.transactionId;
    case 'confirmShipment':
    case 'denyShipment':
      return order?.confirmation?.transactionId;
    default:
      return undefined;
  }
}
