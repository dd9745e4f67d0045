import { describe, expect, it } from 'vitest';
import { callWithFreshToken } from '../../../activities/amazon/authorization.js';
import type { Answer } from '../../../activities/amazon/caller.js';
import type { Classification } from '../../../activities/amazon/classification.js';

const answer = (classification: Classification): Answer => ({
  classification,
  reason: '',
  codes: [],
  envelope: { readable: false, data: undefined, errors: [] },
  body: new Uint8Array(),
});

/** Calls with answers in turn; says which tokens were used and refused, and what came of it. */
async function call(...classifications: Classification[]) {
  const used: string[] = [];
  const refused: string[] = [];
  const tokens = { get: () => Promise.resolve('fresh'), refused: (token: string) => void refused.push(token) };
  const { classification } = await callWithFreshToken(tokens, 'first', (token) => {
    used.push(token);
    return Promise.resolve(answer(classifications[used.length - 1] ?? 'ok'));
  });
  return { used, refused, classification };
}

describe('call with a fresh token', () => {
  it.each([
    // answers, tokens used, outcome
    [['ok'], ['first'], 'ok'],
    [['Rejected'], ['first'], 'Rejected'],
    [['lost'], ['first'], 'lost'],
    [['NotPermitted'], ['first'], 'NotPermitted'],
    [['token-refused', 'ok'], ['first', 'fresh'], 'ok'],
    [['token-refused', 'lost'], ['first', 'fresh'], 'lost'],
    [['token-refused', 'token-refused'], ['first', 'fresh'], 'NotPermitted'],
  ] as const)('%j uses %j and is %s', async (answers, tokens, outcome) => {
    const { used, refused, classification } = await call(...answers);
    expect(used).toEqual(tokens);
    expect(classification).toBe(outcome);
    expect(refused).toEqual(tokens.length > 1 ? ['first'] : []);
  });
});
