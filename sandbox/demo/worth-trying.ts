import type { Paint } from '../../clients/commands/paint.js';
import { hasEnded } from './board.js';
import type { BoardRow } from './board.js';
import type { Stage } from './stage.js';

/** What somebody who watches can do: look at the UI, and bring the waiting order to its end from another terminal. */
export function worthTrying(
  rows: readonly BoardRow[],
  { server, shellFile, worker }: Pick<Stage, 'server' | 'shellFile' | 'worker'>,
  paint: Paint,
): string[] {
  const { uiUrl } = server;
  const waiting = rows.find((row) => row.order.waitsForPerson && !hasEnded(row));
  return [
    '',
    ...(uiUrl === undefined ? [] : [`Temporal UI       ${paint.strong(uiUrl)}`]),
    `Another terminal  ${paint.strong(`. ${shellFile}`)}`,
    ...(waiting === undefined ? [] : commandsFor(waiting).map((command) => `  ${command}`)),
    `  kill -9 ${worker.pid()}    ${paint.faint('the worker; the next one starts by itself')}`,
    waiting === undefined ? 'Every order has reached its end. Ctrl-C ends the demo.' : 'Ctrl-C ends the demo.',
  ];
}

function commandsFor({ order, state }: BoardRow): string[] {
  const { purchaseOrderNumber } = order;
  return [
    'fulfillment attention list',
    `fulfillment attention resolve ${purchaseOrderNumber} retry${
      state === 'RECEIVED' ? ` --data '{"labelMode":"${order.request.labelMode}"}'` : ''
    }`,
    `fulfillment orders depart ${purchaseOrderNumber}`,
  ];
}
