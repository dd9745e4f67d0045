import { writePackages } from './packages.js';
import { check, untilState, withRole } from './scene.js';
import type { Scene } from './scene.js';

/** An order is held, gets no label although it is packed, and goes on when it is released. */
export const hold: Scene = {
  name: 'hold',
  title: 'an order is put on hold and released',
  cast: withRole('hold'),
  play: async (cast, play) => {
    for (const order of cast) {
      const { purchaseOrderNumber } = order;
      await untilState(play, purchaseOrderNumber, 'ACKNOWLEDGED');
      const file = writePackages(play.directory, play.made(purchaseOrderNumber));
      await play.act(`${purchaseOrderNumber}: its address is doubted, no label for now`, {
        args: ['orders', 'hold', purchaseOrderNumber, '--reason', 'address is being checked'],
        isDone: async () => (await play.view(purchaseOrderNumber)).hold !== undefined,
      });
      await play.act(`${purchaseOrderNumber} is packed, and stays on hold`, {
        args: ['orders', 'pack', purchaseOrderNumber, '--containers', file],
        isDone: async () => (await play.view(purchaseOrderNumber)).packing !== undefined,
      });
      const { state } = await play.view(purchaseOrderNumber);
      const labelRequests = play.amazon.received({ operation: 'submitShippingLabelRequest', purchaseOrderNumber });
      check(`${purchaseOrderNumber} waits without a label`, state === 'ACKNOWLEDGED' && labelRequests.length === 0);
      await play.act(`${purchaseOrderNumber}: its address is right`, {
        args: ['orders', 'release', purchaseOrderNumber],
        isDone: async () => (await play.view(purchaseOrderNumber)).hold === undefined,
      });
      await untilState(play, purchaseOrderNumber, 'READY_TO_SHIP');
      play.handOver(order);
    }
    return 'no label was asked for before the release';
  },
};
