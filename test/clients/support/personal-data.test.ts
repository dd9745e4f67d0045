import { describe, expect, it } from '@jest/globals';
import { createPseudonyms, withoutPersonalData } from '../../../clients/support/personal-data.js';
import { personalValuesOf, withoutValues } from '../../../clients/support/personal-values.js';

const CENSORED = '[redacted]';
const cleaned = (value: unknown): unknown => withoutPersonalData(value, createPseudonyms());

describe('data without personal data', () => {
  it.each<[string, unknown, unknown]>([
    ['ids and codes stay', { purchaseOrderNumber: 'PO1', codes: ['X'] }, { purchaseOrderNumber: 'PO1', codes: ['X'] }],
    [
      'instants stay under any name',
      { at: '2026-01-05T16:00:00Z', x: '2026-01-05' },
      { at: '2026-01-05T16:00:00Z', x: '2026-01-05' },
    ],
    [
      'numbers and truth values stay',
      { attempt: 2, isGift: true, none: null },
      { attempt: 2, isGift: true, none: null },
    ],
    ['a text under another name does not', { note: 'Jane Doe' }, { note: CENSORED }],
    ['nor in a list under it', { notes: ['Jane', { text: 'Doe' }] }, { notes: [CENSORED, { text: CENSORED }] }],
    ['nor what looks like an instant and goes on', { x: '2026-01-05 Jane' }, { x: CENSORED }],
    [
      'nor what logs censor, whatever it is',
      { phone: 15551234567, shipToParty: { code: 'X' } },
      { phone: CENSORED, shipToParty: CENSORED },
    ],
    ['nor a secret', { lwaClientSecret: 'hush', state: 'Atzr|hush' }, { lwaClientSecret: CENSORED, state: CENSORED }],
    ['a reason stays when it is a kind of failure', { reason: 'Unproven' }, { reason: 'Unproven' }],
    ['and goes when somebody has written it', { reason: 'Jane called' }, { reason: CENSORED }],
    [
      'a message stays beside a kind',
      { type: 'Rejected', message: 'was refused' },
      { type: 'Rejected', message: 'was refused' },
    ],
    [
      'or around it',
      { message: 'm', applicationFailureInfo: { type: 'NotReady' } },
      { message: 'm', applicationFailureInfo: { type: 'NotReady' } },
    ],
    ['and goes beside anything else', { type: 'TypeError', message: 'Jane' }, { type: 'TypeError', message: CENSORED }],
    ['a name of a field that holds something goes', { 'Jane Doe': 1 }, { [CENSORED]: 1 }],
  ])('%s', (_rule, given, expected) => {
    expect(cleaned(given)).toEqual(expected);
  });

  it('has people at work as numbers, the same everywhere, and programs by name', () => {
    expect(cleaned([{ actor: 'ann' }, { by: 'bob' }, { departedBy: 'ann' }, { actor: 'policy' }])).toEqual([
      { actor: 'person 1' },
      { by: 'person 2' },
      { departedBy: 'person 1' },
      { actor: 'policy' },
    ]);
  });

  it('keeps all of a long list and of deep data', () => {
    const codes = Array.from({ length: 300 }, (_, n) => `C${n}`);
    const deep = codes.reduce<unknown>((inner) => ({ codes: inner }), 'C');
    expect(cleaned({ codes })).toEqual({ codes });
    expect(JSON.stringify(cleaned(deep))).toBe(JSON.stringify(deep));
  });
});

describe('what documents hold of persons', () => {
  const order = {
    orderDetails: {
      customerOrderNumber: '114-1',
      shipFromParty: { partyId: 'WH01', address: { city: 'Chicago' } },
      shipToParty: {
        name: 'Jane Doe (2nd)',
        addressLine1: '1 Planted Street',
        phone: '+1 555 123',
        postalCode: '60601',
        stateOrRegion: 'IL',
        countryCode: 'US',
      },
    },
  };

  it('are values under parties and addresses, without codes and short ones, the longest first', () => {
    expect(personalValuesOf([order])).toEqual(['1 Planted Street', 'Jane Doe (2nd)', '+1 555 123', '60601']);
  });

  it.each([
    ['Sent to JANE DOE (2ND), 60601', `Sent to ${CENSORED}, ${CENSORED}`],
    ['call +1 555 123.', `call ${CENSORED}.`],
    ['transaction 1606012', 'transaction 1606012'],
  ])('goes out of a text as a whole: %s', (text, expected) => {
    expect(withoutValues(text, personalValuesOf([order]))).toBe(expected);
  });
});
