import { describe, expect, it } from 'vitest';
import { payloadConverter, UNREADABLE } from '../../workflows/payload-converter.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("workflows' payload converter", () => {
  it.each([
    ['broken JSON', 'json/plain', '{bad'],
    ['an encoding of another language', 'binary/of-another-language', 'abc'],
  ])('reads %s as unreadable instead of failing the workflow task', (_what, encoding, data) => {
    expect(payloadConverter.fromPayload({ metadata: { encoding: bytes(encoding) }, data: bytes(data) })).toEqual(
      UNREADABLE,
    );
  });

  it('reads what it wrote', () => {
    const value = { departedAt: '2026-01-05T16:05:00Z', items: [1, 'two', null] };
    expect(payloadConverter.fromPayload(payloadConverter.toPayload(value))).toEqual(value);
  });
});
