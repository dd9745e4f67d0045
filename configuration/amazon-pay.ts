import { createPrivateKey } from 'node:crypto';

import { z } from 'zod';

import type { Source } from './source.js';
import { readSecret } from './text-files.js';
import { baseUrl, missing, required } from './values.js';
import type { VariableName } from './variables.js';

/** Amazon Pay: whether and for which merchant buyers are told of deliveries. */
export interface AmazonPayConfig {
  /** Absent when none of the variables is set: no notice is sent. */
  merchant?: PayMerchantConfig;
}

export interface PayMerchantConfig {
  /** Base URL, without a slash at its end. */
  endpoint: string;
  /** As Amazon Pay's header spells it. */
  region: 'na' | 'eu' | 'jp';
  /** In the sandbox nobody is notified. */
  environment: 'live' | 'sandbox';
  publicKeyId: string;
  /** PEM of an RSA key. Secret. */
  privateKey: string;
  /** @default 'AMZN-PAY-RSASSA-PSS-V2' */
  algorithm: 'AMZN-PAY-RSASSA-PSS' | 'AMZN-PAY-RSASSA-PSS-V2';
}

const names = [
  'AMAZON_PAY_ENDPOINT',
  'AMAZON_PAY_REGION',
  'AMAZON_PAY_ENVIRONMENT',
  'AMAZON_PAY_PUBLIC_KEY_ID',
  'AMAZON_PAY_PRIVATE_KEY_FILE',
  'AMAZON_PAY_ALGORITHM',
] as const satisfies readonly VariableName[];

/** All of the merchant, or nothing: whoever sets one variable means the others too. */
export function readAmazonPay(source: Source): AmazonPayConfig | undefined {
  if (!names.some((name) => source.has(name))) return {};
  const given = source.variables(schema);
  if (given === undefined) return undefined;
  const { AMAZON_PAY_ENVIRONMENT: environment, AMAZON_PAY_PUBLIC_KEY_ID: publicKeyId } = given;
  // Such a key decides by itself: what is configured would not count.
  const [prefix = environment] = /^(live|sandbox)/.exec(publicKeyId.toLowerCase()) ?? [];
  if (prefix !== environment) {
    const what = `is a key for ${prefix}, but AMAZON_PAY_ENVIRONMENT says ${environment}. Change one of them.`;
    source.faults.push({ where: 'AMAZON_PAY_PUBLIC_KEY_ID', what });
    return undefined;
  }
  const { AMAZON_PAY_REGION: region } = given;
  return {
    merchant: {
      endpoint: given.AMAZON_PAY_ENDPOINT ?? endpoints[region],
      region: regions[region],
      environment,
      publicKeyId,
      privateKey: given.AMAZON_PAY_PRIVATE_KEY_FILE,
      algorithm: given.AMAZON_PAY_ALGORITHM,
    },
  };
}

/** The environment alone, for those that start notices and send none: the key is the worker's. */
export const readPayEnvironment = (source: Source): PayMerchantConfig['environment'] | undefined =>
  source.variables(environmentSchema)?.AMAZON_PAY_ENVIRONMENT;

/** Source: page on delivery notifications. */
const endpoints = {
  NA: 'https://pay-api.amazon.com',
  EU: 'https://pay-api.amazon.eu',
  JP: 'https://pay-api.amazon.jp',
} as const;

const regions = { NA: 'na', EU: 'eu', JP: 'jp' } as const;

const environments = ['live', 'sandbox'] as const;

const environmentSchema = z.object({ AMAZON_PAY_ENVIRONMENT: z.enum(environments).exactOptional() });

const choice = <const Values extends readonly [string, ...string[]]>(name: VariableName, values: Values) =>
  z.enum(values, { error: ({ input }) => (input === undefined ? missing(name) : undefined) });

const schema = z.object({
  AMAZON_PAY_ENDPOINT: baseUrl.exactOptional(),
  AMAZON_PAY_REGION: choice('AMAZON_PAY_REGION', ['NA', 'EU', 'JP']),
  AMAZON_PAY_ENVIRONMENT: choice('AMAZON_PAY_ENVIRONMENT', environments),
  AMAZON_PAY_PUBLIC_KEY_ID: required('AMAZON_PAY_PUBLIC_KEY_ID').regex(
    /^[A-Za-z0-9-]+$/,
    'may hold only letters, digits and hyphens.',
  ),
  AMAZON_PAY_PRIVATE_KEY_FILE: required('AMAZON_PAY_PRIVATE_KEY_FILE').transform((path, context) => {
    const secret = readSecret(path);
    const fault = 'fault' in secret ? secret.fault : faultOfKey(secret.text);
    if (fault !== undefined) context.addIssue(fault);
    return 'text' in secret ? secret.text : '';
  }),
  AMAZON_PAY_ALGORITHM: z.enum(['AMZN-PAY-RSASSA-PSS-V2', 'AMZN-PAY-RSASSA-PSS']).default('AMZN-PAY-RSASSA-PSS-V2'),
});

function faultOfKey(pem: string): string | undefined {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return undefined;
  } catch {
    // OpenSSL's words say nothing to whoever has put a wrong file there.
  }
  return 'names a file that does not hold an RSA private key. Take the .pem file from Integration Central.';
}
