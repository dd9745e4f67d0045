import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { toPurchaseOrderPolicy } from '../../temporal.config.js';
import { purchaseOrderWorkflowId } from '../../workflows/purchase-order/messages.js';
import { ClientError } from '../errors.js';
import { readOrderLedger } from '../order-ledger.js';
import type { LedgerPart } from '../order-ledger.js';
import { policyOf } from '../order-policy.js';
import { viewPurchaseOrder } from '../purchase-orders.js';
import type { OrderName } from '../purchase-orders.js';
import { historyOf, temporalCostOf } from '../temporal-cost.js';
import type { WorkflowHistory } from '../temporal-cost.js';
import { withTemporal } from '../temporal.js';
import { accountName, orderNumbers } from './arguments.js';
import { allOf } from './checked-input.js';
import { reportOf } from './order-report.js';
import type { OrderFindings } from './order-report.js';
import { reportText } from './order-report-text.js';
import type { Session } from './session.js';
import { zonesOf } from './warehouse-time.js';

/** `orders show`: everything about one order. */
export function ordersShowCommand(orders: Command, session: Session): void {
  orders
    .command('show')
    .description('Shows one order: its life, whose move it is, deadlines, what waits, what was sent, who did what.')
    .argument('<order>', 'purchase order number')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--utc', "show times in UTC only, without those of the order's warehouse")
    .addHelpText(
      'after',
      `
Asks the order's workflow, so a worker has to run. Ended orders are shown as long as Temporal retains them; after that
there is what the ledger has. What was sent to Amazon is shown where LEDGER_DIR and DOCUMENTS_KEY are those of the
worker. Times are UTC, and the warehouse's own beside it where WAREHOUSES_FILE has its time zone.

Examples:
  fulfillment orders show PO12345678
  fulfillment orders show PO12345678 --account acme-us --json`,
    )
    .action(async (number: string, options: { account?: string; utc?: true }) => {
      const loaded = session.config();
      const { config, temporal, numbers, account } = allOf({
        config: loaded,
        temporal: session.temporal(),
        numbers: orderNumbers([number]),
        account: accountName(options.account, loaded),
      });
      const name = { account, purchaseOrderNumber: numbers[0] ?? '' };
      const ledger = await ledgerPart(session, name);
      const found = await withTemporal(temporal, (client) => workflowPart(client, name, ledger));
      const report = reportOf({
        name,
        policy: toPurchaseOrderPolicy(config.policy),
        ledger,
        defaultAccount: config.accountNames[0],
        ...found,
      });
      const zone = zonesOf(
        config,
        options.utc === true,
      )({ account, warehouse: report.order?.order?.shipFromParty ?? null });
      session.print(report, () =>
        reportText(report, { width: session.width, now: session.now(), paint: session.paint, zone }),
      );
    });
}

/** What Temporal has of the order; nothing when it is in the ledger only. */
async function workflowPart(
  client: Client,
  name: OrderName,
  ledger: LedgerPart,
): Promise<Partial<Pick<OrderFindings, 'viewed' | 'policy' | 'cost'>>> {
  try {
    const [viewed, policy, history] = await Promise.all([
      viewPurchaseOrder(client, name),
      policyOf(client, name),
      historyPart(client, name),
    ]);
    const cost =
      'problem' in history
        ? history
        : { temporal: temporalCostOf(history, viewed.status === 'RUNNING' ? viewed.pending : []) };
    return { viewed, cost, ...(policy === undefined ? {} : { policy }) };
  } catch (error) {
    const isInLedger = 'records' in ledger && ledger.records.length > 0;
    if (isInLedger && error instanceof ClientError && error.kind === 'unknown-order') return {};
    throw error;
  }
}

/** Only the cost is made from it: an order is shown without, too. */
async function historyPart(
  client: Client,
  { account, purchaseOrderNumber }: OrderName,
): Promise<WorkflowHistory | { problem: string }> {
  try {
    return await historyOf(client, purchaseOrderWorkflowId(account, purchaseOrderNumber));
  } catch {
    return { problem: 'Temporal actions not known, because the history could not be read' };
  }
}

async function ledgerPart(session: Session, name: OrderName): Promise<LedgerPart> {
  const stores = session.config(['ledger']);
  if ('value' in stores) return readOrderLedger(stores.value.ledger, name);
  const wanted = [...new Set(stores.faults.map(({ where }) => where))].join(', ');
  return { problem: `To see it, set ${wanted} (and LEDGER_DIR) on this machine as the worker has them.` };
}
