import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { CipherError, createCipher } from '../../activities/cipher.js';

const key = (id: string) => ({ id, key: randomBytes(32) });
const clear = Buffer.from('Ada Lovelace, 1 Main Street');

describe('the cipher', () => {
  it('gives back what it has encrypted', () => {
    const cipher = createCipher([key('k1')]);
    expect(Buffer.from(cipher.open(cipher.seal(clear, 'here'), 'here'))).toEqual(clear);
    expect(cipher.open(cipher.seal(Buffer.alloc(0), 'here'), 'here')).toHaveLength(0);
  });

  it('never gives the same ciphertext twice, nor any of the text', () => {
    const cipher = createCipher([key('k1')]);
    const [first, second] = [cipher.seal(clear, 'here'), cipher.seal(clear, 'here')];
    expect(Buffer.from(first.bytes).equals(second.bytes)).toBe(false);
    expect(Buffer.from(first.bytes).includes('Lovelace')).toBe(false);
  });

  it('encrypts with the first key and decrypts with any', () => {
    const [older, newer] = [key('k1'), key('k2')];
    const old = createCipher([older]).seal(clear, 'here');
    const rotated = createCipher([newer, older]);
    expect(rotated.seal(clear, 'here').keyId).toBe('k2');
    expect(Buffer.from(rotated.open(old, 'here'))).toEqual(clear);
  });

  it('names the missing key and the variable it belongs to', () => {
    const sealed = createCipher([key('k1')]).seal(clear, 'here');
    expect(() => createCipher([key('k2')]).open(sealed, 'here')).toThrow(/"k1" is not configured.*DOCUMENTS_KEY/);
  });

  it.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['a changed IV', (bytes) => flip(bytes, 0)],
    ['a changed tag', (bytes) => flip(bytes, 12)],
    ['a changed ciphertext', (bytes) => flip(bytes, 28)],
    ['a missing end', (bytes) => bytes.subarray(0, -1)],
    ['nothing but an IV', (bytes) => bytes.subarray(0, 12)],
    ['no byte at all', () => Buffer.alloc(0)],
  ])('refuses %s without telling any content', (_name, damage) => {
    const cipher = createCipher([key('k1')]);
    const { keyId, bytes } = cipher.seal(clear, 'here');
    const open = () => cipher.open({ keyId, bytes: damage(Buffer.from(bytes)) }, 'here');
    expect(open).toThrow(CipherError);
    expect(open).toThrow(/^Data encrypted with key "k1" is damaged/);
  });

  it('refuses data that was moved to another place, and another key of the same id', () => {
    const cipher = createCipher([key('k1')]);
    const sealed = cipher.seal(clear, 'here');
    expect(() => cipher.open(sealed, 'there')).toThrow(CipherError);
    expect(() => createCipher([key('k1')]).open(sealed, 'here')).toThrow(CipherError);
  });

  it('refuses to be made without a key', () => {
    expect(() => createCipher([])).toThrow(RangeError);
  });
});

function flip(bytes: Buffer, index: number): Buffer {
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes;
}
