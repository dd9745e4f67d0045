import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { ClientConnectConfig } from '@temporalio/envconfig';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';

import type {
  AcknowledgementDecision,
  AcknowledgementPolicy,
  AttemptPolicy,
  DeadlinePolicy,
  PurchaseOrderPolicy,
} from './workflows/purchase-order/policy.js';
import type { LabelMode, LabelModeName, Weight } from './workflows/purchase-order/order.js';

/** Name and version, as user agents and `--version` show them. */
export const product = { name: 'amazon-fulfillment-worker', version: '0.1.0' } as const;

/**
 * Reads the whole configuration, once, at start.
 *
 * @param env the environment; empty variables count as absent.
 * @param needs the parts this command requires. What the others lack is not asked for, and their secrets are not read.
 * @throws {ConfigError} with every fault at once.
 */
export function loadConfig<const Need extends ConfigNeed = never>(
  env: Environment,
  needs: readonly Need[] = [],
): Pick<Config, Need | AlwaysLoaded> {
  const source = new Source(env);
  const isNeeded = (need: ConfigNeed): boolean => (needs as readonly ConfigNeed[]).includes(need);
  const common = source.variables(commonSchema);
  const accounts = readAccounts(source, common, isNeeded('amazon'));
  const stores = isNeeded('documents') || isNeeded('ledger') ? source.variables(storesSchema) : undefined;
  const intake = isNeeded('intake') ? source.variables(intakeSchema) : undefined;
  const policy = source.file('POLICY_FILE', policySchema) ?? policySchema.parse({});
  const labelModes = readLabelModes(source, common?.LABEL_MODE, accounts.names);
  if (source.faults.length > 0) throw new ConfigError(source.faults);

  const config: Partial<Config> = {
    logLevel: common?.LOG_LEVEL ?? 'info',
    accountNames: accounts.names,
    policy: toPolicy(policy),
    labelModes,
  };
  if (accounts.withSecrets) config.amazon = { accounts: accounts.withSecrets };
  if (stores && isNeeded('documents'))
    config.documents = { directory: stores.DOCUMENTS_DIR, keys: stores.DOCUMENTS_KEY };
  if (stores && isNeeded('ledger')) config.ledger = { directory: stores.LEDGER_DIR, keys: stores.DOCUMENTS_KEY };
  if (intake) config.intake = { host: intake.INTAKE_HOST, port: intake.INTAKE_PORT, token: intake.INTAKE_TOKEN };
  return Object.freeze(config as Config);
}

/**
 * How to reach Temporal: the SDK's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS_…`) and its configuration file.
 *
 * Pass `namespace` to the client and to the worker: a connection does not carry it.
 *
 * @throws {ConfigError} when the SDK refuses them; without its own message, which may quote the file.
 */
export function temporalConnection(env: Environment): ClientConnectConfig & { namespace: string } {
  const given = Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
    return { connectionOptions, namespace: namespace ?? 'default' };
  } catch (error) {
    const what = `cannot be used${codeOf(error)}. Check TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE and TEMPORAL_TLS_….`;
    throw new ConfigError([{ where: 'TEMPORAL_…', what }]);
  }
}

/**
 * Who labels and carries an order, or `undefined` when the table has no answer: that is a person's decision.
 *
 * The exact ship method wins over `*`. Vendor modes always carry a default weight.
 */
export function labelModeFor(
  { labelModes, amazon, policy }: Pick<Config, 'labelModes' | 'amazon' | 'policy'>,
  { account, warehouse, shipMethod }: { account: string; warehouse: string; shipMethod: string },
): LabelMode | undefined {
  const rows = labelModes.rows.filter((row) => row.account === account && row.warehouse === warehouse);
  const found =
    rows.find((row) => row.shipMethod === shipMethod)?.labelMode ??
    rows.find((row) => row.shipMethod === '*')?.labelMode ??
    (labelModes.everywhere === undefined ? undefined : { mode: labelModes.everywhere });
  if (found === undefined || found.mode === 'amazon' || found.defaultWeight !== undefined) return found;
  const region = amazon.accounts.find((row) => row.account === account)?.region;
  const unitOfMeasure = region === 'NA' ? 'LB' : 'KG';
  return { ...found, defaultWeight: policy.confirmation.defaultWeight ?? { value: '1', unitOfMeasure } };
}

/** The part of the policy that goes into the input of a purchase order's workflow. */
export function toPurchaseOrderPolicy({ acknowledgement, deadlines, attempts }: Policy): PurchaseOrderPolicy {
  const { startToCloseMs, minimumBudgetMs } = attempts;
  return { acknowledgement, deadlines, attempts: { startToCloseMs, minimumBudgetMs } };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A part of the configuration that only some commands require. */
export type ConfigNeed = 'amazon' | 'documents' | 'ledger' | 'intake';

type AlwaysLoaded = Exclude<keyof Config, ConfigNeed>;

export interface Config {
  /** @default 'info' */
  logLevel: LogLevel;
  /** Names of all accounts, also where their secrets are not read. The first is meant when none is named. */
  accountNames: string[];
  policy: Policy;
  labelModes: LabelModes;
  /** Needs `amazon`. */
  amazon: { accounts: AmazonAccount[] };
  /** Needs `documents`. */
  documents: EncryptedDirectory;
  /** Needs `ledger`. */
  ledger: EncryptedDirectory;
  /** Needs `intake`. */
  intake: IntakeConfig;
}

export type LogLevel = (typeof logLevels)[number];

/** Amazon's selling regions: NA, EU (with India and the Middle East), FE. */
export type Region = (typeof regions)[number];

/** One vendor's authorisation. */
export interface AmazonAccount {
  /** Our own name for it; part of workflow ids and task queues. */
  account: string;
  region: Region;
  /** Base URL of the Selling Partner API, without a slash at its end. */
  endpoint: string;
  /** The whole URL of Login with Amazon's token endpoint. */
  lwaEndpoint: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  /** The selling party; orders of other vendor codes are not looked for. */
  vendorCode?: string;
  /** ISO 8601, UTC: the sweep ignores older orders; events and `adopt` do not. */
  goLiveAt?: string;
  /** Whether customer invoices are read, which needs a permission of its own (India only). */
  invoices: boolean;
}

/** Where label modes come from: one for everything, or the rows of WAREHOUSES_FILE. */
export interface LabelModes {
  /** LABEL_MODE; never present together with rows. */
  everywhere?: LabelModeName;
  rows: LabelModeRow[];
}

export interface LabelModeRow {
  account: string;
  /** Warehouse code, as in `shipFromParty`. */
  warehouse: string;
  /** Amazon's code, exactly; `*` is any other. */
  shipMethod: string;
  labelMode: LabelMode;
}

export interface EncryptedDirectory {
  /** Relative to the working directory, or absolute. */
  directory: string;
  /** The first encrypts, the others only decrypt. Never empty. */
  keys: { id: string; key: Uint8Array }[];
}

export interface IntakeConfig {
  /** @default '127.0.0.1' */
  host: string;
  /** `0` takes any free port. @default 8080 */
  port: number;
  /** What callers send as `Authorization: Bearer …`; at least 16 characters unless `host` is loopback. */
  token: string;
}

/** POLICY_FILE with all defaults filled in. All durations are milliseconds. */
export interface Policy {
  acknowledgement: AcknowledgementPolicy;
  /** Defaults: acknowledge 24 h, evidence 30 min, confirm 4 h, its warning 30 min. */
  deadlines: DeadlinePolicy;
  proof: ProofPolicy;
  polling: { transaction: PollPlan; label: PollPlan };
  breaker: BreakerPolicy;
  attempts: AttemptPolicy & {
    /**
     * Deadline of one HTTP exchange with Amazon. Too short: answers are lost, and each lost answer of a write costs its
     * proof window. Too long: `startToCloseMs` has to grow with it.
     *
     * @default 15000
     */
    httpTimeoutMs: number;
  };
  worker: WorkerPolicy;
  /** Replaces Amazon's published rate of an operation, where an account has another one. */
  quotas: Partial<Record<QuotaOperation, Quota>>;
  confirmation: {
    /** Declared for a container whose weight nobody gave. Default: 1 LB in North America, 1 KG elsewhere. */
    defaultWeight?: Weight;
  };
}

/** How long it takes until silence counts as "it had no effect". */
export interface ProofPolicy {
  /**
   * Counted from the last instant at which the write could have left. Too short: something that Amazon is still
   * processing is sent again. Too long: orders wait for nothing. Source: Amazon asks to wait 30 min before a support
   * case.
   *
   * @default 1800000
   */
  windowMs: number;
  /** From then on a transaction that is still `Processing` is compared with the order itself. @default windowMs / 2 */
  evidenceAfterMs: number;
  /** Transactions that may fail with `INTERNAL_SERVER_ERROR` before a person is asked. @default 3 */
  maxFailures: number;
}

/** When a paused operation is tried again. */
export interface BreakerPolicy {
  /**
   * One order probes in this time; the others come back within three times as long. Too short: refused calls use up
   * quota. Too long: all wait although the cause is mended.
   *
   * @default a sixth of `proof.windowMs`: 5 min
   */
  probeEveryMs: number;
}

/** When Amazon is asked again. The defaults are the guide's: 1 min at first, 5 min at most. */
export interface PollPlan {
  /** @default 60000 */
  firstMs: number;
  /** Each wait is this many times the one before. @default 1.5 */
  factor: number;
  /** @default 300000 */
  maxMs: number;
}

export interface WorkerPolicy {
  /**
   * How long Temporal waits for the worker that has a workflow in its cache before any other may take over. Too short:
   * busy workers lose their cache. Too long: orders of a killed worker answer late.
   *
   * @default 10000
   */
  stickyTimeoutMs: number;
  /**
   * How long a stopping worker lets calls finish; longer than `attempts.httpTimeoutMs`. Too short: calls are cut off
   * and have to be proven. Too long: the platform kills the process first.
   *
   * @default 25000
   */
  shutdownGraceMs: number;
  /** Attempts that run or wait for a permit at once. @default 500 */
  maxConcurrentActivities: number;
  /** Workflows kept in memory: 0, or at least 2. Too many: memory; too few: histories are read again. @default 2000 */
  maxCachedWorkflows: number;
}

/** A token bucket: `burst` calls at once, then `ratePerSecond`. */
export interface Quota {
  ratePerSecond: number;
  burst: number;
}

export type QuotaOperation = (typeof quotaOperations)[number];

/** One thing that is wrong with the configuration. Holds no value of a secret. */
export interface Fault {
  /** The variable, and the path inside its file. */
  where: string;
  /** What is wrong and what to do. */
  what: string;
}

/** Everything that is wrong with the configuration. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map(({ where, what }) => `- ${where}: ${what}`);
    super(`The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${lines.join('\n')}`);
  }
}

// Names

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const regions = ['NA', 'EU', 'FE'] as const;
const labelModeNames = ['amazon', 'vendor-label', 'vendor-carrier'] as const satisfies readonly LabelModeName[];

/** Every operation that has a bucket of its own. */
export const quotaOperations = [
  'getOrders',
  'getOrder',
  'submitAcknowledgement',
  'submitShippingLabelRequest',
  'getShippingLabels',
  'getShippingLabel',
  'submitShipmentConfirmations',
  'submitShipmentStatusUpdates',
  'getPackingSlips',
  'getPackingSlip',
  'getCustomerInvoices',
  'getCustomerInvoice',
  'getTransactionStatus',
  'createRestrictedDataToken',
] as const;

/** Every variable of our own, and what a person has to put into it. */
export const variables = {
  LOG_LEVEL: 'one of trace, debug, info, warn, error, fatal, silent',
  SP_API_ACCOUNT: 'a name of your own for the vendor account',
  SP_API_REGION: 'NA, EU or FE, the region of the vendor account',
  SP_API_ENDPOINT: 'a URL that replaces the endpoint of the region',
  LWA_ENDPOINT: 'a URL that replaces the token endpoint of Login with Amazon',
  LWA_CLIENT_ID: 'the client id of your application (Developer Central, LWA credentials)',
  LWA_CLIENT_SECRET: 'the client secret of your application (Developer Central, LWA credentials)',
  LWA_REFRESH_TOKEN: 'the refresh token you received when the vendor authorised your application',
  VENDOR_CODE: 'the vendor code of the selling party',
  LABEL_MODE: 'amazon, vendor-label or vendor-carrier',
  ACCOUNTS_FILE: 'the path of a JSON file with all accounts',
  WAREHOUSES_FILE: 'the path of a JSON file with all warehouses and their label modes',
  POLICY_FILE: 'the path of a JSON file with what differs from the default policy',
  DOCUMENTS_DIR: 'a directory for the encrypted documents',
  LEDGER_DIR: 'a directory on a local disk for the ledger',
  DOCUMENTS_KEY:
    '<key id>:<base64 of 32 bytes>. Make one with: ' +
    `node -p "'k1:' + require('node:crypto').randomBytes(32).toString('base64')"`,
  INTAKE_HOST: 'the address on which events are taken in',
  INTAKE_PORT: 'the port on which events are taken in',
  INTAKE_TOKEN: 'a secret that senders of events share with you, of at least 16 characters',
} as const;

export type VariableName = keyof typeof variables;

/** Secrets that may also come from a file, named by the variable with `_FILE` at its end. */
export const secretVariables = [
  'LWA_CLIENT_SECRET',
  'LWA_REFRESH_TOKEN',
  'DOCUMENTS_KEY',
  'INTAKE_TOKEN',
] as const satisfies readonly VariableName[];

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

// Values

const missing = (name: VariableName) => `is missing. Set it to ${variables[name]}.`;

const required = (name: VariableName) => z.string({ error: () => missing(name) });

const accountName = z
  .string()
  .regex(/^[A-Za-z0-9._-]+$/, 'may hold only letters, digits, dots, underscores and hyphens.');

const url = z.string().refine(isAllowedUrl, {
  error: 'must be an https: URL without user, query and fragment. Only a loopback address may be http:.',
});

const baseUrl = url.transform((value) => value.replace(/\/+$/, ''));

const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with a time zone, such as 2026-01-01T00:00:00Z.' })
  .transform((value) => new Date(value).toISOString());

const weight: z.ZodType<Weight> = z.strictObject({
  value: z.string().regex(/^(?!0+(\.0+)?$)\d+(\.\d+)?$/, 'must be a decimal string above zero, such as "1.5".'),
  unitOfMeasure: z.enum(['KG', 'LB']),
});

/** At most 90 days: Node's timers and Temporal's retention make longer ones meaningless. */
const duration = z.int().min(1).max(7_776_000_000);
const count = z.int().min(1);
const text = z.string().min(1);

const commonSchema = z.object({
  LOG_LEVEL: z.enum(logLevels).default('info'),
  SP_API_ACCOUNT: accountName.default('default'),
  SP_API_ENDPOINT: baseUrl.exactOptional(),
  LWA_ENDPOINT: url.exactOptional(),
  LABEL_MODE: z.enum(labelModeNames).exactOptional(),
});

const singleAccountSchema = z.object({
  SP_API_REGION: z.enum(regions, {
    error: ({ input }) => (input === undefined ? missing('SP_API_REGION') : undefined),
  }),
  LWA_CLIENT_ID: required('LWA_CLIENT_ID'),
  LWA_CLIENT_SECRET: required('LWA_CLIENT_SECRET'),
  LWA_REFRESH_TOKEN: required('LWA_REFRESH_TOKEN'),
  VENDOR_CODE: text.exactOptional(),
});

const storesSchema = z.object({
  DOCUMENTS_DIR: text.default('./data/documents'),
  LEDGER_DIR: text.default('./data/ledger'),
  DOCUMENTS_KEY: required('DOCUMENTS_KEY').transform((value, context) => {
    const keys = value.split(',').map((entry) => parseKey(entry.trim()));
    const whole = keys.filter((key) => key !== undefined);
    const ids = new Set(whole.map(({ id }) => id));
    if (whole.length < keys.length) {
      context.addIssue(`does not hold a key. Each key is ${variables.DOCUMENTS_KEY}`);
    } else if (ids.size < whole.length) {
      context.addIssue('names two keys alike. Give every key an id of its own.');
    }
    return whole;
  }),
});

const intakeVariables = z.object({
  INTAKE_HOST: text.default('127.0.0.1'),
  INTAKE_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port between 0 and 65535.')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port between 0 and 65535.')
    .default(8080),
  INTAKE_TOKEN: required('INTAKE_TOKEN').regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces.'),
});

/** A token that only this machine can try may be short; one that a network can try may not. */
const hasLongToken = ({ INTAKE_HOST, INTAKE_TOKEN }: z.output<typeof intakeVariables>): boolean =>
  isLoopback(INTAKE_HOST) || INTAKE_TOKEN.length >= 16;

const intakeSchema = intakeVariables.refine(hasLongToken, {
  path: ['INTAKE_TOKEN'],
  error: 'must have at least 16 characters where INTAKE_HOST is not a loopback address.',
});

const isReference = (value: string): boolean => /^(env|file):./.test(value);

const reference = z
  .string()
  .refine(isReference, 'must say where the secret is, env:NAME or file:PATH, and never hold the secret itself.');

/** The secrets of an account are names of their sources; `resolve` says what becomes of them. */
const accountsSchema = (resolve: (reference: string, context: z.RefinementCtx) => string) =>
  z.strictObject({
    accounts: z
      .array(
        z.strictObject({
          account: accountName,
          region: z.enum(regions),
          endpoint: baseUrl.exactOptional(),
          lwaEndpoint: url.exactOptional(),
          vendorCode: text.exactOptional(),
          clientId: text.transform((value, context) => (isReference(value) ? resolve(value, context) : value)),
          clientSecret: reference.transform(resolve),
          refreshToken: reference.transform(resolve),
          goLiveAt: instant.exactOptional(),
          invoices: z.boolean().default(false),
          notifyUrl: url.exactOptional(),
          secretIssuedAt: z.iso.date('must be a date, such as 2026-01-01.').exactOptional(),
        }),
      )
      .min(1)
      .superRefine(unique(['account']), { when: isArrayPayload }),
  });

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 14:00.');

const labelModeSchema = z.strictObject({
  shipMethod: text,
  mode: z.enum(labelModeNames),
  scacCode: text.exactOptional(),
  carrier: text.exactOptional(),
  defaultWeight: weight.exactOptional(),
  dialect: z.enum(['X12', 'EDIFACT']).exactOptional(),
  statusAddress: z
    .strictObject({
      name: text,
      addressLine1: text,
      addressLine2: text.exactOptional(),
      city: text.exactOptional(),
      stateOrRegion: text.exactOptional(),
      postalCode: text.exactOptional(),
      countryCode: z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two letters, such as US.'),
    })
    .exactOptional(),
});

const warehousesSchema = z.strictObject({
  warehouses: z
    .array(
      z.strictObject({
        account: accountName.exactOptional(),
        partyId: text,
        timeZone: z.string().refine(isTimeZone, 'must be a time zone, such as America/Chicago.').exactOptional(),
        workingDays: z.array(z.int().min(1).max(7)).exactOptional(),
        labelCutOff: timeOfDay.exactOptional(),
        pickups: z.array(timeOfDay).exactOptional(),
        waitForPacking: z.boolean().exactOptional(),
        labelModes: z
          .array(labelModeSchema)
          .min(1)
          .superRefine(unique(['shipMethod']), { when: isArrayPayload }),
      }),
    )
    .superRefine(unique(['account', 'partyId']), { when: isArrayPayload }),
});

const decision = {
  code: text.exactOptional(),
  description: text.exactOptional(),
};

const ruleSchema = z
  .strictObject({
    decide: z.enum(['accept', 'reject', 'ask']),
    ...decision,
    warehouse: text.exactOptional(),
    shipMethod: text.exactOptional(),
    vendorProductIdentifier: text.exactOptional(),
    buyerProductIdentifier: text.exactOptional(),
  })
  .superRefine(
    (rule, context) => {
      checkDecision(rule, context);
      if (
        !['warehouse', 'shipMethod', 'vendorProductIdentifier', 'buyerProductIdentifier'].some((key) => key in rule)
      ) {
        context.addIssue(
          'matches every order. Name a warehouse, shipMethod, vendorProductIdentifier or buyerProductIdentifier.',
        );
      }
    },
    { when: isRecordPayload },
  )
  .transform(({ decide, code, description, ...conditions }) => ({
    ...conditions,
    ...toDecision({ decide, code, description }),
  }));

const pollPlanSchema = z
  .strictObject({
    firstMs: duration.default(60_000),
    factor: z.number().min(1).max(100).default(1.5),
    maxMs: duration.default(300_000),
  })
  .prefault({});

const policySchema = z
  .strictObject({
    acknowledgement: z
      .strictObject({
        decide: z.enum(['accept', 'reject', 'ask']).default('accept'),
        ...decision,
        acknowledgeAfterMs: z.int().min(0).default(0),
        rules: z.array(ruleSchema).default([]),
      })
      .superRefine(checkDecision, { when: isRecordPayload })
      .transform(({ acknowledgeAfterMs, rules, decide, code, description }) => ({
        ...toDecision({ decide, code, description }),
        acknowledgeAfterMs,
        rules,
      }))
      .prefault({}),
    deadlines: z
      .strictObject({
        acknowledgeMs: duration.default(86_400_000),
        evidenceMs: duration.default(1_800_000),
        confirmMs: duration.default(14_400_000),
        confirmWarningMs: duration.default(1_800_000),
      })
      .prefault({}),
    proof: z
      .strictObject({
        windowMs: duration.default(1_800_000),
        evidenceAfterMs: duration.exactOptional(),
        maxFailures: count.default(3),
      })
      .prefault({}),
    polling: z.strictObject({ transaction: pollPlanSchema, label: pollPlanSchema }).prefault({}),
    breaker: z.strictObject({ probeEveryMs: duration.exactOptional() }).prefault({}),
    attempts: z
      .strictObject({
        startToCloseMs: duration.max(45_000).default(45_000),
        httpTimeoutMs: duration.default(15_000),
        minimumBudgetMs: duration.default(1_800_000),
      })
      .prefault({}),
    worker: z
      .strictObject({
        stickyTimeoutMs: duration.default(10_000),
        shutdownGraceMs: duration.default(25_000),
        maxConcurrentActivities: count.default(500),
        maxCachedWorkflows: z
          .int()
          .min(0)
          .refine((size) => size !== 1, 'must be 0 or at least 2.')
          .default(2_000),
      })
      .prefault({}),
    quotas: z
      .partialRecord(
        z.enum(quotaOperations),
        z.strictObject({ ratePerSecond: z.number().positive().max(1_000), burst: count.max(1_000) }),
      )
      .default({}),
    confirmation: z.strictObject({ defaultWeight: weight.exactOptional() }).prefault({}),
  })
  .superRefine(checkRelations, { when: isRecordPayload });

/** What an attempt needs besides its HTTP exchange: waiting for a permit, and reading and writing the ledger. */
const waitingMs = 2_000;
const marginMs = 1_000;

/** Numbers that make sense only together; checked wherever both are numbers, whatever else is wrong. */
const relations: { of: string; to: string; holds: (of: number, to: number) => boolean; must: string }[] = [
  {
    of: 'attempts.startToCloseMs',
    to: 'attempts.httpTimeoutMs',
    holds: (of, to) => of >= to + waitingMs + marginMs,
    must: `be at least attempts.httpTimeoutMs + ${waitingMs + marginMs}: an attempt waits, calls and records`,
  },
  {
    of: 'attempts.minimumBudgetMs',
    to: 'attempts.startToCloseMs',
    holds: (of, to) => of >= to,
    must: 'be at least attempts.startToCloseMs, or no attempt could end',
  },
  {
    of: 'worker.shutdownGraceMs',
    to: 'attempts.httpTimeoutMs',
    holds: (of, to) => of > to,
    must: 'be more than attempts.httpTimeoutMs, or calls in flight are cut off',
  },
  {
    of: 'acknowledgement.acknowledgeAfterMs',
    to: 'deadlines.acknowledgeMs',
    holds: (of, to) => of < to,
    must: 'be less than deadlines.acknowledgeMs',
  },
  {
    of: 'deadlines.confirmWarningMs',
    to: 'deadlines.confirmMs',
    holds: (of, to) => of < to,
    must: 'be less than deadlines.confirmMs',
  },
  {
    of: 'proof.evidenceAfterMs',
    to: 'proof.windowMs',
    holds: (of, to) => of <= to,
    must: 'be at most proof.windowMs',
  },
  ...['transaction', 'label', 'evidence'].map((plan) => ({
    of: `polling.${plan}.firstMs`,
    to: `polling.${plan}.maxMs`,
    holds: (of: number, to: number) => of <= to,
    must: `be at most polling.${plan}.maxMs`,
  })),
];

function checkRelations(policy: unknown, context: z.RefinementCtx): void {
  for (const { of, to, holds, must } of relations) {
    const [a, b] = [numberAt(policy, of), numberAt(policy, to)];
    if (a === undefined || b === undefined || holds(a, b)) continue;
    context.addIssue({ code: 'custom', path: of.split('.'), message: `must ${must}.` });
  }
}

function numberAt(value: unknown, path: string): number | undefined {
  const found = path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
  return typeof found === 'number' ? found : undefined;
}

function checkDecision(given: { decide?: unknown; code?: unknown; description?: unknown }, context: z.RefinementCtx) {
  const { decide, code } = given;
  const isCode = typeof code === 'string' && /^\d\d$/.test(code) && code !== '00';
  if (decide === 'reject' && !isCode) {
    context.addIssue({
      code: 'custom',
      path: ['code'],
      message: 'must be two digits, and not 00, to reject an order.',
    });
  }
  if (decide === 'accept' || decide === 'ask') {
    for (const key of ['code', 'description'] as const) {
      if (given[key] === undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: 'belongs to "decide": "reject" only. Remove it.' });
    }
  }
}

function toDecision(given: {
  decide: 'accept' | 'reject' | 'ask';
  code: string | undefined;
  description: string | undefined;
}): AcknowledgementDecision {
  const { decide, code = '', description } = given;
  if (decide !== 'reject') return { decide };
  return description === undefined ? { decide, code } : { decide, code, description };
}

/** Refuses a second row with the same values in all `fields`; a row without one of them counts as having none. */
function unique(fields: string[]): (rows: unknown[], context: z.RefinementCtx) => void {
  return (rows, context) => {
    const seen = new Set<string>();
    rows.forEach((row, index) => {
      if (!isRecord(row)) return;
      const id = JSON.stringify(fields.map((field) => row[field] ?? null));
      if (seen.has(id)) {
        const message = `is there twice: the same ${fields.join(' and ')} as in an earlier row. Remove one.`;
        context.addIssue({ code: 'custom', path: [index], message });
      }
      seen.add(id);
    });
  };
}

function isArrayPayload({ value }: { value: unknown }): boolean {
  return Array.isArray(value);
}

function isRecordPayload({ value }: { value: unknown }): boolean {
  return isRecord(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAllowedUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(value);
  if (username + password + search + hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function isLoopback(hostname: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(hostname) || /^127(\.\d+){3}$/.test(hostname);
}

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function parseKey(entry: string): { id: string; key: Uint8Array } | undefined {
  const [, id, base64] = /^([A-Za-z0-9._-]+):([A-Za-z0-9+/]{43}=)$/.exec(entry) ?? [];
  if (id === undefined || base64 === undefined) return undefined;
  return { id, key: Buffer.from(base64, 'base64') };
}

// Defaults, derived values and cross-checks

/** Source: Amazon's list of Selling Partner API endpoints. */
const regionEndpoints: Record<Region, string> = {
  NA: 'https://sellingpartnerapi-na.amazon.com',
  EU: 'https://sellingpartnerapi-eu.amazon.com',
  FE: 'https://sellingpartnerapi-fe.amazon.com',
};

/** The same in all regions. Source: Amazon's own clients. */
const defaultLwaEndpoint = 'https://api.amazon.com/auth/o2/token';

interface Accounts {
  names: string[];
  /** Absent when they are not needed, or faulty. */
  withSecrets?: AmazonAccount[];
}

function readAccounts(source: Source, common: Common | undefined, isNeeded: boolean): Accounts {
  if (source.has('ACCOUNTS_FILE')) return readAccountsFile(source, common, isNeeded);
  const account = common?.SP_API_ACCOUNT ?? 'default';
  const single = isNeeded ? source.variables(singleAccountSchema) : undefined;
  if (single === undefined) return { names: [account] };
  const withSecrets: AmazonAccount = {
    account,
    ...endpointsOf(single.SP_API_REGION, common),
    clientId: single.LWA_CLIENT_ID,
    clientSecret: single.LWA_CLIENT_SECRET,
    refreshToken: single.LWA_REFRESH_TOKEN,
    invoices: false,
  };
  if (single.VENDOR_CODE !== undefined) withSecrets.vendorCode = single.VENDOR_CODE;
  return { names: [account], withSecrets: [withSecrets] };
}

function readAccountsFile(source: Source, common: Common | undefined, isNeeded: boolean): Accounts {
  const resolve = isNeeded ? source.resolver('ACCOUNTS_FILE') : (value: string) => value;
  const rows = source.file('ACCOUNTS_FILE', accountsSchema(resolve))?.accounts ?? [];
  const names = rows.map(({ account }) => account);
  if (!isNeeded) return { names };
  const withSecrets = rows.map(({ region, endpoint, lwaEndpoint, notifyUrl, secretIssuedAt, ...row }) => {
    const defaults = endpointsOf(region, common);
    return {
      ...row,
      ...defaults,
      endpoint: endpoint ?? defaults.endpoint,
      lwaEndpoint: lwaEndpoint ?? defaults.lwaEndpoint,
    };
  });
  return { names, withSecrets };
}

function endpointsOf(
  region: Region,
  common: Common | undefined,
): Pick<AmazonAccount, 'region' | 'endpoint' | 'lwaEndpoint'> {
  return {
    region,
    endpoint: common?.SP_API_ENDPOINT ?? regionEndpoints[region],
    lwaEndpoint: common?.LWA_ENDPOINT ?? defaultLwaEndpoint,
  };
}

function readLabelModes(source: Source, everywhere: LabelModeName | undefined, accounts: string[]): LabelModes {
  if (!source.has('WAREHOUSES_FILE')) return everywhere === undefined ? { rows: [] } : { everywhere, rows: [] };
  const [firstAccount, ...otherAccounts] = accounts;
  const warehouses = source.file('WAREHOUSES_FILE', warehousesSchema)?.warehouses ?? [];
  const rows = warehouses.flatMap(({ account, partyId, labelModes }, index) => {
    const owner = account ?? firstAccount ?? '';
    if (account === undefined && otherAccounts.length > 0) {
      source.faults.push({
        where: `WAREHOUSES_FILE, warehouses[${index}].account`,
        what: `is missing. Name one of ${accounts.join(', ')}.`,
      });
    }
    return labelModes.map(({ shipMethod, mode, scacCode, carrier, defaultWeight }) => ({
      account: owner,
      warehouse: partyId,
      shipMethod,
      labelMode: {
        mode,
        ...(scacCode !== undefined && { scacCode }),
        ...(carrier !== undefined && { carrier }),
        ...(defaultWeight !== undefined && { defaultWeight }),
      },
    }));
  });
  return { rows };
}

function toPolicy({ proof, ...policy }: z.output<typeof policySchema>): Policy {
  return {
    ...policy,
    proof: { ...proof, evidenceAfterMs: proof.evidenceAfterMs ?? Math.floor(proof.windowMs / 2) },
    breaker: { probeEveryMs: policy.breaker.probeEveryMs ?? Math.ceil(proof.windowMs / 6) },
  };
}

// Reading

type Common = z.output<typeof commonSchema>;

/** Environment and files. Faults gather here, so that one run reports them all. */
class Source {
  readonly faults: Fault[] = [];
  constructor(private readonly env: Environment) {}

  has(name: VariableName): boolean {
    return this.read(name) !== undefined;
  }

  /** The variables that a schema names, or `undefined` when any of them is faulty. */
  variables<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): z.output<z.ZodObject<Shape>> | undefined {
    const given: Record<string, string> = {};
    const origins: Record<string, string> = {};
    const unreadable = new Set<string>();
    for (const name of Object.keys(schema.shape)) {
      const isFromFile = this.read(`${name}_FILE`) !== undefined && isSecretVariable(name);
      origins[name] = isFromFile ? `${name}_FILE` : name;
      const value = isFromFile ? this.secretFile(name) : this.read(name);
      if (value !== undefined) given[name] = value;
      else if (isFromFile) unreadable.add(name);
    }
    const parsed = schema.safeParse(given, { error: explain });
    for (const { path, message } of parsed.error?.issues ?? []) {
      const name = String(path[0]);
      if (!unreadable.has(name)) this.faults.push({ where: origins[name] ?? name, what: message });
    }
    return parsed.data;
  }

  /** The content of a JSON file, or `undefined` when its variable is absent or anything in it is faulty. */
  file<Schema extends z.ZodType>(name: VariableName, schema: Schema): z.output<Schema> | undefined {
    const path = this.read(name);
    if (path === undefined) return undefined;
    const content = readText(path);
    const json = 'fault' in content ? { fault: `names a file that ${content.fault}` } : parseJson(content.text);
    if ('fault' in json) {
      this.faults.push({ where: name, what: json.fault });
      return undefined;
    }
    const parsed = schema.safeParse(json.value, { error: explain });
    for (const issue of parsed.error?.issues ?? []) {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      for (const inner of paths) this.faults.push({ where: placeIn(name, inner), what: issue.message });
    }
    return parsed.data;
  }

  /** Turns `env:NAME` and `file:PATH` (relative to the file that says so) into what they name. */
  resolver(file: VariableName): (reference: string, context: z.RefinementCtx) => string {
    const directory = dirname(resolve(this.read(file) ?? '.'));
    return (reference, context) => {
      const [kind, name] = [reference.slice(0, reference.indexOf(':')), reference.slice(reference.indexOf(':') + 1)];
      if (kind === 'env') {
        const value = this.read(name);
        if (value === undefined) {
          const variable = /^[A-Z_][A-Z0-9_]*$/.test(name) ? `the environment variable ${name}` : 'a variable';
          context.addIssue(`names ${variable}, which is not set. Set it.`);
        }
        return value ?? '';
      }
      const secret = readSecret(resolve(directory, name));
      if ('fault' in secret) context.addIssue(secret.fault);
      return 'fault' in secret ? '' : secret.text;
    };
  }

  private secretFile(name: string): string | undefined {
    const where = `${name}_FILE`;
    if (this.read(name) !== undefined) {
      this.faults.push({ where, what: `is set together with ${name}. Remove one of them.` });
      return undefined;
    }
    const secret = readSecret(this.read(where) ?? '');
    if ('text' in secret) return secret.text;
    this.faults.push({ where, what: secret.fault });
    return undefined;
  }

  private read(name: string): string | undefined {
    const value = this.env[name]?.trim();
    return value === '' ? undefined : value;
  }
}

const isSecretVariable = (name: string): boolean => (secretVariables as readonly string[]).includes(name);

function readText(path: string): { text: string } | { fault: string } {
  try {
    return {
      text: readFileSync(path, 'utf8')
        .replace(/^\uFEFF/, '')
        .trim(),
    };
  } catch (error) {
    return { fault: `cannot be read${codeOf(error)}. Check its path and permissions.` };
  }
}

function readSecret(path: string): { text: string } | { fault: string } {
  const content = readText(path);
  if ('fault' in content) return { fault: `names a file that ${content.fault}` };
  const text = content.text.trim();
  return text === '' ? { fault: 'names a file that is empty. Write the secret into it.' } : { text };
}

/** Lines that hold nothing but a comment are let through. The parser's message is not: it quotes the file. */
function parseJson(text: string): { value: unknown } | { fault: string } {
  const json = text.replace(/^[ \t]*\/\/.*$/gm, (comment) => ' '.repeat(comment.length));
  try {
    return { value: JSON.parse(json) as unknown };
  } catch (error) {
    const [, position] = /position (\d+)/.exec(String(error)) ?? [];
    if (position === undefined) return { fault: 'names a file that is not JSON. Check its syntax.' };
    const before = json.slice(0, Number(position)).split('\n');
    return {
      fault: `names a file that is not JSON: see line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`,
    };
  }
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? ` (${code})` : '';
}

const placeIn = (file: string, path: PropertyKey[]): string => {
  const inside = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return inside === '' ? file : `${file}, ${inside.replace(/^\./, '')}`;
};

/** What is wrong, from the rule and never from the value. */
function explain(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type' || issue.code === 'invalid_value') {
    const problem = issue.input === undefined ? 'is missing; it ' : '';
    if (issue.code === 'invalid_type') return `${problem}must be ${typeNames[issue.expected] ?? issue.expected}.`;
    return `${problem}must be one of ${issue.values.map(String).join(', ')}.`;
  }
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return 'must not be empty.';
      return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}.`;
    case 'too_big':
      return `must be at most ${issue.maximum}.`;
    case 'unrecognized_keys':
      return 'is unknown. Remove it, or correct its spelling.';
    default:
      return 'is not valid.';
  }
}

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
