import { describe, expect, it } from 'vitest';
import { quoteLongNumbers } from '../../../../activities/amazon/shipping/long-numbers.js';

describe('long numbers', () => {
  const long = '12345678901234567890123456789012345678901';

  it('of tracking ids keep all their digits (SV-10)', () => {
    const json = `{"a":{"trackingId" : ${long},"n":1},"alternateLegTrackingId":${long}}`;
    expect(JSON.parse(quoteLongNumbers(json))).toEqual({
      a: { trackingId: long, n: 1 },
      alternateLegTrackingId: long,
    });
  });

  it.each([
    ['a number that a double holds', '{"value":123456789012345}'],
    ['a fraction', '{"value":4.7600000000000000000001}'],
    ['an exponent', '{"value":1234567890123456e2}'],
    ['a text', `{"trackingId":"${long}"}`],
    ['JSON inside a text', JSON.stringify({ text: `{"trackingId":${long}}` })],
    ['digits in a text', JSON.stringify({ text: `"trackingId": ${long},` })],
  ])('leaves %s as it is', (_case, json) => {
    expect(quoteLongNumbers(json)).toBe(json);
  });

  it('takes a label of megabytes in its stride', () => {
    const json = JSON.stringify({ contents: 'A'.repeat(5_000_000), trackingId: 'T' });
    expect(quoteLongNumbers(json)).toBe(json);
  });
});
