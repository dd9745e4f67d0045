import { constants, generateKeyPairSync, verify } from 'node:crypto';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** PEM, made for this run. */
export const privateKeyPem = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
export const privateKey = pair.privateKey;

/** Whether a text was signed with the private key, with exactly that much salt. */
export const isSigned = (text: string, signature: string, saltLength: number): boolean =>
  verify(
    'sha256',
    Buffer.from(text),
    { key: pair.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
    Buffer.from(signature, 'base64'),
  );

/** The parts of an Authorization header. */
export function partsOf(authorization: string | undefined) {
  const [, algorithm, publicKeyId, names = '', signature] =
    /^(\S+) PublicKeyId=(\S+), SignedHeaders=(\S+), Signature=(\S+)$/.exec(authorization ?? '') ?? [];
  if (algorithm === undefined || publicKeyId === undefined || signature === undefined) {
    throw new Error('Expected an Authorization header of Amazon Pay');
  }
  return { algorithm, publicKeyId, names: names.split(';'), signature };
}
