import type { Command } from 'commander';
import { createLogger } from '../logger.js';
import { runReceiver } from '../ndr/run-receiver.js';
import { allOf } from './checked-input.js';
import { ndrConfigured } from './ndr-arguments.js';
import type { Session } from './session.js';

/** `ndr receiver`: the process that takes Amazon's pushes in. */
export function ndrReceiverCommand(ndr: Command, session: Session): void {
  ndr
    .command('receiver')
    .description("Takes Amazon's pushes in over HTTP, a case for each parcel, until SIGINT or SIGTERM.")
    .addHelpText(
      'after',
      `
Prints one line when it listens; logs go to stderr as JSON lines.
Needs the variables of Temporal, NDR_FILE with "receiver", DOCUMENTS_KEY, the
worker's DOCUMENTS_DIR, and a namespace after "fulfillment setup". Put TLS in
front of it.

Answers: 200 when the push is durable, in its case or in quarantine; 401; 413;
429 and 503: send it again. GET /healthz and GET /readyz ask for no secret.

Example:
  NDR_FILE=ndr.json fulfillment ndr receiver`,
    )
    .action(async () => {
      const loaded = session.config(['ndrReceiver', 'documents']);
      const {
        config,
        temporal,
        ndr: desk,
      } = allOf({
        config: loaded,
        temporal: session.temporal(),
        ndr: ndrConfigured(loaded),
      });
      await runReceiver({
        config: { ...config, ndr: desk },
        temporal,
        logger: createLogger(config.logLevel),
        now: session.now,
        onListening: (url) => session.printLine({ listening: { url } }, `Taking in pushes at ${url}`),
      });
    });
}
