import { constants, createHash, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The name of the signature's algorithm, as it goes out. */
export type PayAlgorithm = keyof typeof saltLengths;

/** RSASSA-PSS with SHA-256; bytes of salt. Source: Amazon Pay's signing page and its Node SDK. */
const saltLengths = { 'AMZN-PAY-RSASSA-PSS': 20, 'AMZN-PAY-RSASSA-PSS-V2': 32 } as const;

/** What is signed: exactly what is sent. */
export interface SignedRequest {
  method: 'POST';
  /** Begins with a slash; without query. */
  path: string;
  /** All of them are signed. Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The key pair's private half, and what Amazon Pay calls the public one. */
export interface PayKey {
  publicKeyId: string;
  privateKey: KeyObject;
  algorithm: PayAlgorithm;
}

/** The `Authorization` header of a request. Every call gives another one: the salt is random. */
export function authorization(request: SignedRequest, { publicKeyId, privateKey, algorithm }: PayKey): string {
  const signature = sign('sha256', Buffer.from(stringToSign(request, algorithm)), {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: saltLengths[algorithm],
  });
  const names = signedHeaders(request).join(';');
  return `${algorithm} PublicKeyId=${publicKeyId}, SignedHeaders=${names}, Signature=${signature.toString('base64')}`;
}

/** What the signature stands for: the algorithm, and the hash of the canonical request. */
export const stringToSign = (request: SignedRequest, algorithm: PayAlgorithm): string =>
  `${algorithm}\n${sha256(canonicalRequest(request))}`;

function canonicalRequest(request: SignedRequest): string {
  const names = signedHeaders(request);
  return [
    request.method,
    request.path,
    // No query.
    '',
    ...names.map((name) => `${name}:${request.headers[name] ?? ''}`),
    '',
    names.join(';'),
    sha256(request.body),
  ].join('\n');
}

const signedHeaders = ({ headers }: SignedRequest): string[] => Object.keys(headers).sort();

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
