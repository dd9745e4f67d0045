import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { ClientError } from '../errors.js';
import { readOrderLedger } from '../order-ledger.js';
import type { LedgerPart } from '../order-ledger.js';
import { packagesOf } from '../shipments-list.js';
import type { ListedShipment } from '../shipments-list.js';
import { viewShipment } from '../shipments.js';
import type { ShipmentName, ViewedShipment } from '../shipments.js';
import { withTemporal } from '../temporal.js';
import { accountName } from './arguments.js';
import { allOf } from './checked-input.js';
import { shipmentReference } from './shipment-arguments.js';
import { shipmentReport, shipmentText } from './shipment-report.js';
import { shipmentsTable } from './shipments-list.js';
import type { Session } from './session.js';
import { counted } from './text.js';

/** `shipments show`: everything about one shipment, or the packages of an order. */
export function shipmentsShowCommand(shipments: Command, session: Session): void {
  shipments
    .command('show')
    .description('Shows one shipment: how far it is, its rates, what waits, the parcel, what was bought.')
    .argument('<reference>', 'reference of the shipment, or of an order of several packages')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .addHelpText(
      'after',
      `
Asks the shipment's workflow, so a worker has to run. Ended shipments are shown as long as Temporal retains them; after
that there is what the ledger has, where LEDGER_DIR and DOCUMENTS_KEY are those of the worker. Of an order of several
packages each is a shipment of its own, …/1, …/2: the order's reference shows which are bought and which are not.

Examples:
  fulfillment shipments show WEB-1001
  fulfillment shipments show WEB-1002
  fulfillment shipments show WEB-1002/1 --json`,
    )
    .action(async (reference: string, options: { account?: string }) => {
      const loaded = session.config();
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        shipmentReference: shipmentReference(reference),
        account: accountName(options.account, loaded),
      });
      const name = { account: input.account, shipmentReference: input.shipmentReference };
      const ledger = await ledgerPart(session, name);
      const found = await withTemporal(input.temporal, (client) => look(client, name, ledger));
      if ('packages' in found) {
        session.print({ ...name, packages: found.packages }, () =>
          [
            shipmentsTable(session, found.packages, false),
            `${counted(found.packages.length, 'package')} of ${reference}; show one of them for more.`,
          ].join('\n\n'),
        );
        return;
      }
      const report = shipmentReport(name, found.viewed, ledger);
      session.print(report, () => shipmentText(report, session));
    });
}

type Found = { viewed?: ViewedShipment } | { packages: ListedShipment[] };

/** A shipment as Temporal has it; the packages of an order; nothing when it is in the ledger only. */
async function look(
  client: Client,
  name: ShipmentName,
  ledger: LedgerPart,
): Promise<Found & { viewed?: ViewedShipment }> {
  try {
    return { viewed: await viewShipment(client, name) };
  } catch (error) {
    if (!(error instanceof ClientError) || error.kind !== 'unknown-order') throw error;
    const packages = await packagesOf(client, name);
    if (packages.length > 0) return { packages };
    if ('records' in ledger && ledger.records.length > 0) return {};
    throw error;
  }
}

async function ledgerPart(
  session: Session,
  { account, shipmentReference: reference }: ShipmentName,
): Promise<LedgerPart> {
  const stores = session.config(['ledger']);
  if ('value' in stores) {
    return readOrderLedger(stores.value.ledger, { account, purchaseOrderNumber: reference });
  }
  const wanted = [...new Set(stores.faults.map(({ where }) => where))].join(', ');
  return { problem: `To see it, set ${wanted} (and LEDGER_DIR) on this machine as the worker has them.` };
}
