import type { Command } from 'commander';
import { registerSearchAttributes } from '../search-attributes.js';
import { withTemporal } from '../temporal.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';

/** `setup`: prepares the namespace. */
export function setupCommand(program: Command, session: Session): void {
  program
    .command('setup')
    .description('Prepares the Temporal namespace: registers the search attributes. Safe to repeat.')
    .addHelpText(
      'after',
      `
Needs TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE only. Ends when the search attributes can be used.

Example:
  fulfillment setup`,
    )
    .action(async () => {
      const { temporal } = allOf({ temporal: session.temporal() });
      const { created, existing } = await withTemporal(temporal, (client) => registerSearchAttributes(client));
      session.print({ namespace: temporal.namespace, searchAttributes: { created, existing } }, () =>
        [
          `Namespace ${temporal.namespace} is ready.`,
          `Search attributes created: ${created.join(', ') || 'none'}.`,
          `Existing: ${existing.join(', ') || 'none'}.`,
        ].join('\n'),
      );
    });
}
