import { checkHold } from '../../workflows/purchase-order/messages.js';
import { actorName, fromOptions } from './arguments.js';
import { good } from './checked-input.js';
import type { Input } from './checked-input.js';

/** `--actor` of what is handed out, by the rules of all actions on orders. */
export function printActor(given: string | undefined): Input<string> {
  const actor = actorName(given);
  // Nothing but its origin is in a hold.
  const read = fromOptions(checkHold({ actor }), { actor: '--actor' });
  return 'faults' in read ? read : good(actor);
}
