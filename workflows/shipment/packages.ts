import { sleep } from '@temporalio/workflow';
import { ask, untilDone } from '../steps/until-done.js';
import type { LookAtPackagesResult } from './activities.js';
import { packageOf, packageReference, shipmentWorkflowId } from './messages.js';
import { activities, asking } from './running.js';
import type { Running } from './running.js';
import { LOOK_AT_PACKAGES } from './steps.js';

/**
 * Whoever cancels an order cancels its packages one by one; after this long those that are bought have heard of it, ms.
 */
const SETTLED_MS = 60_000;
/** Packages that end together look one after the other, the lowest number first: the first one asks for all, ms. */
const APART_MS = 10_000;
/** While others are undecided, the order may still be bought in part, ms. */
const LOOKED_AT_MS = 45 * 24 * 60 * 60_000;

/**
 * An order that is bought in part is a person's: a package that has ended without being bought looks at the others, and
 * asks when one of them is bought. Packages that are bought cost nothing for it, nor do orders of one.
 */
export async function askAboutOrder(shipment: Running): Promise<void> {
  const { account, shipmentReference, packages = 1 } = shipment.input;
  const { state, purchase } = shipment.state;
  const own = packageOf(shipmentReference, packages);
  if (own === undefined || packages < 2 || purchase !== undefined || state === 'RECORDED') return;
  await sleep(SETTLED_MS + own.number * APART_MS);
  const all = Array.from({ length: packages }, (_, index) => packageReference(own.orderReference, index + 1));
  const others = all.filter((reference) => reference !== shipmentReference);
  // The shipment itself has ended: its questions would go with it.
  const person = { ...asking(shipment), isOver: () => false };
  const done = await untilDone(person, { name: LOOK_AT_PACKAGES, also: ['skip'] }, () =>
    activities(shipment, 'Look at the other packages', LOOKED_AT_MS).lookAtPackages({
      packages: others.map((reference) => ({
        shipmentReference: reference,
        workflowId: shipmentWorkflowId(account, reference),
      })),
      giveUpAt: Date.parse(shipment.state.since ?? '') + LOOKED_AT_MS,
    }),
  );
  if (!('result' in done) || done.result.bought.length === 0 || done.result.isAsked) return;
  const message = orderText(own.orderReference, shipmentReference, done.result);
  await ask(person, { name: LOOK_AT_PACKAGES }, { kind: 'OrderBoughtInPart', message, details: {} });
}

function orderText(order: string, own: string, { bought, notBought, open }: LookAtPackagesResult): string {
  return [
    `Order ${order}: bought ${bought.join(', ')}`,
    `not bought ${[own, ...notBought].join(', ')}`,
    ...(open.length === 0 ? [] : [`undecided ${open.join(', ')}`]),
  ]
    .join('; ')
    .concat('.');
}
