import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { startLocalAmazon } from '../../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazonOptions } from '../../../../sandbox/amazon/options.js';
import { fakeClock } from '../clients.js';
import type { FakeClock } from '../clients.js';

/** One pair for all tests of a file, as making one takes a while. */
export const keyPair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const plainKeyId = 'AFVXMADEUPKEY';
export const livePath = '/live/v2/deliveryTrackers';
export const sandboxPath = '/sandbox/v2/deliveryTrackers';
export const boundPath = '/v2/deliveryTrackers';

/** How a request is sent; everything left out is right. */
export interface Sending {
  readonly path?: string;
  readonly publicKeyId?: string;
  readonly algorithm?: 'AMZN-PAY-RSASSA-PSS' | 'AMZN-PAY-RSASSA-PSS-V2';
  /** Default: that of the algorithm. */
  readonly saltLength?: number;
  readonly idempotencyKey?: string;
  /** Default: now by Amazon's clock, basic ISO 8601. */
  readonly date?: string;
  /** Headers in place of the right ones; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Headers that are sent and not signed. */
  readonly unsigned?: readonly string[];
  /** The order in which headers are signed. Default sorted. */
  readonly order?: (names: string[]) => string[];
  /** What is sent in place of what was signed. */
  readonly sent?: {
    readonly body?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Changes the `Authorization` header. */
  readonly authorization?: (header: string) => string;
}

/** The answer of Amazon Pay. */
export interface PayAnswer {
  readonly status: number;
  readonly body: { readonly reasonCode?: string; readonly message?: string };
}

/** A merchant with a signer of its own. */
export interface Merchant {
  readonly amazon: LocalAmazon;
  readonly clock: FakeClock;
  send(body: unknown, sending?: Sending): Promise<PayAnswer>;
}

/** Starts a local Amazon on a fake clock that knows the key of a merchant. */
export async function startWithMerchant(options: LocalAmazonOptions = {}): Promise<Merchant> {
  const clock = fakeClock();
  const plenty = { ratePerSecond: 1000, burst: 1000 };
  const amazon = await startLocalAmazon({ clock, rates: { deliveryTrackers: plenty }, ...options });
  amazon.registerPayKey({ publicKeyId: plainKeyId, publicKey: keyPair.publicKey });
  return {
    amazon,
    clock,
    async send(body, sending = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const { path = livePath, sent = {} } = sending;
      const date = new Date(clock()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
      const response = await fetch(`${amazon.url}${sent.path ?? path}`, {
        method: 'POST',
        headers: { ...signedHeaders(text, { date, ...sending }), ...sent.headers },
        body: sent.body ?? text,
      });
      return { status: response.status, body: (await response.json()) as PayAnswer['body'] };
    },
  };
}

/** A right notice of an order of the live environment. */
export function noticeOf(trackingNumber: string, fields: object = {}) {
  return {
    chargePermissionId: 'P01-1234567-1234567',
    deliveryDetails: [{ trackingNumber, carrierCode: 'UPS' }],
    ...fields,
  };
}

/** Status and code of a refusal, or `200`. */
export function verdict({ status, body }: PayAnswer): string {
  return status === 200 ? '200' : `${String(status)} ${body.reasonCode ?? ''}`;
}

function signedHeaders(body: string, sending: Sending): Record<string, string> {
  const { path = livePath, publicKeyId = plainKeyId, algorithm = 'AMZN-PAY-RSASSA-PSS-V2', idempotencyKey } = sending;
  const wanted: Record<string, string | undefined> = {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-amz-pay-date': sending.date,
    'x-amz-pay-host': 'pay-api.amazon.com',
    'x-amz-pay-idempotency-key': idempotencyKey,
    'x-amz-pay-region': 'na',
    ...sending.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const sorted = Object.keys(headers)
    .filter((name) => !(sending.unsigned ?? []).includes(name))
    .sort();
  const names = sending.order?.(sorted) ?? sorted;
  const lines = names.map((name) => `${name}:${headers[name] ?? ''}\n`).join('');
  const canonical = `POST\n${path}\n\n${lines}\n${names.join(';')}\n${sha256(body)}`;
  const signature = sign('sha256', Buffer.from(`${algorithm}\n${sha256(canonical)}`), {
    key: keyPair.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: sending.saltLength ?? (algorithm === 'AMZN-PAY-RSASSA-PSS-V2' ? 32 : 20),
  }).toString('base64');
  const header = `${algorithm} PublicKeyId=${publicKeyId}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...headers, authorization: sending.authorization?.(header) ?? header };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
