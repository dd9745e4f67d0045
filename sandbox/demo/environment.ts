import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import type { LocalAmazonEnvironment } from '../amazon/local-amazon.js';
import type { DevServer } from '../temporal/dev-server.js';
import { demoNdrDesk, secretNames } from './ndr/desk-file.js';
import { demoPolicy, demoWarehouses } from './settings.js';

/** The variables that the product's commands run with. */
export type DemoEnvironment = Readonly<Record<string, string>>;

/** A new directory that holds everything the demo writes; only this user can look into it. */
export const makeDataDirectory = (): string => mkdtempSync(join(tmpdir(), 'fulfillment-demo-'));

/** Where the demo's own servers are, and what they share with the product. */
export interface DemoPlaces {
  intakePort: number;
  receiverPort: number;
  addressHook: { url: string; key: string };
  /** The variables of Amazon Pay. */
  amazonPay: DemoEnvironment;
}

/** A key as Standard Webhooks writes it. */
export const newSigningKey = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Everything the product needs to run against these two servers, with its files written into the data directory. */
export function makeEnvironment(
  directory: string,
  server: Pick<DevServer, 'address' | 'namespace' | 'pid'>,
  amazon: { environment: LocalAmazonEnvironment },
  { intakePort, receiverPort, addressHook, amazonPay }: DemoPlaces,
): DemoEnvironment {
  const account = accountOn(server);
  return {
    ...temporalVariables(directory, server),
    ...amazon.environment,
    ...amazonPay,
    SP_API_ACCOUNT: account,
    DOCUMENTS_DIR: join(directory, 'documents'),
    LEDGER_DIR: join(directory, 'ledger'),
    DOCUMENTS_KEY: `demo:${randomBytes(32).toString('base64')}`,
    INTAKE_TOKEN: randomBytes(24).toString('base64url'),
    INTAKE_PORT: String(intakePort),
    WAREHOUSES_FILE: jsonFile(directory, 'warehouses.json', demoWarehouses),
    POLICY_FILE: jsonFile(directory, 'policy.json', demoPolicy),
    NDR_FILE: jsonFile(directory, 'ndr.json', demoNdrDesk({ account, receiverPort, addressHookUrl: addressHook.url })),
    [secretNames.apiKey]: randomBytes(24).toString('base64url'),
    [secretNames.addressHook]: addressHook.key,
  };
}

/**
 * Writes what makes another terminal part of the demo: `. FILE` sets the variables and defines `fulfillment`.
 *
 * It holds secrets, if only made-up ones, so only this user can read it.
 */
export function writeShellFile(directory: string, environment: DemoEnvironment, command: string): string {
  const file = join(directory, 'demo.sh');
  const lines = [
    '# Read this in a POSIX shell while the demo runs:  . FILE',
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `fulfillment() { ${quoted(process.execPath)} ${quoted(command)} "$@"; }`,
    '',
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o600 });
  // The mode above is subject to the umask, and only for a new file.
  chmodSync(file, 0o600);
  return file;
}

/** Text as one word of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** On a server of somebody's own an earlier demo may have ended orders with the same numbers. */
const accountOn = ({ pid }: Pick<DevServer, 'pid'>): string =>
  pid === undefined ? `demo-${randomBytes(3).toString('hex')}` : 'demo';

/** A server of somebody's own may need more than its address; ours must not meet the user's own settings. */
function temporalVariables(
  directory: string,
  {
    address,
    namespace,
    pid,
  }: Parameters<typeof accountOn>[0] & {
    address: string;
    namespace: string;
  },
): DemoEnvironment {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('TEMPORAL_') && value !== undefined ? [[name, value] as const] : [],
  );
  const ours = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  return pid === undefined
    ? { ...Object.fromEntries(own), ...ours }
    : { ...ours, TEMPORAL_CONFIG_FILE: textFile(directory, 'temporal.toml', '[profile.default]\n') };
}

const jsonFile = (directory: string, name: string, content: object): string =>
  textFile(directory, name, `${JSON.stringify(content, null, 2)}\n`);

function textFile(directory: string, name: string, content: string): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}
