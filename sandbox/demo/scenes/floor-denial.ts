import { check, untilState, withRole } from './scene.js';
import type { Scene } from './scene.js';

/** An accepted order is damaged on the floor and does not ship. */
export const floorDenial: Scene = {
  name: 'floor-denial',
  title: 'an accepted order is denied on the floor',
  cast: withRole('floor-denial'),
  play: async (cast, play) => {
    for (const { purchaseOrderNumber } of cast) {
      await untilState(play, purchaseOrderNumber, 'READY_TO_SHIP');
      await play.act(`${purchaseOrderNumber} is damaged on the floor and cannot ship`, {
        args: ['orders', 'floor-denial', purchaseOrderNumber, '--reason', 'damaged on the floor'],
        isDone: async () => (await play.view(purchaseOrderNumber)).denial !== undefined,
      });
      await untilState(play, purchaseOrderNumber, 'FLOOR_DENIED');
      const status = play.amazon.order(purchaseOrderNumber)?.confirmation?.shipmentStatus;
      check(`Amazon has the denial of ${purchaseOrderNumber}`, status === 'FLOOR_DENIAL');
    }
    return 'Amazon has the denial';
  },
};
