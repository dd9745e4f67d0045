import { constants, verify } from 'node:crypto';
import type { Answer } from '../replies.js';
import type { World } from '../world.js';
import { header } from '../wire.js';
import type { WireRequest } from '../wire.js';
import { parseAuthorization, saltLengths } from './authorization.js';
import type { PayAuthorization } from './authorization.js';
import { canonicalRequest, stringToSign } from './canonical-request.js';
import { payDate } from './pay-date.js';
import { environmentOfCall } from './pay-key.js';
import type { PayEnvironment, PayKey } from './pay-key.js';
import { payError, payRefusals, signatureRefused } from './replies.js';

/** Who signed a request, or why it is refused. */
export type Signer =
  | { readonly key: PayKey; readonly environment: PayEnvironment; readonly authorization: PayAuthorization }
  | { readonly refusal: Answer };

const regions = ['na', 'eu', 'jp'];

/** Finds out who signed a request: the key is known, fits the path, and has signed exactly what came, a moment ago. */
export function signerOf(world: World, request: WireRequest): Signer {
  const { headers, path } = request;
  for (const name of ['authorization', 'x-amz-pay-date', 'content-type']) {
    if (header(headers, name) === undefined)
      return refused(payError(400, 'MissingHeader', `The header ${name} is missing.`));
  }
  const authorization = parseAuthorization(header(headers, 'authorization') ?? '');
  if (authorization === undefined) return refused(invalidHeader('authorization'));
  const key = world.pay.keys.get(authorization.publicKeyId);
  if (key === undefined) return refused(signatureRefused('the public key id is unknown'));
  const environment = environmentOfCall(key.publicKeyId, path);
  if (environment === undefined) {
    return refused(payRefusals.invalid('The environment of the path does not match the public key id.'));
  }
  const date = payDate(header(headers, 'x-amz-pay-date') ?? '');
  if (date === undefined) return refused(invalidHeader('x-amz-pay-date'));
  if (Math.abs(world.settings.clock() - date) > world.settings.payDateToleranceMs) {
    return refused(signatureRefused('the date is too far from now'));
  }
  const region = header(headers, 'x-amz-pay-region');
  if (region !== undefined && !regions.includes(region)) return refused(invalidHeader('x-amz-pay-region'));
  const why = signatureFault(request, authorization, key);
  return why === undefined ? { key, environment, authorization } : refused(signatureRefused(why));
}

/** Why a signature does not cover its request, or nothing. */
function signatureFault(request: WireRequest, authorization: PayAuthorization, key: PayKey): string | undefined {
  const { algorithm, signedHeaders, signature } = authorization;
  const sorted = [...signedHeaders].sort();
  if (sorted.join() !== signedHeaders.join()) return 'the signed headers are not sorted';
  // What changes the meaning of a request must be signed with it.
  const meaningful = ['content-type', 'x-amz-pay-date', 'x-amz-pay-idempotency-key'];
  const unsigned = meaningful.find((name) => request.headers[name] !== undefined && !signedHeaders.includes(name));
  if (unsigned !== undefined) return `${unsigned} is not signed`;
  const text = stringToSign(algorithm, canonicalRequest(request, signedHeaders));
  const good = verify(
    'sha256',
    Buffer.from(text, 'utf8'),
    { key: key.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltLengths[algorithm] },
    signature,
  );
  return good ? undefined : 'it does not fit the request';
}

function invalidHeader(name: string): Answer {
  return payError(400, 'InvalidHeaderValue', `The value of the header ${name} is invalid.`);
}

function refused(refusal: Answer): { readonly refusal: Answer } {
  return { refusal };
}
