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
  const isDone = rows.length > 0 && rows.every(hasEnded);
  return [
    '',
    ...(uiUrl === undefined ? [] : [`Temporal UI       ${paint.strong(uiUrl)}`]),
    `Another terminal  ${paint.strong(`. ${shellFile}`)}`,
    ...(waiting === undefined ? [] : commandsFor(waiting).map((command) => `  ${command}`)),
    `  kill -9 ${worker.pid()}    ${paint.faint('the worker; the next one starts by itself')}`,
    isDone ? 'Every order has reached its end. Ctrl-C ends the demo.' : 'Ctrl-C ends the demo.',
  ];
}

function commandsFor({ order, state, items }: BoardRow): string[] {
  const { purchaseOrderNumber, request } = order;
  // Where the label mode is what is missing, a bare retry would find it missing again.
  const isModeMissing = items.some(({ reason }) => reason === 'LabelModeMissing');
  const data = isModeMissing ? ` --data '{"labelMode":"${request.labelMode}"}'` : '';
  return [
    'fulfillment attention list',
    items.length === 0 && state === 'READY_TO_SHIP'
      ? `fulfillment orders show ${purchaseOrderNumber}`
      : `fulfillment attention resolve ${purchaseOrderNumber} retry${data}`,
    `fulfillment orders depart ${purchaseOrderNumber}`,
  ];
}
