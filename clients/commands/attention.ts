import type { Command } from 'commander';
import { attentionListCommand } from './attention-list.js';
import { attentionResolveCommand } from './attention-resolve.js';
import type { Session } from './session.js';

/** The commands under `attention`; by itself it lists. */
export function attentionCommand(program: Command, session: Session): void {
  const attention = program.command('attention').description('What waits for a person: see it (list), answer it.');
  for (const addTo of [attentionListCommand, attentionResolveCommand]) addTo(attention, session);
}
