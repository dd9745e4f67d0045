import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { trackingNumberOf } from '../warehouse.js';
import { check, untilState, withRole } from './scene.js';
import type { Scene } from './scene.js';

const FILE = 'truck-17.csv';
/** What a spreadsheet makes of a tracking number that has digits only. */
const SHORTENED = '1.99E+17';
const AGO_MS = 20 * 60_000;

/** A truck that has left is reported by file; one line of it has to be mended first. */
export const truck: Scene = {
  name: 'truck',
  title: 'a truck that has left is reported by file',
  cast: withRole('truck'),
  play: async (cast, play) => {
    for (const { purchaseOrderNumber } of cast) await untilState(play, purchaseOrderNumber, 'READY_TO_SHIP');
    const departedAt = new Date(Math.floor((Date.now() - AGO_MS) / 60_000) * 60_000).toISOString();
    const args = ['orders', 'manifest', FILE, '--at', departedAt];
    const numbers = cast.map(({ purchaseOrderNumber }) => purchaseOrderNumber);
    const rows = cast.map((order) => [order.purchaseOrderNumber, trackingNumberOf(order), 'UPSN']);
    const write = (lines: readonly (readonly string[])[]): void =>
      writeFileSync(
        join(play.directory, FILE),
        [['purchaseOrderNumber', 'trackingNumber', 'carrier'], ...lines].map((line) => `${line.join(',')}\n`).join(''),
      );

    write(rows.map(([number = '', ...rest], index) => (index === 0 ? [number, SHORTENED, 'UPSN'] : [number, ...rest])));
    const faults = await play.act(
      `the truck left 20 minutes ago with ${numbers.length} orders; one line of its file is wrong`,
      {
        args,
        isDone: () => false,
        code: 2,
      },
    );
    check('the wrong line of the manifest is named', faults.includes('line 2') && faults.includes(SHORTENED));
    for (const number of numbers) {
      check(`${number} is not reported by a wrong file`, (await play.view(number)).departure === undefined);
    }
    write(rows);
    const haveDeparted = async (): Promise<boolean> => {
      const views = await Promise.all(numbers.map((number) => play.view(number)));
      return views.every(({ departure }) => departure !== undefined);
    };
    await play.act('line 2 is mended', { args, isDone: haveDeparted });
    for (const number of numbers) {
      const { departure } = await play.view(number);
      check(`${number} is on record as departed at ${departedAt}`, departure?.departedAt === departedAt);
      await untilState(play, number, 'COMPLETED');
      const shippedDate = play.amazon.order(number)?.confirmation?.shippedDate ?? '';
      check(`Amazon has ${departedAt} for ${number}`, Date.parse(shippedDate) === Date.parse(departedAt));
    }
    return `${numbers.length} orders confirmed with the true time of departure, ${departedAt}`;
  },
};
