import type { Command } from 'commander';
import { noticesCreateCommand } from './notices-create.js';
import { noticesListCommand } from './notices-list.js';
import { noticesResolveCommand } from './notices-resolve.js';
import { noticesShowCommand } from './notices-show.js';
import type { Session } from './session.js';

/** The commands under `notices`: what Amazon Pay tells buyers of deliveries. */
export function noticesCommand(program: Command, session: Session): void {
  const notices = program
    .command('notices')
    .description('Delivery notices of Amazon Pay: its buyers are told of deliveries, once for each tracking number.');
  for (const addTo of [noticesCreateCommand, noticesListCommand, noticesShowCommand, noticesResolveCommand]) {
    addTo(notices, session);
  }
}
