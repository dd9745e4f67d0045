import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** A key for data at rest, under the name that is kept beside everything it encrypts. */
export interface EncryptionKey {
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

/** Encrypted bytes and the name of their key. */
export interface Sealed {
  keyId: string;
  /** IV (12 bytes), authentication tag (16 bytes), ciphertext. */
  bytes: Uint8Array;
}

/** Encrypts and decrypts data at rest. */
export interface Cipher {
  /**
   * Encrypts with the current key.
   *
   * @param place names where the ciphertext is kept; it opens only there, so that swapped data is found out.
   */
  seal(clear: Uint8Array, place: string): Sealed;
  /** @throws {CipherError} when the key is not configured, or the data is damaged or belongs elsewhere. */
  open(sealed: Sealed, place: string): Uint8Array;
}

/** The message names the key, never the content. */
export class CipherError extends Error {
  override name = 'CipherError';
  constructor(
    readonly reason: 'unknown-key' | 'damaged',
    readonly keyId: string,
  ) {
    super(
      reason === 'unknown-key'
        ? `Encryption key "${keyId}" is not configured. Add it to DOCUMENTS_KEY, after the current key.`
        : `Data encrypted with key "${keyId}" is damaged, in another's place, or that id now names another key.`,
    );
  }
}

/**
 * AES-256-GCM with a random IV for each message.
 *
 * Random 96-bit IVs stay safe for 2^32 messages under one key: change the key before that, about once a year at
 * 300,000 orders a day with a dozen messages each.
 *
 * @param keys the first encrypts; the others only decrypt what was encrypted when they were first.
 */
export function createCipher(keys: readonly EncryptionKey[]): Cipher {
  const [current] = keys;
  if (current === undefined) throw new RangeError('Expected at least one encryption key.');
  const byId = new Map(keys.map(({ id, key }) => [id, key]));

  return {
    seal(clear, place) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, current.key, iv).setAAD(Buffer.from(place));
      const ciphertext = Buffer.concat([cipher.update(clear), cipher.final()]);
      return { keyId: current.id, bytes: Buffer.concat([iv, cipher.getAuthTag(), ciphertext]) };
    },

    open({ keyId, bytes }, place) {
      const key = byId.get(keyId);
      if (key === undefined) throw new CipherError('unknown-key', keyId);
      if (bytes.length < ivBytes + tagBytes) throw new CipherError('damaged', keyId);
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
      } catch {
        throw new CipherError('damaged', keyId);
      }
    },
  };
}
