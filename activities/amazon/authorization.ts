import type { Answer } from './caller.js';

/** Where a call's token comes from. */
export interface TokenSource {
  get(): Promise<string>;
  refused(token: string): void;
}

/**
 * Calls, and calls once more with a fresh token when the first one may have been the reason of a refusal.
 *
 * Safe for writes: a call without a valid token is refused before processing.
 *
 * @param token - The first token; later ones come from `tokens`.
 * @returns the last answer; one that is still refused is `NotPermitted`.
 */
export async function callWithFreshToken(
  tokens: TokenSource,
  token: string,
  call: (token: string) => Promise<Answer>,
): Promise<Answer> {
  const first = await call(token);
  if (first.classification !== 'token-refused') return first;
  tokens.refused(token);
  const second = await call(await tokens.get());
  return second.classification === 'token-refused' ? { ...second, classification: 'NotPermitted' } : second;
}
