import { listHoldUps } from '../../../clients/held-up.js';
import { check } from './scene.js';
import type { Play, Scene } from './scene.js';

const OPERATION = 'submitShippingLabelRequest';
/** So many different orders are refused before the operation is paused. */
const REFUSED_ORDERS = 3;

/** Amazon takes the role for label requests away for a while: nobody is asked about any order. */
export const role: Scene = {
  name: 'role',
  title: 'the role for label requests is lost for a while',
  // Those that a person has to look at first may come too late for it.
  cast: (orders) => {
    const labelled = orders.filter(
      ({ request, waitsForPerson, accepted, role: part }) =>
        request.labelMode === 'amazon' && !waitsForPerson && part !== 'hold' && accepted.labelRequests > 0,
    );
    return labelled.length > REFUSED_ORDERS ? labelled : [];
  },
  prepare: ({ amazon }) => {
    amazon.withdrawRole(OPERATION);
  },
  play: async (cast, play) => {
    await play.until('label requests are paused', async () => {
      const paused = (await pausedIn(play)).reduce((sum, { seen }) => sum + seen, 0);
      return paused > REFUSED_ORDERS;
    });
    const shown = await play.act('the role for label requests is lost: many orders wait, nobody is asked; a look', {
      args: ['attention'],
      isDone: () => false,
    });
    check('`attention` shows the paused label requests', shown.includes('Paused') && shown.includes('obtainLabel'));
    const refused = play.amazon.received({ operation: OPERATION }).length;
    play.amazon.grantRole(OPERATION);
    play.tell('the role is back: all go on by themselves');
    const isLabelled = ({ purchaseOrderNumber }: { purchaseOrderNumber: string }): boolean =>
      (play.amazon.order(purchaseOrderNumber)?.accepted.labelRequests ?? 0) > 0;
    await play.until('every order has its label request taken', () => cast.every(isLabelled));
    await play.until('nothing is paused any more', async () => (await pausedIn(play)).length === 0);
    return `${cast.length} orders waited for it, ${refused} calls were refused, nobody was asked`;
  },
};

const pausedIn = async ({ client, account }: Play) =>
  (await listHoldUps(client, { account })).filter(({ reason }) => reason === 'Paused');
