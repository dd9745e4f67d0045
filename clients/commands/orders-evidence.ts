import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { LedgerRecord } from '../../activities/ledger/ledger.js';
import { ClientError } from '../errors.js';
import { evidenceCsv } from '../evidence/evidence-csv.js';
import { evidenceOf } from '../evidence/evidence.js';
import type { Evidence } from '../evidence/evidence.js';
import { readOrderLedger } from '../order-ledger.js';
import { viewPurchaseOrder } from '../purchase-orders.js';
import type { OrderName } from '../purchase-orders.js';
import { withTemporal } from '../temporal.js';
import type { Temporal } from '../temporal.js';
import { accountName, orderNumbers } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { fileModes, writeFiles } from './document-files.js';
import { evidenceText } from './evidence-text.js';
import { plainPaint } from './paint.js';
import type { Session } from './session.js';

/** `orders evidence`: what a chargeback is contested with. */
export function ordersEvidenceCommand(orders: Command, session: Session): void {
  orders
    .command('evidence')
    .description('Shows or exports everything that was sent to Amazon for an order, and what proves it.')
    .argument('<order>', 'purchase order number')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--csv', 'CSV with a header, a row for each send')
    .option('--out <file>', 'write it to a file that only you can read')
    .option('--force', 'overwrite a file that exists')
    .option('--with-bodies', "what was sent, word by word, and Amazon's errors: may hold a person's address")
    .option('--order-date', 'ask Temporal for the order date, to tell how long the acknowledgement took')
    .addHelpText(
      'after',
      `
Comes from the ledger (LEDGER_DIR, DOCUMENTS_KEY), which keeps it long after Temporal has forgotten the order; Temporal
is not needed, except for --order-date. Times are UTC, by the worker's clock. "Proven" names what showed that Amazon has
it: its own transaction, or the order or label as read there.

Examples:
  fulfillment orders evidence PO12345678
  fulfillment orders evidence PO12345678 --csv --out PO12345678.csv
  fulfillment orders evidence PO12345678 --order-date --json`,
    )
    .action(async (order: string, options: Options) => {
      const loaded = session.config(['ledger']);
      const { config, numbers, account, temporal } = allOf({
        config: loaded,
        numbers: orderNumbers([order]),
        account: accountName(options.account, loaded),
        format: options.csv === true && session.isJson ? bad('--csv', 'and --json: name one of them.') : good(true),
        temporal: options.orderDate === true ? session.temporal() : good(undefined),
      } satisfies Record<string, Input<unknown>>);
      const name = { account, purchaseOrderNumber: numbers[0] ?? '' };
      const ledger = await readOrderLedger(config.ledger, name);
      const records = recordsOf(ledger, name, config.ledger.directory);
      const orderDate = temporal === undefined ? undefined : await orderDateOf(temporal, name, session);
      const isWithContent = options.withBodies === true;
      if (isWithContent) session.warn(BODIES_WARNING);
      const evidence = evidenceOf(name, records, { isWithContent, orderDate });
      await handOver(evidence, options, session);
    });
}

interface Options {
  account?: string;
  csv?: true;
  out?: string;
  force?: true;
  withBodies?: true;
  orderDate?: true;
}

const BODIES_WARNING = "With bodies: a status update may hold a person's name and address. Do not pass it on as it is.";

function recordsOf(
  ledger: Awaited<ReturnType<typeof readOrderLedger>>,
  { account, purchaseOrderNumber }: OrderName,
  directory: string,
): LedgerRecord[] {
  if ('problem' in ledger) throw new ClientError('machine', ledger.problem);
  if (ledger.records.length > 0) return ledger.records;
  throw new ClientError(
    'unknown-order',
    `The ledger at ${resolve(directory)} (LEDGER_DIR) has nothing of ${purchaseOrderNumber} of account ${account}: ` +
      'nothing was sent for it, or another ledger has it. Check the number and --account.',
  );
}

/** What the ledger has is told also when Temporal has forgotten the order. */
async function orderDateOf(temporal: Temporal, name: OrderName, session: Session): Promise<string | undefined> {
  try {
    const { state } = await withTemporal(temporal, (client) => viewPurchaseOrder(client, name));
    return state.order?.orderDate;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    session.warn(`The order date is not known: ${error.message}`);
    return undefined;
  }
}

async function handOver(evidence: Evidence, { csv, out, force }: Options, session: Session): Promise<void> {
  if (out === undefined) {
    const { paint } = session;
    // Printing adds the line feed that ends the last row.
    session.print(evidence, () =>
      csv === true ? evidenceCsv(evidence).slice(0, -1) : evidenceText(evidence, { width: session.width, paint }),
    );
    return;
  }
  const text = session.isJson
    ? `${JSON.stringify(evidence, null, 2)}\n`
    : csv === true
      ? evidenceCsv(evidence)
      : `${evidenceText(evidence, { width: FILE_WIDTH, paint: plainPaint })}\n`;
  await writeFiles([{ path: out, bytes: Buffer.from(text), mode: fileModes.order }], force === true);
  session.print({ file: resolve(out), sends: evidence.sends.length }, () => out);
}

const FILE_WIDTH = 100;
