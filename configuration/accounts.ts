import { z } from 'zod';

import { uniqueRows, whenList } from './checks.js';
import type { Common } from './common.js';
import type { Resolve, Source } from './source.js';
import type { StatusDialect } from './status-dialect.js';
import { statusDialect } from './status-dialect.js';
import { accountName, baseUrl, dateOfIssue, instant, missing, notifyUrl, required, text, url } from './values.js';

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
  /** The code list of status updates, where a label mode names none. Absent: by region. */
  dialect?: StatusDialect;
  /** Whether orders that begin now are recorded, and nothing is sent to Amazon. */
  dryRun: boolean;
  /** ISO 8601 date: when `clientSecret` was issued. Without it nobody is warned before Amazon lets it expire. */
  secretIssuedAt?: string;
}

export interface Accounts {
  names: string[];
  /** Those of the names that are in dry run. */
  dryRun: string[];
  /** Absent when they are not asked for, or faulty. */
  withSecrets?: AmazonAccount[];
  /** The accounts that have a URL of their own; empty when it is not asked for. */
  notifyUrls: Record<string, string>;
}

interface AccountsOptions {
  common: Common | undefined;
  withSecrets: boolean;
  withNotifyUrls: boolean;
  /** Epoch ms. */
  now: number;
}

/** Accounts of ACCOUNTS_FILE, or the one of the variables. */
export function readAccounts(source: Source, options: AccountsOptions): Accounts {
  return source.has('ACCOUNTS_FILE') ? readAccountsFile(source, options) : readSingleAccount(source, options);
}

function readSingleAccount(source: Source, { common, withSecrets, now }: AccountsOptions): Accounts {
  const account = common?.SP_API_ACCOUNT ?? 'default';
  const isDryRun = common?.DRY_RUN ?? false;
  const found = { names: [account], dryRun: isDryRun ? [account] : [], notifyUrls: {} };
  const single = withSecrets ? source.variables(singleAccountSchema(now)) : undefined;
  if (single === undefined) return found;
  const row: AmazonAccount = {
    account,
    ...endpointsOf(single.SP_API_REGION, common),
    clientId: single.LWA_CLIENT_ID,
    clientSecret: single.LWA_CLIENT_SECRET,
    refreshToken: single.LWA_REFRESH_TOKEN,
    invoices: false,
    dryRun: isDryRun,
  };
  if (single.VENDOR_CODE !== undefined) row.vendorCode = single.VENDOR_CODE;
  if (single.LWA_CLIENT_SECRET_ISSUED_AT !== undefined) row.secretIssuedAt = single.LWA_CLIENT_SECRET_ISSUED_AT;
  return { ...found, withSecrets: [row] };
}

function readAccountsFile(source: Source, options: AccountsOptions): Accounts {
  const { common, withSecrets, withNotifyUrls, now } = options;
  // Whoever sets it believes that nothing is sent.
  if (common?.DRY_RUN === true) {
    source.faults.push({
      where: 'DRY_RUN',
      what: 'is for the one account of the variables. Remove it, and write "dryRun": true into ACCOUNTS_FILE.',
    });
  }
  const resolve = source.resolver('ACCOUNTS_FILE');
  const schema = accountsSchema({
    secrets: withSecrets ? resolve : unresolved,
    notifyUrls: withNotifyUrls ? resolve : undefined,
    now,
  });
  const rows = source.file('ACCOUNTS_FILE', schema)?.accounts ?? [];
  const accounts: Accounts = {
    names: rows.map(({ account }) => account),
    dryRun: rows.filter(({ dryRun }) => dryRun).map(({ account }) => account),
    notifyUrls: {},
  };
  if (withNotifyUrls) {
    accounts.notifyUrls = Object.fromEntries(
      rows.flatMap((row) => (row.notifyUrl === undefined ? [] : [[row.account, row.notifyUrl]])),
    );
  }
  if (withSecrets) {
    accounts.withSecrets = rows.map(({ notifyUrl, ...row }) => ({ ...endpointsOf(row.region, common), ...row }));
  }
  return accounts;
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

const regions = ['NA', 'EU', 'FE'] as const;

/** Source: Amazon's list of Selling Partner API endpoints. */
const regionEndpoints: Record<Region, string> = {
  NA: 'https://sellingpartnerapi-na.amazon.com',
  EU: 'https://sellingpartnerapi-eu.amazon.com',
  FE: 'https://sellingpartnerapi-fe.amazon.com',
};

/** The same in all regions. Source: Amazon's own clients. */
const defaultLwaEndpoint = 'https://api.amazon.com/auth/o2/token';

const singleAccountSchema = (now: number) =>
  z.object({
    SP_API_REGION: z.enum(regions, {
      error: ({ input }) => (input === undefined ? missing('SP_API_REGION') : undefined),
    }),
    LWA_CLIENT_ID: required('LWA_CLIENT_ID'),
    LWA_CLIENT_SECRET: required('LWA_CLIENT_SECRET'),
    LWA_CLIENT_SECRET_ISSUED_AT: dateOfIssue(now).exactOptional(),
    LWA_REFRESH_TOKEN: required('LWA_REFRESH_TOKEN'),
    VENDOR_CODE: text.exactOptional(),
  });

/** For a command that does without the secret. */
const unresolved: Resolve = (reference) => reference;

const isReference = (value: string): boolean => /^(env|file):./.test(value);

const reference = z
  .string()
  .refine(isReference, 'must say where the secret is, env:NAME or file:PATH, and never hold the secret itself.');

/** The secrets of an account are names of their sources; each `Resolve` says what becomes of them. */
const accountsSchema = (options: { secrets: Resolve; notifyUrls: Resolve | undefined; now: number }) =>
  z.strictObject({
    accounts: z
      .array(
        z.strictObject({
          account: accountName,
          region: z.enum(regions),
          endpoint: baseUrl.exactOptional(),
          lwaEndpoint: url.exactOptional(),
          vendorCode: text.exactOptional(),
          clientId: text.transform((value, context) => (isReference(value) ? options.secrets(value, context) : value)),
          clientSecret: reference.transform(options.secrets),
          refreshToken: reference.transform(options.secrets),
          goLiveAt: instant.exactOptional(),
          invoices: z.boolean().default(false),
          dialect: statusDialect.exactOptional(),
          dryRun: z.boolean().default(false),
          notifyUrl: notifyUrlOrReference(options.notifyUrls).exactOptional(),
          secretIssuedAt: dateOfIssue(options.now).exactOptional(),
        }),
      )
      .min(1)
      .superRefine(uniqueRows(['account']), whenList),
  });

const notifyUrlSource = z.string().refine((value) => isReference(value) || notifyUrl.safeParse(value).success, {
  error:
    'must be an https: URL without user and fragment (only a loopback address may be http:), ' +
    'or say where it is, env:NAME or file:PATH.',
});

/** Many receivers carry a token in their URL, so it may be treated as a secret. */
const notifyUrlOrReference = (resolve: Resolve | undefined) =>
  resolve === undefined
    ? notifyUrlSource
    : notifyUrlSource
        .transform((value, context) => (isReference(value) ? resolve(value, context) : value))
        .pipe(notifyUrl);
