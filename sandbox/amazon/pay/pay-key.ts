/** The two worlds of Amazon Pay. */
export type PayEnvironment = 'live' | 'sandbox';

/** A merchant's public key as Amazon knows it. */
export interface PayKey {
  readonly publicKeyId: string;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** Keys of one merchant share quota and idempotency keys. Default `merchant`. */
  readonly merchantId?: string;
  /** Whether the merchant may send notices. Default true. */
  readonly authorized?: boolean;
}

/** The environment that a key is bound to; nothing for keys whose environment is in the path. */
export function environmentOfKey(publicKeyId: string): PayEnvironment | undefined {
  const id = publicKeyId.toUpperCase();
  if (id.startsWith('LIVE')) return 'live';
  return id.startsWith('SANDBOX') ? 'sandbox' : undefined;
}

/** The environment of a call; nothing when path and key do not go together: bound keys use `/v2/`, the others name it in the path. */
export function environmentOfCall(publicKeyId: string, path: string): PayEnvironment | undefined {
  const ofKey = environmentOfKey(publicKeyId);
  const [, first] = path.split('/');
  if (first === 'v2') return ofKey;
  return ofKey === undefined && (first === 'live' || first === 'sandbox') ? first : undefined;
}
