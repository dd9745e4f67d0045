import type { Command } from 'commander';
import { incidentsListCommand } from './incidents-list.js';
import { incidentsProbeCommand } from './incidents-probe.js';
import type { Session } from './session.js';

/** The commands under `incidents`. */
export function incidentsCommand(program: Command, session: Session): void {
  const incidents = program
    .command('incidents')
    .description(
      'Operations that Amazon refuses or does not answer, so that all their orders wait: see them, try now.',
    );
  incidentsListCommand(incidents, session);
  incidentsProbeCommand(incidents, session);
}
