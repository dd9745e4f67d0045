import type { HoldUp } from '../held-up.js';
import type { Session } from './session.js';
import { counted, deadline, harmless, number, paragraph } from './text.js';

/** What holds up many orders and waits for no answer; nothing when there is none. */
export const heldUpText = (holdUps: readonly HoldUp[], session: Session, width: number): string[] =>
  holdUps.map((holdUp) => holdUpText(holdUp, session, width));

function holdUpText(holdUp: HoldUp, { paint, now }: Session, width: number): string {
  const { reason, state, step, account, seen, lookedAt, inState } = holdUp;
  // Only some were looked at where there are many.
  const isEstimate = lookedAt < inState;
  const held = isEstimate ? Math.round((inState * seen) / lookedAt) : seen;
  return [
    [
      paint.bad('HELD UP'),
      paint.warning(reason),
      paint.strong(`${isEstimate ? 'about ' : ''}${counted(held, 'order')}`),
      state,
      harmless(account),
    ].join('  '),
    `  Step ${step}, earliest deadline ${deadline(holdUp.dueAt, now(), paint)}`,
    paragraph(harmless(holdUp.happened), width),
    paragraph(`Next step: ${holdUp.nextStep}`, width),
    paint.faint(
      paragraph(
        `For example ${holdUp.examples.join(', ')}; looked at ${number(lookedAt)} of ${number(inState)}.`,
        width,
      ),
    ),
  ].join('\n');
}
