import type { LabelFacts } from '../../../workflows/purchase-order/order.js';
import { answerCommand } from '../usual-answers.js';
import { check, isAnswered, untilAsked, untilState, withRole } from './scene.js';
import type { Scene } from './scene.js';

/** A torn label is replaced; the parcel waits until the old print is destroyed. */
export const relabel: Scene = {
  name: 'relabel',
  title: 'a torn label is replaced',
  cast: withRole('relabel'),
  play: async (cast, play) => {
    const numbers: string[] = [];
    for (const order of cast) {
      const { purchaseOrderNumber } = order;
      await untilState(play, purchaseOrderNumber, 'READY_TO_SHIP');
      const old = trackingNumberOf((await play.view(purchaseOrderNumber)).label);
      play.amazon.allowRelabel(purchaseOrderNumber);
      await play.act(`${purchaseOrderNumber}: its label is torn`, {
        args: ['orders', 'relabel', purchaseOrderNumber, '--reason', 'label torn'],
        isDone: async () => (await play.view(purchaseOrderNumber)).voidLabels.length > 0,
      });
      await untilAsked(play, purchaseOrderNumber, 'LabelReplaced');
      const renewed = trackingNumberOf((await play.view(purchaseOrderNumber)).label);
      check(`${purchaseOrderNumber} has another tracking number than ${old}`, renewed !== '' && renewed !== old);
      await play.act(`${purchaseOrderNumber}: ${renewed} replaces ${old}; the old print is destroyed`, {
        args: answerCommand({ purchaseOrderNumber }, { answer: 'destroyed' }),
        isDone: () => isAnswered(play, purchaseOrderNumber, 'LabelReplaced'),
      });
      await untilState(play, purchaseOrderNumber, 'READY_TO_SHIP');
      const { voidLabels } = await play.view(purchaseOrderNumber);
      check(`the old label of ${purchaseOrderNumber} is void and destroyed`, voidLabels.at(-1)?.isDestroyed === true);
      numbers.push(`${renewed} replaces ${old}`);
      play.handOver(order);
    }
    return numbers.join(', ');
  },
};

const trackingNumberOf = (label: LabelFacts | undefined): string => label?.packages[0]?.trackingNumber ?? '';
