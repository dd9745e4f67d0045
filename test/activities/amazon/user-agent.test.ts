import { describe, expect, it } from 'vitest';
import { userAgent } from '../../../activities/amazon/user-agent.js';

describe('user agent', () => {
  it.each([
    // name, version, platform, header
    ['worker', '1.0.0', 'linux', 'worker/1.0.0 (Language=TypeScript; Platform=linux)'],
    ['a/b', '1.0.0', 'linux', String.raw`a\/b/1.0.0 (Language=TypeScript; Platform=linux)`],
    ['worker', '1.0.0(beta)', 'linux', String.raw`worker/1.0.0\(beta) (Language=TypeScript; Platform=linux)`],
    ['worker', '1.0.0', 'os; (x)', String.raw`worker/1.0.0 (Language=TypeScript; Platform=os\; (x\))`],
    [String.raw`a\b`, '1', 'linux', String.raw`a\\b/1 (Language=TypeScript; Platform=linux)`],
  ])('escapes the separators of each part: %s %s %s', (name, version, platform, header) => {
    expect(userAgent({ name, version }, platform)).toBe(header);
  });

  it('names the platform it runs on', () => {
    expect(userAgent({ name: 'worker', version: '1' })).toContain(`Platform=${process.platform}`);
  });

  it('refuses more than the 500 characters that Amazon takes', () => {
    const rest = userAgent({ name: '', version: '1' }, 'linux').length;
    expect(userAgent({ name: 'n'.repeat(500 - rest), version: '1' }, 'linux')).toHaveLength(500);
    expect(() => userAgent({ name: 'n'.repeat(501 - rest), version: '1' }, 'linux')).toThrow(
      'Expected a user agent of at most 500 characters, got 501',
    );
  });
});
