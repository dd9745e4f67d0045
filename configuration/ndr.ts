import { z } from 'zod';

import { reasonCodes, shipmentStatuses } from '../workflows/ndr-case/report.js';
import type { NdrRule } from '../workflows/ndr-case/policy.js';
import type { Accounts } from './accounts.js';
import { uniqueRows, whenList } from './checks.js';
import { parseKey } from './signing-keys.js';
import type { Resolve, Source } from './source.js';
import { accountName, count, duration, notifyUrl, text, timeOfDay } from './values.js';

/** The desk for non-delivery reports of India, as far as it holds no secrets. */
export interface NdrConfig {
  shippers: Shipper[];
  /** None by default: every report is a person's. */
  rules: NdrRule[];
  timing: NdrTiming;
  /** What Amazon is told when pushes are set up. */
  onboarding: { webhookUrl?: string; technicalContact?: string };
}

/** For whom pushes are taken in. */
export interface Shipper {
  account: string;
  /** Amazon's, exactly as it spells it. */
  shippingPartyAccountId: string;
  /** Applications that may push for it; empty: any. */
  appIds: string[];
}

export interface NdrTiming {
  /** How long before the due date people are warned. Too short: nobody is there to act. @default 14400000 */
  warnBeforeMs: number;
  /** Nothing is sent by a rule when less than this is left. @default 300000 */
  marginMs: number;
  /** From the last report to the end of a case. @default 1209600000 */
  closeAfterMs: number;
  /** How often it is looked whether a parcel has arrived. Too short: calls for nothing. @default 86400000 */
  lookEveryMs: number;
}

/** Where pushes come in, and how they prove where they are from. */
export interface NdrReceiverConfig {
  /** @default '127.0.0.1' */
  host: string;
  /** `0` takes any free one. @default 8090 */
  port: number;
  /** @default '/ndr' */
  path: string;
  /** Pushes that are taken in per second; what is over is answered with 429. @default 200, burst 2000 */
  rate: { perSecond: number; burst: number };
  authentication: NdrAuthentication;
}

/** The mechanisms that are enforced: a push has to pass one of them. At least one. Two secrets each while they change. */
export interface NdrAuthentication {
  apiKey?: { header: string; keys: string[] };
  queryParameter?: { name: string; keys: string[] };
  /** As Basic, and as two headers. */
  password?: { username: string; passwords: string[]; usernameHeader: string; passwordHeader: string };
  /** Tokens of the receiver's own token endpoint. */
  oauth?: { clientId: string; clientSecrets: string[]; signingKeys: Uint8Array[]; audience: string; lifetimeS: number };
  /** Tokens of somebody else's, by their public keys. */
  issuer?: { issuer: string; jwksUrl: string; audience: string };
}

/** The shipper's own system that knows addresses. */
export interface AddressHookConfig {
  /** A secret: it may carry a token in path or query. */
  url: string;
  keys: Uint8Array[];
  timeoutMs: number;
  giveUpAfterMs: number;
  retry: { firstMs: number; factor: number; maxMs: number };
}

interface NdrOptions {
  accounts: Accounts;
  withReceiver: boolean;
  withHook: boolean;
}

export interface ReadNdr {
  ndr?: NdrConfig;
  /** How long an address hook is asked, ms; 0 without one. */
  hookGiveUpMs: number;
  receiver?: NdrReceiverConfig;
  addressHook?: AddressHookConfig;
}

/** @returns what NDR_FILE says; nothing where there is none, which is a fault for the receiver. */
export function readNdr(source: Source, { accounts, withReceiver, withHook }: NdrOptions): ReadNdr {
  if (!source.has('NDR_FILE')) {
    if (withReceiver) {
      source.faults.push({
        where: 'NDR_FILE',
        what: 'is missing. Set it to the path of a JSON file; docs/ndr.md has one.',
      });
    }
    return { hookGiveUpMs: 0 };
  }
  const resolve = source.resolver('NDR_FILE');
  const file = source.file(
    'NDR_FILE',
    ndrSchema({
      accounts,
      receiver: withReceiver ? resolve : undefined,
      hook: withHook ? resolve : undefined,
    }),
  );
  if (file === undefined) return { hookGiveUpMs: 0 };
  const { receiver, addressHook, ...ndr } = file;
  if (withReceiver && receiver === undefined) {
    source.faults.push({
      where: 'NDR_FILE, receiver',
      what: 'is missing: it says how pushes prove where they are from.',
    });
  }
  return {
    ndr,
    hookGiveUpMs: addressHook?.giveUpAfterMs ?? 0,
    ...(withReceiver && receiver !== undefined ? { receiver } : {}),
    ...(withHook && addressHook !== undefined ? { addressHook } : {}),
  };
}

const isReference = (value: string): boolean => /^(env|file):./.test(value);

const reference = z
  .string()
  .refine(isReference, 'must say where the secret is, env:NAME or file:PATH, and never hold the secret itself.');

/** Where secrets are not read, their references stand for them. */
const secret = (resolve: Resolve | undefined) =>
  resolve === undefined
    ? reference
    : reference
        .transform(resolve)
        .pipe(z.string().regex(/^[\x21-\x7e]{16,}$/, 'must be at least 16 printable ASCII characters without spaces.'));

/** One, and a second one while they change. */
const secrets = (resolve: Resolve | undefined) => z.array(secret(resolve)).min(1).max(2);

const keys = (resolve: Resolve | undefined) =>
  z
    .array(reference)
    .min(1)
    .max(2)
    .transform((references, context): Uint8Array[] =>
      resolve === undefined
        ? []
        : references.flatMap((each) => {
            const key = parseKey(resolve(each, context));
            if (key === undefined) context.addIssue('must name a key: whsec_<base64 of 24 to 64 bytes>.');
            return key ?? [];
          }),
    );

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of a header.');

const authenticationSchema = (resolve: Resolve | undefined) =>
  z
    .strictObject({
      apiKey: z.strictObject({ header: headerName.default('X-API-KEY'), keys: secrets(resolve) }).exactOptional(),
      queryParameter: z.strictObject({ name: text.default('key'), keys: secrets(resolve) }).exactOptional(),
      password: z
        .strictObject({
          username: text.regex(/^[\x21-\x39\x3b-\x7e]+$/, 'must be printable ASCII without spaces and colons.'),
          passwords: secrets(resolve),
          usernameHeader: headerName.default('X-USERNAME'),
          passwordHeader: headerName.default('X-PASSWORD'),
        })
        .exactOptional(),
      oauth: z
        .strictObject({
          clientId: text.regex(/^[\x21-\x39\x3b-\x7e]+$/, 'must be printable ASCII without spaces and colons.'),
          clientSecrets: secrets(resolve),
          signingKeys: keys(resolve),
          audience: text.default('ndr'),
          lifetimeS: z.int().min(60).max(86_400).default(3_600),
        })
        .exactOptional(),
      issuer: z.strictObject({ issuer: text, jwksUrl: notifyUrl, audience: text }).exactOptional(),
    })
    .refine((mechanisms) => Object.keys(mechanisms).length > 0, {
      error: 'needs at least one of apiKey, queryParameter, password, oauth, issuer.',
    });

const receiverSchema = (resolve: Resolve | undefined) =>
  z.strictObject({
    host: text.default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(8_090),
    path: z
      .string()
      .regex(/^(\/[\w.~-]+)+$/, 'must be a path, such as /ndr.')
      .default('/ndr'),
    rate: z
      .strictObject({ perSecond: count.max(10_000).default(200), burst: count.max(100_000).default(2_000) })
      .prefault({}),
    authentication: authenticationSchema(resolve),
  });

const hookSchema = (resolve: Resolve | undefined) =>
  z.strictObject({
    url:
      resolve === undefined
        ? text
        : text.transform((value, context) => (isReference(value) ? resolve(value, context) : value)).pipe(notifyUrl),
    keys: keys(resolve),
    timeoutMs: duration.max(30_000).default(5_000),
    giveUpAfterMs: duration.default(3_600_000),
    retry: z
      .strictObject({
        firstMs: duration.default(5_000),
        factor: z.number().min(1).max(100).default(2),
        maxMs: duration.default(300_000),
      })
      .prefault({}),
  });

const condition = {
  reasonCode: z.enum(reasonCodes),
  shipmentStatus: z.enum(shipmentStatuses).exactOptional(),
};

/** No rule returns a parcel: that cannot be undone. */
const ruleSchema = z.discriminatedUnion('decide', [
  z.strictObject({ ...condition, decide: z.literal('address-hook') }),
  z.strictObject({
    ...condition,
    decide: z.literal('reschedule'),
    afterDays: z.int().min(1).max(30),
    at: timeOfDay.default('10:00'),
    workingDays: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5, 6]),
  }),
]);

const partyId = z
  .string()
  .regex(/^[!-~]([ -~]*[!-~])?$/, 'must be plain ASCII without spaces at its ends.')
  .max(100);

const shippersSchema = ({ names, withSecrets }: Accounts) =>
  z
    .array(
      z.strictObject({
        account: accountName
          .refine((name) => names.includes(name), `must be a configured account: ${names.join(', ')}.`)
          .refine(
            (name) =>
              withSecrets === undefined ||
              withSecrets.every(({ account, region }) => account !== name || region === 'EU'),
            'must be an account of region EU, where Amazon has India.',
          ),
        shippingPartyAccountId: partyId,
        appIds: z.array(text).default([]),
      }),
    )
    .min(1)
    .superRefine(uniqueRows(['shippingPartyAccountId']), whenList);

const ndrSchema = (options: { accounts: Accounts; receiver: Resolve | undefined; hook: Resolve | undefined }) =>
  z
    .strictObject({
      shippers: shippersSchema(options.accounts),
      receiver: receiverSchema(options.receiver).exactOptional(),
      addressHook: hookSchema(options.hook).exactOptional(),
      rules: z.array(ruleSchema).default([]),
      timing: z
        .strictObject({
          warnBeforeMs: duration.default(14_400_000),
          marginMs: duration.default(300_000),
          closeAfterMs: duration.default(1_209_600_000),
          lookEveryMs: duration.default(86_400_000),
        })
        .prefault({}),
      onboarding: z
        .strictObject({ webhookUrl: notifyUrl.exactOptional(), technicalContact: text.exactOptional() })
        .prefault({}),
    })
    .superRefine(({ rules, addressHook }, context) => {
      const index = rules.findIndex(({ decide }) => decide === 'address-hook');
      if (index !== -1 && addressHook === undefined) {
        context.addIssue({ code: 'custom', path: ['rules', index], message: 'needs addressHook, which is missing.' });
      }
    });
