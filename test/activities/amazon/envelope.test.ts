import { describe, expect, it } from 'vitest';
import { codesOf, errorsOf, openEnvelope } from '../../../activities/amazon/envelope.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const invalid = { code: 'InvalidInput', message: 'Invalid PO', details: '' };

describe('envelope', () => {
  it.each([
    // body, data
    ['{"payload":{"transactionId":"t"}}', { transactionId: 't' }],
    ['{"transactionId":"t"}', { transactionId: 't' }],
    ['{"payload":{}}', {}],
    ['{"payload":{"carrier":null}}', {}],
  ])('takes the payload where there is one, else the body, null as absent: %s', (body, data) => {
    expect(openEnvelope(bytes(body))).toEqual({ readable: true, data, errors: [] });
  });

  it('keeps errors beside a payload', () => {
    const body = JSON.stringify({ payload: { transactionId: 't' }, errors: [invalid] });
    expect(openEnvelope(bytes(body))).toEqual({ readable: true, data: { transactionId: 't' }, errors: [invalid] });
  });

  it.each(['', ' ', '<html><body>503</body></html>', '{"payload":', 'null'])('reads nothing from %j', (body) => {
    expect(openEnvelope(bytes(body))).toEqual({ readable: false, data: undefined, errors: [] });
  });
});

describe('error lists', () => {
  it.each([
    // shape, value, codes
    ['v1 and Tokens', { errors: [invalid] }, ['InvalidInput']],
    ['v1 schema, bare array', [invalid], ['InvalidInput']],
    ['newer version, nested', { errors: { errors: [invalid] } }, ['InvalidInput']],
    ['newer version, a single error', invalid, ['InvalidInput']],
    ['Login with Amazon', { error: 'invalid_grant', error_description: 'gone' }, ['invalid_grant']],
    ['Amazon Pay', { reasonCode: 'InvalidHeaderValue', message: 'date' }, ['InvalidHeaderValue']],
    ['no code', { errors: [{ message: 'odd' }] }, []],
    ['no errors', { payload: {} }, []],
    ['text', 'odd', []],
  ])('are read in the shape of %s', (_shape, value, codes) => {
    expect(codesOf(errorsOf(value))).toEqual(codes);
  });

  it('pass on as codes only what looks like a code, each once', () => {
    const errors = ['InvalidInput', 'InvalidInput', 'Jane Doe, 1 Main Street'].map((code) => ({ code }));
    expect(codesOf(errors)).toEqual(['InvalidInput', 'UnreadableCode']);
  });
});
