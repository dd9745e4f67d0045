import type { Command } from 'commander';
import type { EncryptedDirectory } from '../../temporal.config.js';
import { shipmentStatuses } from '../../workflows/purchase-order/carrier.js';
import { checkCarrierEvent } from '../../workflows/purchase-order/messages.js';
import type { CarrierEventInput } from '../../workflows/purchase-order/messages.js';
import { checked } from '../../workflows/steps/checks.js';
import type { Checked } from '../../workflows/steps/checks.js';
import { carrierLocation, keepLocation, openDocuments } from '../carrier-location.js';
import type { CarrierLocation } from '../carrier-location.js';
import { carrierEvent } from '../purchase-orders.js';
import type { OrderUpdate } from '../purchase-orders.js';
import { given, instantOrNow, jsonFile } from './arguments.js';
import { good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { addOrderCommand } from './order-command.js';
import type { Session } from './session.js';

/** `orders event`: what the vendor's own carrier has reported. */
export const ordersEventCommand = (orders: Command, session: Session): void =>
  addOrderCommand<ReportedEvent>(orders, session, {
    name: 'event',
    description: "Reports what the vendor's own carrier says of a package; Amazon is told.",
    isForOneOrder: true,
    fields: {
      trackingNumber: {
        flags: '--tracking <number>',
        description: 'of the package; spaces, hyphens and case do not count; required',
      },
      status: { flags: '--status <status>', description: "what happened, in Amazon's words (below)" },
      code: {
        flags: '--code <code>',
        description: "instead: the carrier's own code, which WAREHOUSES_FILE translates",
      },
      occurredAt: {
        flags: '--at <instant>',
        description: 'when it happened, ISO 8601 with zone',
        default: 'now',
        read: instantOrNow,
      },
      location: {
        flags: '--location <file>',
        description: "JSON file with the address where it happened (default: the carrier's)",
        read: (where, path) => readLocation(session, where, path),
      },
      estimatedDeliveryAt: {
        flags: '--estimated <instant>',
        description: 'when the package is expected, ISO 8601 with zone',
        read: instantOrNow,
      },
    },
    actor: 'who reports it',
    reason: 'a remark for the audit list',
    help: `For label mode vendor-carrier. Sends Amazon a shipment status update, once the shipment's confirmation is proven; before
that it waits. The same event again changes nothing. DEPARTED_FROM_FC is sent by itself with the departure.
A code that is in no table (carrierCodes in WAREHOUSES_FILE) becomes an item. Exit code 1 when the order refuses.

Statuses:
  ${shipmentStatuses.slice(0, 4).join(', ')},
  ${shipmentStatuses.slice(4).join(', ')}
DELIVERED, LOST, REJECTED and UNDELIVERABLE end the package.

A --location file; what is missing is the carrier's (statusAddress in WAREHOUSES_FILE). It is kept encrypted, which needs
DOCUMENTS_KEY and the worker's DOCUMENTS_DIR on this machine:
  { "name": "Hub 9", "addressLine1": "9 Hub Road", "city": "Elko", "stateOrRegion": "NV", "postalCode": "89801",
    "countryCode": "US" }

Examples:
  fulfillment orders event PO12345678 --tracking 1Z999AA10123456784 --status DELIVERED --at 2026-01-07T14:20:00-06:00
  fulfillment orders event PO12345678 --tracking 1Z999AA10123456784 --code X6 --location hub.json`,
    check: checkEvent,
    act: reportEvent,
    done: 'reported',
  });

/** An event whose location is not stored yet. */
type ReportedEvent = Omit<CarrierEventInput, 'locationDocumentId'> & { location?: LocationToKeep };

interface LocationToKeep {
  location: CarrierLocation;
  store: EncryptedDirectory;
}

function readLocation(session: Session, where: string, path: string): Input<LocationToKeep> {
  const content = jsonFile(where, path);
  const location = 'faults' in content ? content : located(where, content.value);
  const config = session.config(['documents']);
  if ('faults' in location || 'faults' in config) {
    return { faults: [location, config].flatMap((read) => ('faults' in read ? read.faults : [])) };
  }
  return good({ location: location.value, store: config.value.documents });
}

function located(where: string, content: unknown): Input<CarrierLocation> {
  const read = checked(carrierLocation, content);
  return 'value' in read ? read : { faults: read.faults.map((what) => ({ where, what: `${what}.` })) };
}

function checkEvent(payload: unknown): Checked<ReportedEvent> {
  const { location, ...event } = payload as { location?: LocationToKeep };
  const read = checkCarrierEvent(event);
  return 'faults' in read ? read : { value: { ...read.value, ...given({ location }) } };
}

const reportEvent: OrderUpdate<ReportedEvent> = async (client, order, { location: toKeep, ...event }) => {
  if (toKeep === undefined) return carrierEvent(client, order, event);
  const locationDocumentId = await keepLocation(openDocuments(toKeep.store), toKeep.location);
  return carrierEvent(client, order, { ...event, locationDocumentId });
};
