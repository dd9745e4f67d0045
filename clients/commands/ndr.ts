import type { Command } from 'commander';
import { ndrDecideCommand } from './ndr-decide.js';
import { ndrExportCommand, ndrImportCommand } from './ndr-file.js';
import { ndrListCommand } from './ndr-list.js';
import { ndrOnboardingCommand } from './ndr-onboarding.js';
import { ndrQuarantineCommand } from './ndr-quarantine.js';
import { ndrReceiverCommand } from './ndr-receiver.js';
import { ndrShowCommand } from './ndr-show.js';
import type { Session } from './session.js';

/** `ndr`: the desk for non-delivery reports of Amazon Shipping in India. */
export function ndrCommand(program: Command, session: Session): void {
  const ndr = program
    .command('ndr')
    .description('Non-delivery reports (India): pushes in, decided in time, answered once.');
  for (const addTo of [
    ndrReceiverCommand,
    ndrListCommand,
    ndrShowCommand,
    ndrDecideCommand,
    ndrExportCommand,
    ndrImportCommand,
    ndrQuarantineCommand,
    ndrOnboardingCommand,
  ]) {
    addTo(ndr, session);
  }
}
