import { Command, CommanderError } from 'commander';
import { product } from '../../temporal.config.js';
import { accountCommand } from './account.js';
import { attentionCommand } from './attention.js';
import { doctorCommand } from './doctor.js';
import { documentsCommand } from './documents.js';
import { asJson, asText, failureReport } from './failure-report.js';
import { findCommand } from './find.js';
import { forecastCommand } from './forecast.js';
import { incidentsCommand } from './incidents.js';
import { intakeCommand } from './intake.js';
import { noticesCommand } from './notices.js';
import { ndrCommand } from './ndr.js';
import { ordersCommand } from './orders.js';
import { createSession } from './session.js';
import type { Host, Session } from './session.js';
import { setupCommand } from './setup.js';
import { shipmentsCommand } from './shipments.js';
import { supportBundleCommand } from './support-bundle.js';
import { workerCommand } from './worker.js';

/**
 * Runs one command.
 *
 * @returns the exit code: 0 done, 2 bad input or configuration with everything wrong in one error, 1 anything else.
 */
export async function runCommandLine(args: readonly string[], host: Host): Promise<number> {
  const session = createSession(host);
  try {
    await createProgram(session, host).parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    // --help and --version come as errors too.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const report = failureReport(error);
    // Arguments that cannot be parsed have set no option yet.
    const isJson = session.isJson || args.includes('--json');
    host.stderr.write(`${isJson ? asJson(report) : asText(report)}\n`);
    return report.exitCode;
  }
}

const commands = [
  workerCommand,
  intakeCommand,
  setupCommand,
  doctorCommand,
  ordersCommand,
  attentionCommand,
  shipmentsCommand,
  noticesCommand,
  accountCommand,
  incidentsCommand,
  forecastCommand,
  ndrCommand,
  documentsCommand,
  findCommand,
  supportBundleCommand,
];

/** The whole program, before it has read any arguments. */
export function createProgram(session: Session, host: Host): Command {
  const program = new Command('fulfillment')
    .description(
      'Carries Amazon vendor Direct Fulfillment orders, Amazon Shipping parcels, Amazon Pay delivery notices and non-delivery reports to their ends.',
    )
    .version(product.version, '--version', 'print the version')
    .helpOption('--help', 'show what a command does and takes')
    .helpCommand(false)
    .option('--json', 'print results and errors as one JSON document')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      // Every failure is reported once, by runCommandLine.
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    .exitOverride()
    .hook('preAction', (_program, command) => {
      session.isJson = command.optsWithGlobals<{ json?: boolean }>().json === true;
    })
    .addHelpText(
      'after',
      `
Configuration comes from the environment; .env.example explains every variable.
Exit codes: 0 done, 2 bad input or configuration (nothing was done), 1 anything else.

Examples:
  fulfillment setup
  fulfillment doctor
  fulfillment worker
  fulfillment intake
  fulfillment orders list --attention
  fulfillment orders show PO12345678
  fulfillment orders depart PO12345678 --tracking 1Z999AA10123456784
  fulfillment documents pull --warehouse WH01 --out labels/
  fulfillment shipments create --file today.csv
  fulfillment ndr list --attention
  fulfillment find 1Z999AA10123456784`,
    );
  for (const addTo of commands) addTo(program, session);
  return program;
}
