import type { Rate } from '../options.js';
import type { Answer } from '../replies.js';
import { header, mediaType, parsedJson } from '../wire.js';
import type { WireRequest } from '../wire.js';
import type { World } from '../world.js';
import { sha256Hex } from './canonical-request.js';
import { readNotice } from './notice-request.js';
import type { PayEnvironment } from './pay-key.js';
import { invalidParameter, payError, payRefusals } from './replies.js';
import { signerOf } from './signed-request.js';
import type { Signer } from './signed-request.js';

/** Where notices are sent, by the kind of key. */
export const deliveryTrackersPaths = [
  '/v2/deliveryTrackers',
  '/live/v2/deliveryTrackers',
  '/sandbox/v2/deliveryTrackers',
] as const;

// The guide's table, by the second as its limits are elsewhere in Amazon Pay.
const usualRates: Readonly<Record<PayEnvironment, Rate>> = {
  live: { ratePerSecond: 1, burst: 10 },
  sandbox: { ratePerSecond: 1, burst: 1 },
};

type KnownSigner = Exclude<Signer, { refusal: Answer }>;

/** Takes a notice: who signed it, whether the merchant may, how often, then what it says. */
export function payNotice(world: World, request: WireRequest): Answer {
  if (mediaType(request.headers) !== 'application/json') return payRefusals.unsupportedMediaType();
  const signer = signerOf(world, request);
  if ('refusal' in signer) return signer.refusal;
  if (signer.key.authorized === false) return payRefusals.unauthorized('');
  const rate = world.settings.rates.deliveryTrackers ?? usualRates[signer.environment];
  const bucket = `deliveryTrackers ${merchantOf(signer)} ${signer.environment}`;
  if (!world.buckets.take(bucket, rate)) return payRefusals.throttled();
  return oncePerKey(world, request, signer);
}

// The first answer to a key is the answer to all its repetitions; another request under the same key is refused.
function oncePerKey(world: World, request: WireRequest, signer: KnownSigner): Answer {
  const key = header(request.headers, 'x-amz-pay-idempotency-key');
  if (key !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(key)) {
    return payError(400, 'InvalidHeaderValue', 'The value of the header x-amz-pay-idempotency-key is invalid.');
  }
  if (key === undefined || world.settings.payIdempotencyKeys === 'ignored') return accept(world, request, signer, key);
  const name = `${merchantOf(signer)} ${key}`;
  const bodyHash = sha256Hex(request.body ?? Buffer.alloc(0));
  const earlier = world.pay.saved.get(name);
  if (earlier === undefined) {
    const answer = accept(world, request, signer, key);
    world.pay.saved.set(name, { bodyHash, answer });
    return answer;
  }
  return earlier.bodyHash === bodyHash
    ? earlier.answer
    : payError(400, 'DuplicateIdempotencyKey', 'The idempotency key was used with another request.');
}

function accept(world: World, request: WireRequest, signer: KnownSigner, idempotencyKey: string | undefined): Answer {
  const { environment, key, authorization } = signer;
  const body = parsedJson(request.body);
  const read = readNotice(body, environment, world.settings.payCarrierCodes);
  if ('refusal' in read) return read.refusal;
  const { notice } = read;
  const use = `${environment} ${notice.trackingNumber}`;
  // "Any tracking code can only be used once"; how a second use is refused is not documented.
  if (world.pay.usedTrackingNumbers.has(use)) return invalidParameter('trackingNumber or carrierCode');
  world.pay.usedTrackingNumbers.add(use);
  world.pay.notices.push({
    ...notice,
    at: world.settings.clock(),
    environment,
    merchantId: merchantOf(signer),
    publicKeyId: key.publicKeyId,
    algorithm: authorization.algorithm,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  return { status: 200, body };
}

function merchantOf({ key }: KnownSigner): string {
  return key.merchantId ?? 'merchant';
}
