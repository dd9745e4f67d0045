import type { Command } from 'commander';
import type { Session } from './session.js';
import { shipmentsCancelCommand } from './shipments-cancel.js';
import { shipmentsChooseRateCommand } from './shipments-choose-rate.js';
import { shipmentsCreateCommand } from './shipments-create.js';
import { shipmentsDocumentsCommand } from './shipments-documents.js';
import { shipmentsEventCommand } from './shipments-event.js';
import { shipmentsListCommand } from './shipments-list.js';
import { shipmentsResolveCommand } from './shipments-resolve.js';
import { shipmentsShowCommand } from './shipments-show.js';

/** The commands under `shipments`: parcels with Amazon Shipping. */
export function shipmentsCommand(program: Command, session: Session): void {
  const shipments = program
    .command('shipments')
    .description('Parcels with Amazon Shipping: bought once, printed, followed to their end.');
  for (const addTo of [
    shipmentsCreateCommand,
    shipmentsListCommand,
    shipmentsShowCommand,
    shipmentsChooseRateCommand,
    shipmentsCancelCommand,
    shipmentsDocumentsCommand,
    shipmentsEventCommand,
    shipmentsResolveCommand,
  ]) {
    addTo(shipments, session);
  }
}
