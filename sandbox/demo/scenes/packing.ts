import { writePackages } from './packages.js';
import { check, untilState, withRole } from './scene.js';
import type { Scene } from './scene.js';

/** An order of a warehouse that packs first gets a label for each of its packages. */
export const packing: Scene = {
  name: 'packing',
  title: 'an order that waits for packing is packed',
  cast: withRole('packing'),
  play: async (cast, play) => {
    for (const order of cast) {
      const { purchaseOrderNumber } = order;
      await untilState(play, purchaseOrderNumber, 'ACKNOWLEDGED');
      const file = writePackages(play.directory, play.made(purchaseOrderNumber));
      await play.act(`${purchaseOrderNumber} waits for packing; its two packages are reported`, {
        args: ['orders', 'pack', purchaseOrderNumber, '--containers', file],
        isDone: async () => (await play.view(purchaseOrderNumber)).packing !== undefined,
      });
      await untilState(play, purchaseOrderNumber, 'READY_TO_SHIP');
      const { label } = await play.view(purchaseOrderNumber);
      check(`${purchaseOrderNumber} has a label for each package`, label?.packages.length === 2);
      play.handOver(order);
    }
    return 'a label for each of its two packages';
  },
};
