/** How a request is signed: the algorithm's name gives the length of the salt. */
export const saltLengths = { 'AMZN-PAY-RSASSA-PSS': 20, 'AMZN-PAY-RSASSA-PSS-V2': 32 } as const;

/** The names of the algorithms. */
export type PayAlgorithm = keyof typeof saltLengths;

/** The parts of an `Authorization` header. */
export interface PayAuthorization {
  readonly algorithm: PayAlgorithm;
  readonly publicKeyId: string;
  /** Lower case, in the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: Buffer;
}

const pattern = /^(\S+) PublicKeyId=([^,\s]+), SignedHeaders=([a-z0-9;-]+), Signature=([A-Za-z0-9+/]+={0,2})$/;

/** Reads an `Authorization` header; nothing when it is not of the documented form or names another algorithm. */
export function parseAuthorization(header: string): PayAuthorization | undefined {
  const [, algorithm = '', publicKeyId = '', signedHeaders = '', signature = ''] = pattern.exec(header) ?? [];
  if (!isAlgorithm(algorithm)) return undefined;
  return {
    algorithm,
    publicKeyId,
    signedHeaders: signedHeaders.split(';'),
    signature: Buffer.from(signature, 'base64'),
  };
}

function isAlgorithm(name: string): name is PayAlgorithm {
  return Object.hasOwn(saltLengths, name);
}
