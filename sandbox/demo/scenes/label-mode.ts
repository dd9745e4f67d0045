import { listAttention } from '../../../clients/attention.js';
import { answerCommand, usualAnswers } from '../usual-answers.js';
import { check, withRole } from './scene.js';
import type { Scene } from './scene.js';

const REASON = 'LabelModeMissing';

/** A warehouse is missing in the table: one answer for all of its orders. */
export const labelMode: Scene = {
  name: 'label-mode',
  title: 'the label mode of several orders is missing',
  cast: withRole('label-mode'),
  play: async (cast, play) => {
    const { client, account } = play;
    const numbers = cast.map(({ purchaseOrderNumber }) => purchaseOrderNumber);
    // As visibility shows them: the command finds them there.
    await play.until('every order asks for its label mode', async () => {
      const items = await listAttention(client, { account, reason: REASON });
      return numbers.every((number) => items.some(({ purchaseOrderNumber }) => purchaseOrderNumber === number));
    });
    const modes = () => Promise.all(numbers.map(async (number) => (await play.view(number)).labelMode?.mode));
    const areAnswered = async (): Promise<boolean> => (await modes()).every((mode) => mode !== undefined);
    await play.act(`${numbers.join(' and ')}: nobody knows their warehouse; one answer for all`, {
      args: answerCommand({ allOf: REASON }, usualAnswers[REASON] ?? { answer: 'retry' }),
      isDone: areAnswered,
    });
    await play.until('every order has its label mode', areAnswered);
    check(
      'every order has the label mode that was answered',
      (await modes()).every((mode) => mode === 'amazon'),
    );
    for (const order of cast) play.handOver(order);
    return `one answer for ${numbers.length} orders`;
  },
};
