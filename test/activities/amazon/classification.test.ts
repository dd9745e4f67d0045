import { describe, expect, it } from 'vitest';
import { classify } from '../../../activities/amazon/classification.js';
import { openEnvelope } from '../../../activities/amazon/envelope.js';
import type { Reply } from '../../../activities/amazon/transport.js';

const html = '<html><body>Error</body></html>';
const errors = (code: string, details = '', message = 'text'): string =>
  JSON.stringify({ errors: [{ code, message, details }] });
const expired = errors('Forbidden', 'The access token you provided has expired.');

describe('classification of answers', () => {
  it.each([
    // status, body, a read is, a write is
    [200, '{"payload":{"purchaseOrderNumber":"A1"}}', 'ok', 'ok'],
    [202, '{"payload":{"transactionId":"t"}}', 'ok', 'ok'],
    [202, '', 'ok', 'ok'],
    [202, '{"payload":{"transactionId":"t"},"errors":[{"code":"InvalidInput"}]}', 'ok', 'ok'],
    [202, errors('InvalidInput'), 'Rejected', 'Rejected'],
    [202, errors('InternalFailure'), 'Unavailable', 'lost'],
    [302, '', 'Unavailable', 'lost'],
    [400, errors('InvalidInput'), 'Rejected', 'Rejected'],
    [400, html, 'Rejected', 'Rejected'],
    [401, errors('Unauthorized'), 'token-refused', 'token-refused'],
    [401, '', 'token-refused', 'token-refused'],
    [403, errors('Unauthorized'), 'token-refused', 'token-refused'],
    [403, '', 'token-refused', 'token-refused'],
    [403, expired, 'token-refused', 'token-refused'],
    [403, errors('InvalidRequest'), 'Rejected', 'Rejected'],
    [403, errors('InvalidInput', 'token is invalid'), 'Rejected', 'Rejected'],
    [403, errors('Forbidden'), 'NotPermitted', 'NotPermitted'],
    [404, errors('NotFound'), 'not-found', 'Rejected'],
    [408, '', 'Unavailable', 'lost'],
    [409, errors('Conflict'), 'Rejected', 'Rejected'],
    [413, html, 'Rejected', 'Rejected'],
    [415, '', 'Rejected', 'Rejected'],
    [429, errors('QuotaExceeded'), 'Throttled', 'Throttled'],
    [429, html, 'Throttled', 'Throttled'],
    [500, errors('InternalFailure'), 'Unavailable', 'lost'],
    [502, html, 'Unavailable', 'lost'],
    [503, errors('ServiceUnavailable'), 'Unavailable', 'lost'],
    [504, '', 'Unavailable', 'lost'],
  ])('%i %s: a read is %s, a write %s', (status, text, read, write) => {
    const body = new TextEncoder().encode(text);
    const reply: Reply = { kind: 'answered', status, headers: {}, body };
    expect([false, true].map((isWrite) => classify({ write: isWrite }, reply, openEnvelope(body)))).toEqual([
      read,
      write,
    ]);
  });
});

describe('classification without an answer', () => {
  const nothing = openEnvelope(new Uint8Array());

  it.each([
    // reply, write, class
    ['not-sent', false, 'Unavailable'],
    // Nothing left, so it may go again.
    ['not-sent', true, 'Throttled'],
    ['lost', false, 'Unavailable'],
    // It may have been processed.
    ['lost', true, 'lost'],
  ] as const)('%s, write %s: %s', (kind, write, expected) => {
    expect(classify({ write }, { kind, reason: 'ECONNRESET' }, nothing)).toBe(expected);
  });
});
