import type { Command } from 'commander';
import type { ConfigNeed, Fault } from '../../temporal.config.js';
import { fault, fine, warning } from '../../workers/examination.js';
import type { Finding } from '../../workers/examination.js';
import { systemCodeOf } from '../errors.js';
import { createLogger } from '../logger.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { reportText } from './doctor-report.js';
import type { Part } from './doctor-report.js';
import type { Session } from './session.js';

/** `doctor`: everything that has to be right before orders can be carried on. */
export function doctorCommand(program: Command, session: Session): void {
  program
    .command('doctor')
    .description(
      'Examines configuration, Temporal, Amazon, stores, notices and what else is configured, with remedies.',
    )
    .option('--only <parts>', `only these parts, separated by commas: ${partNames.join(', ')}`)
    .option('--notify', 'send a test notice to every NOTIFY_URL')
    .addHelpText(
      'after',
      `
Run it on the machine and with the variables of the worker. It goes on after each fault and ends with exit code 1 when
there is an error; warnings do not count. Nothing is written to Amazon, and no order is read: it asks for tokens, and
about a parcel that does not exist.

Examples:
  fulfillment doctor
  fulfillment doctor --only temporal,stores
  fulfillment doctor --only notify --notify
  fulfillment doctor --json`,
    )
    .action(async (options: { only?: string; notify?: true }) => {
      const { only } = allOf({ only: partsOf(options.only) });
      const examined = await Promise.all(
        only.map(async (part): Promise<Part> => ({ part, findings: await examinePart(part, session, options) })),
      );
      const findings = examined.flatMap(({ part, findings: own }) => own.map((finding) => ({ part, ...finding })));
      const errors = findings.filter(({ status }) => status === 'error').length;
      if (errors > 0) session.exitCode = 1;
      const warnings = findings.filter(({ status }) => status === 'warning').length;
      session.print({ errors, warnings, findings }, () => reportText(examined, session.paint));
    });
}

const partNames = [
  'configuration',
  'temporal',
  'amazon',
  'shipping',
  'amazon-pay',
  'ndr',
  'stores',
  'notify',
  'inventory-hook',
] as const;

type PartName = (typeof partNames)[number];

type Examine = (session: Session, options: { notify?: true }) => Finding[] | Promise<Finding[]>;

/** What is examined only here is loaded here: the other commands start faster without it. */
const examinations: Record<PartName, Examine> = {
  configuration: examineConfiguration,

  temporal: (session) =>
    whenRead('temporal', bothOf(session.config(), session.temporal()), async ([config, temporal]) => {
      const { examineTemporal } = await import('./doctor-temporal.js');
      const { accountNames, payEnvironment } = config;
      return examineTemporal(temporal, { accountNames, payEnvironment, now: session.now });
    }),

  amazon: (session) =>
    whenRead('amazon', session.config(['amazon']), async ({ amazon }) => {
      const { examineAmazon } = await import('../../workers/examine-amazon.js');
      const stopping = new AbortController().signal;
      return examineAmazon({ ...amazon, clock: session.now, logger: createLogger('silent'), stopping });
    }),

  shipping: (session) =>
    whenRead('shipping', session.config(['amazon']), async (config) => {
      const { examineShipping } = await import('../../workers/examine-shipping.js');
      const stopping = new AbortController().signal;
      return examineShipping({ config, clock: session.now, logger: createLogger('silent'), stopping });
    }),

  'amazon-pay': (session) =>
    whenRead('amazon-pay', session.config(['amazonPay']), async (config) => {
      const { examineAmazonPay } = await import('../../workers/examine-amazon-pay.js');
      const amazon = session.config(['amazon']);
      return examineAmazonPay({ config, ...('value' in amazon ? amazon.value.amazon : {}) });
    }),

  ndr: (session) =>
    whenRead('ndr', session.config(), async ({ ndr }) => {
      const { examineNdr } = await import('../../workers/examine-ndr.js');
      const receiver = session.config(['ndrReceiver']);
      return examineNdr({
        ndr,
        receiver: 'value' in receiver ? { config: receiver.value.ndrReceiver } : { faults: receiver.faults },
      });
    }),

  stores: (session) =>
    whenRead('stores', session.config(['ledger', 'documents']), async (config) => {
      const { examineStores } = await import('../../workers/examine-stores.js');
      return examineStores(config);
    }),

  notify: (session, { notify }) =>
    whenRead('notify', session.config(['notify']), async (config) => {
      const { examineNotify } = await import('../../workers/examine-notify.js');
      return examineNotify({ config, isTested: notify === true, clock: session.now });
    }),

  'inventory-hook': (session) =>
    whenRead('inventory-hook', session.config(['inventoryHook']), async (config) => {
      const { examineInventoryHook } = await import('../../workers/examine-inventory-hook.js');
      return examineInventoryHook({ config, clock: session.now });
    }),
};

/** What goes wrong in one part ends that part only. Name and code tell enough: a message may hold anything. */
async function examinePart(part: PartName, session: Session, options: { notify?: true }): Promise<Finding[]> {
  try {
    return await examinations[part](session, options);
  } catch (error) {
    const { name } = error instanceof Error ? error : { name: 'Error' };
    const what = `The examination itself has failed (${name}, code ${systemCodeOf(error)}).`;
    return [fault({ check: part }, what, 'Examine the other parts with --only, and report it.')];
  }
}

const workerNeeds = [
  'amazon',
  'amazonPay',
  'documents',
  'ledger',
  'notify',
  'inventoryHook',
  'addressHook',
  'workerServer',
] as const satisfies ConfigNeed[];

function examineConfiguration(session: Session): Finding[] {
  const subject = { check: 'configuration' };
  const errors = [...faultsOf(session.config(workerNeeds)), ...faultsOf(session.temporal())];
  const known = new Set(errors.map(({ where }) => where));
  // The intake often runs elsewhere, where its token is.
  const ofIntake = faultsOf(session.config(['intake'])).filter(({ where }) => !known.has(where));
  return [
    ...(errors.length === 0 ? [fine(subject, 'Everything is there that the worker needs.')] : []),
    ...dryRunsOf(session),
    ...addressesOf(session),
    ...errors.map(({ where, what }) => {
      const [, problem = what, remedy = 'Correct it; .env.example explains it.'] =
        /^(is missing\.) (.+)$/s.exec(what) ?? [];
      return fault(subject, `${where} ${problem}`, remedy);
    }),
    ...ofIntake.map(({ where, what }) =>
      warning(subject, `${where} ${what}`, `Needed where "fulfillment intake" runs, and only there.`),
    ),
  ];
}

/** Somebody has to switch it off on the day of the change. */
function dryRunsOf(session: Session): Finding[] {
  const loaded = session.config();
  if ('faults' in loaded) return [];
  return loaded.value.dryRunAccounts.map((account) =>
    warning(
      { check: 'dry-run', account },
      `Account ${account} is in dry run: nothing is sent to Amazon.`,
      'docs/go-live.md says how to compare, and how to switch it off (dryRun in ACCOUNTS_FILE, or DRY_RUN).',
    ),
  );
}

/** The first status update is the departure: without an address every order of such a row waits for a person. */
function addressesOf(session: Session): Finding[] {
  const loaded = session.config();
  if ('faults' in loaded) return [];
  const { everywhere, rows } = loaded.value.labelModes;
  const lacking = rows.filter(
    ({ labelMode, carrier }) => isOwnCarrier(labelMode) && carrier.statusAddress === undefined,
  );
  return [
    ...(everywhere === 'vendor-carrier'
      ? [
          warning(
            { check: 'status-address' },
            'LABEL_MODE=vendor-carrier knows no address of the carrier, which status updates need.',
            'Use WAREHOUSES_FILE, with statusAddress in the label mode.',
          ),
        ]
      : []),
    ...lacking.map(({ account, warehouse, shipMethod }) =>
      warning(
        { check: 'status-address', account },
        `Warehouse ${warehouse}, ship method ${shipMethod}: your own carrier has no statusAddress, which status updates need.`,
        'Add it to the label mode in WAREHOUSES_FILE; until then each package waits for a person (CarrierNotConfigured).',
      ),
    ),
  ];
}

const isOwnCarrier = ({ mode }: { mode: string }): boolean => mode === 'vendor-carrier';

const faultsOf = (input: Input<unknown>): readonly Fault[] => ('faults' in input ? input.faults : []);

/** A part whose configuration cannot be read is a finding, too. */
function whenRead<T>(
  part: PartName,
  input: Input<T>,
  examine: (value: T) => Promise<Finding[]>,
): Finding[] | Promise<Finding[]> {
  if ('value' in input) return examine(input.value);
  const what = `Not examined: the configuration has faults at ${input.faults.map(({ where }) => where).join(', ')}.`;
  return [fault({ check: part }, what, 'fulfillment doctor --only configuration')];
}

function bothOf<A, B>(a: Input<A>, b: Input<B>): Input<[A, B]> {
  return 'value' in a && 'value' in b ? good([a.value, b.value]) : { faults: [...faultsOf(a), ...faultsOf(b)] };
}

/** `--only`: in the order of the report, whatever the order on the command line. */
function partsOf(given: string | undefined): Input<PartName[]> {
  if (given === undefined) return good([...partNames]);
  const named = given.split(',').map((name) => name.trim());
  const unknown = named.filter((name) => !(partNames as readonly string[]).includes(name));
  return unknown.length === 0
    ? good(partNames.filter((name) => named.includes(name)))
    : bad('--only', `${unknown.map((name) => JSON.stringify(name)).join(', ')}: there are ${partNames.join(', ')}.`);
}
