import type { Command } from 'commander';
import { checkReject } from '../../workflows/purchase-order/messages.js';
import { reject } from '../purchase-orders.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, fromOptions, given, orderNumbers } from './arguments.js';
import { allOf } from './checked-input.js';
import { actOnAll, printOutcomes } from './order-actions.js';
import type { Session } from './session.js';

/** `orders reject`: whole orders, before they are accepted. */
export function ordersRejectCommand(orders: Command, session: Session): void {
  orders
    .command('reject')
    .description('Rejects whole orders at Amazon, while they are RECEIVED. It cannot be taken back.')
    .argument('<order...>', 'purchase order numbers')
    .option('--account <name>', 'the configured account they belong to (default: the first)')
    .option('--code <NN>', 'the acknowledgement code agreed with Amazon: two digits, not 00; required')
    .option('--description <text>', 'the description sent with the code')
    .option('--actor <name>', 'who rejects (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list; not sent to Amazon')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
Orders are RECEIVED until the acknowledgement policy decides: at once, after acknowledgeAfterMs, or when a person does.
Exit code 1 when an order refuses; the others are done.

Example:
  fulfillment orders reject PO12345678 --code 03 --reason "discontinued"`,
    )
    .action(async (numbers: string[], options: Options) => {
      const loaded = session.config();
      const { code, description, reason, requestId } = options;
      const payload = given({ code, description, actor: actorName(options.actor), reason, requestId });
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        numbers: orderNumbers(numbers),
        account: accountName(options.account, loaded),
        rejection: fromOptions(checkReject(payload), optionOf),
      });
      const outcomes = await withTemporal(input.temporal, (client) =>
        actOnAll(
          client,
          input.numbers.map((purchaseOrderNumber) => ({ account: input.account, purchaseOrderNumber })),
          (temporal, order) => reject(temporal, order, input.rejection),
        ),
      );
      printOutcomes(session, outcomes, 'rejected');
    });
}

interface Options {
  account?: string;
  code?: string;
  description?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
}

const optionOf = {
  code: '--code',
  description: '--description',
  actor: '--actor',
  reason: '--reason',
  requestId: '--request-id',
};
