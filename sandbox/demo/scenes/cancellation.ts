import { answerCommand } from '../usual-answers.js';
import { check, isAnswered, untilAsked, untilState, withRole } from './scene.js';
import type { Scene } from './scene.js';

/** Amazon cancels an order whose parcel stands at the door, and its departure is reported all the same. */
export const cancellation: Scene = {
  name: 'cancellation',
  title: 'Amazon cancels an order with the parcel at the door',
  cast: withRole('cancellation'),
  play: async (cast, play) => {
    for (const { purchaseOrderNumber } of cast) {
      await untilState(play, purchaseOrderNumber, 'READY_TO_SHIP');
      check(`Amazon can still cancel ${purchaseOrderNumber}`, play.amazon.cancelOrder(purchaseOrderNumber));
      await play.act(`Amazon has cancelled ${purchaseOrderNumber}; at the door nobody knows, and reports it`, {
        args: ['orders', 'depart', purchaseOrderNumber],
        isDone: async () => (await play.view(purchaseOrderNumber)).departure !== undefined,
      });
      await untilAsked(play, purchaseOrderNumber, 'CancelledByAmazon');
      await play.act(`${purchaseOrderNumber} says that it is cancelled; the parcel is stopped`, {
        args: answerCommand({ purchaseOrderNumber }, { answer: 'stopped' }),
        isDone: () => isAnswered(play, purchaseOrderNumber, 'CancelledByAmazon'),
      });
      await untilState(play, purchaseOrderNumber, 'CANCELLED');
      const confirmations = play.amazon.order(purchaseOrderNumber)?.accepted.confirmations;
      check(`nothing is confirmed to Amazon for ${purchaseOrderNumber}`, confirmations === 0);
    }
    return 'stopped, nothing was confirmed to Amazon';
  },
};
