import type { Command } from 'commander';
import { documentsGetCommand } from './documents-get.js';
import { documentsPullCommand } from './documents-pull.js';
import type { Session } from './session.js';

/** The commands under `documents`. */
export function documentsCommand(program: Command, session: Session): void {
  const documents = program.command('documents').description('Labels, papers and raw orders: write them to files.');
  documentsGetCommand(documents, session);
  documentsPullCommand(documents, session);
}
