/** Environment variables, as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable of our own, and what a person has to put into it. */
export const variables = {
  LOG_LEVEL: 'one of trace, debug, info, warn, error, fatal, silent',
  SP_API_ACCOUNT: 'a name of your own for the vendor account',
  SP_API_REGION: 'NA, EU or FE, the region of the vendor account',
  SP_API_ENDPOINT: 'a URL that replaces the endpoint of the region',
  LWA_ENDPOINT: 'a URL that replaces the token endpoint of Login with Amazon',
  LWA_CLIENT_ID: 'the client id of your application (Developer Central, LWA credentials)',
  LWA_CLIENT_SECRET: 'the client secret of your application (Developer Central, LWA credentials)',
  LWA_CLIENT_SECRET_ISSUED_AT: 'the date on which the client secret was issued, such as 2026-01-01',
  LWA_REFRESH_TOKEN: 'the refresh token you received when the vendor authorised your application',
  DRY_RUN: 'true to send nothing to Amazon, or false',
  VENDOR_CODE: 'the vendor code of the selling party',
  LABEL_MODE: 'amazon, vendor-label or vendor-carrier',
  AMAZON_PAY_ENDPOINT: 'a URL that replaces the endpoint of the region',
  AMAZON_PAY_REGION: 'NA, EU or JP, the region of the merchant account',
  AMAZON_PAY_ENVIRONMENT: 'live or sandbox',
  AMAZON_PAY_PUBLIC_KEY_ID: 'the public key id of your key pair (Integration Central, API keys)',
  AMAZON_PAY_PRIVATE_KEY_FILE: 'the path of the private key of your key pair, PEM',
  AMAZON_PAY_ALGORITHM: 'AMZN-PAY-RSASSA-PSS-V2 or AMZN-PAY-RSASSA-PSS',
  ACCOUNTS_FILE: 'the path of a JSON file with all accounts',
  WAREHOUSES_FILE: 'the path of a JSON file with all warehouses and their label modes',
  POLICY_FILE: 'the path of a JSON file with what differs from the default policy',
  NDR_FILE: 'the path of a JSON file for the non-delivery desk (docs/ndr.md)',
  DOCUMENTS_DIR: 'a directory for the encrypted documents',
  LEDGER_DIR: 'a directory on a local disk for the ledger',
  DOCUMENTS_KEY:
    '<key id>:<base64 of 32 bytes>. Make one with: ' +
    `node -p "'k1:' + require('node:crypto').randomBytes(32).toString('base64')"`,
  INTAKE_HOST: 'the address on which events are taken in',
  INTAKE_PORT: 'the port on which events are taken in',
  INTAKE_TOKEN: 'a secret that senders of events share with you, of at least 16 characters',
  NOTIFY_URL: 'the URL to which notices are sent',
  NOTIFY_KEY:
    'whsec_<base64 of 24 to 64 bytes>. Make one with: ' +
    `node -p "'whsec_' + require('node:crypto').randomBytes(32).toString('base64')"`,
  NOTIFY_DIR: 'a directory for notices that are not delivered yet',
  INVENTORY_HOOK_URL: 'the URL of your own system that decides on orders',
  INVENTORY_HOOK_KEY:
    'whsec_<base64 of 24 to 64 bytes>. Make one with: ' +
    `node -p "'whsec_' + require('node:crypto').randomBytes(32).toString('base64')"`,
  WORKER_HOST: "the address of the worker's HTTP server",
  WORKER_PORT: "the port of the worker's HTTP server",
} as const;

export type VariableName = keyof typeof variables;

/** Secrets that may also come from a file, named by the variable with `_FILE` at its end. */
export const secretVariables = [
  'LWA_CLIENT_SECRET',
  'LWA_REFRESH_TOKEN',
  'DOCUMENTS_KEY',
  'INTAKE_TOKEN',
  'NOTIFY_URL',
  'NOTIFY_KEY',
  'INVENTORY_HOOK_URL',
  'INVENTORY_HOOK_KEY',
] as const satisfies readonly VariableName[];

export const isSecretVariable = (name: string): boolean => (secretVariables as readonly string[]).includes(name);

/** Variables of Temporal's SDK that most installations need; it knows more. */
export const temporalVariables = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_SERVER_NAME',
  'TEMPORAL_CONFIG_FILE',
  'TEMPORAL_PROFILE',
] as const;

/** Whether each variable is set, by name and without its value: for those who help from afar. */
export function whichAreSet(env: Environment): Record<string, boolean> {
  const names = [...Object.keys(variables), ...secretVariables.map((name) => `${name}_FILE`), ...temporalVariables];
  return Object.fromEntries(names.map((name) => [name, Object.hasOwn(env, name) && (env[name] ?? '').trim() !== '']));
}
