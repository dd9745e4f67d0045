import { join } from 'node:path';

import type { Paint } from '../../clients/commands/paint.js';
import { commandLine } from '../../clients/commands/text.js';
import { hasEnded } from './board.js';
import type { BoardRow } from './board.js';
import type { ShipmentRow } from './parcel-board.js';
import type { Row } from './row.js';
import { packagesFile } from './scenes/packages.js';
import type { Stage } from './stage.js';

/** What somebody who watches can do: look at the UI, and bring what waits to its end from another terminal. */
export function worthTrying(
  { orders, shipments, all }: { orders: readonly BoardRow[]; shipments: readonly ShipmentRow[]; all: readonly Row[] },
  { server, shellFile, worker, directory }: Pick<Stage, 'server' | 'shellFile' | 'worker' | 'directory'>,
  paint: Paint,
  columns: number,
): string[] {
  const { uiUrl } = server;
  const isDone = all.length > 0 && all.every((row) => row.hasEnded);
  return [
    '',
    ...(uiUrl === undefined ? [] : [`Temporal UI       ${paint.strong(uiUrl)}`]),
    `Another terminal  ${paint.strong(`. ${shellFile}`)}`,
    ...commandsFor(orders, shipments, directory).flatMap((args) =>
      commandLine(['fulfillment', ...args], columns).split('\n'),
    ),
    `  kill -9 ${worker.pid()}    ${paint.faint('the worker; the next one starts by itself')}`,
    isDone ? 'Every order and parcel has reached its end. Ctrl-C ends the demo.' : 'Ctrl-C ends the demo.',
  ];
}

/** So many at once: the table needs the room. */
const MOST_COMMANDS = 3;

/** What can be done right now; what answers the open items stands below the table already. */
export function commandsFor(
  rows: readonly BoardRow[],
  shipments: readonly ShipmentRow[],
  directory: string,
): string[][] {
  const open = rows.filter((row) => !hasEnded(row));
  const ready = open.filter(({ state, order }) => state === 'READY_TO_SHIP' && order.waitsForPerson);
  const unpacked = open.filter(({ state, order }) => state === 'ACKNOWLEDGED' && order.role === 'packing');
  const [first = rows[0]] = open.filter(({ order }) => order.waitsForPerson);
  const numberOf = ({ order }: BoardRow): string => order.purchaseOrderNumber;
  return [
    ...(open.some(({ items }) => items.length > 0) ? [['attention']] : []),
    ...unpacked.map((row) => [
      'orders',
      'pack',
      numberOf(row),
      '--containers',
      join(directory, packagesFile(row.order)),
    ]),
    ...(ready.length === 0 ? [] : [['orders', 'depart', ...ready.map(numberOf)]]),
    ...shipments
      .filter(({ shipment, state }) => shipment.role === 'shipment-cancelled' && state === 'PURCHASED')
      .map(({ name }) => ['shipments', 'cancel', name]),
    ...(first === undefined ? [] : [['orders', 'show', numberOf(first)]]),
    ['orders', 'list'],
  ].slice(0, MOST_COMMANDS);
}
