import type { Command } from 'commander';
import type { Session } from './session.js';

/** Lets the help of a command list the codes with which orders can be rejected, as they are configured here. */
export function addCodeTable(orders: Command, name: string, session: Session): void {
  const command = orders.commands.find((candidate) => candidate.name() === name);
  // Read when help is asked for: no other run should need the configuration for it.
  command?.addHelpText('after', () => `\n${codeTable(session)}`);
}

function codeTable(session: Session): string {
  const config = session.config();
  if ('faults' in config)
    return 'Codes: acknowledgement.codes of POLICY_FILE; fulfillment doctor tells why it cannot be read.';
  const rows = Object.entries(config.value.policy.acknowledgement.codes).toSorted(([a], [b]) => a.localeCompare(b));
  return [
    'Codes, as configured here (acknowledgement.codes); an order keeps the table that it began with:',
    ...rows.map(([code, meaning]) => `  ${code}  ${meaning}`),
  ].join('\n');
}
