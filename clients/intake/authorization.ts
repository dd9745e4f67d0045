import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares `Authorization: Bearer …` with the token; how long it takes tells nothing about the token. */
export function createAuthorization(token: string): (header: string | undefined) => boolean {
  const expected = digest(token);
  return (header) => {
    const [, given = ''] = /^Bearer +(\S+) *$/i.exec(header ?? '') ?? [];
    return timingSafeEqual(digest(given), expected);
  };
}

/** Digests have one length, so that the comparison does not depend on the length of what was given. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
