import type { Command } from 'commander';
import { runIntake } from '../intake/run-intake.js';
import { createLogger } from '../logger.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';

/** `intake`: the process that takes events in. */
export function intakeCommand(program: Command, session: Session): void {
  program
    .command('intake')
    .description(
      'Takes events in over HTTP: orders, departures, shipments, scans, delivery notices. Until SIGINT or SIGTERM.',
    )
    .addHelpText(
      'after',
      `
Prints one line when it listens; logs go to stderr as JSON lines.
Needs the variables of Temporal, INTAKE_TOKEN, and a namespace after
"fulfillment setup". INTAKE_HOST and INTAKE_PORT say where it listens
(127.0.0.1:8080).

Event types, explained in docs/events.md:
  purchase-order.received, purchase-order.departed, carrier.event,
  delivery-notice.requested, shipment.requested, shipment.event

Answers: 202 when it is durable, 200 when what it is about has already ended,
400 with every fault, 401, 404 while nothing of that name or tracking number is
known (send again later), 409 when it is refused or several fit, 503: send the
event again. shipment.requested and locations of carrier.event need
DOCUMENTS_KEY and the worker's DOCUMENTS_DIR, delivery-notice.requested needs
AMAZON_PAY_ENVIRONMENT.

Examples:
  fulfillment intake
  curl -H "authorization: Bearer $INTAKE_TOKEN" -H 'content-type: application/json' \\
    -d '{"purchaseOrderNumber":"PO12345678"}' http://127.0.0.1:8080/events/purchase-order.received`,
    )
    .action(async () => {
      const { config, temporal } = allOf({ config: session.config(['intake']), temporal: session.temporal() });
      await runIntake({
        config,
        temporal,
        logger: createLogger(config.logLevel),
        onListening: (url) => session.printLine({ listening: { url } }, `Taking in events at ${url}/events`),
      });
    });
}
