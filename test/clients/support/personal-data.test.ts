import { describe, expect, it } from 'vitest';
import { codeTextsOf, createPseudonyms, withoutPersonalData } from '../../../clients/support/personal-data.js';
import { personalValuesOf, withoutValues } from '../../../clients/support/personal-values.js';

const CENSORED = '[redacted]';
const codeTexts = new Set(codeTextsOf({ policy: { acknowledgement: { codes: { '03': 'Out of stock' } } } }));
const cleaned = (value: unknown): unknown => withoutPersonalData(value, { pseudonymOf: createPseudonyms(), codeTexts });

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
    [
      'what proved or disproved something stays',
      { proof: { by: 'transaction' }, disproof: { by: 'no-evidence' } },
      { proof: { by: 'transaction' }, disproof: { by: 'no-evidence' } },
    ],
    [
      'the name of a deadline stays',
      { deadline: 'evidence of the label', reason: 'ship', name: 'confirmation' },
      { deadline: 'evidence of the label', reason: 'ship', name: 'confirmation' },
    ],
    [
      'and what is said of it',
      { reason: 'ship', happened: 'is due', nextStep: 'depart' },
      { reason: 'ship', happened: 'is due', nextStep: 'depart' },
    ],
    ['a name of anything else goes', { name: 'Jane', deadline: 'Jane' }, { name: CENSORED, deadline: CENSORED }],
    ['the code of a warehouse stays', { shipFromParty: 'WH01' }, { shipFromParty: 'WH01' }],
    [
      'and an address under the same name goes',
      { shipFromParty: { name: 'Jane' }, orders: [{ shipFromParty: 'Jane Doe, Elm St' }] },
      { shipFromParty: CENSORED, orders: [{ shipFromParty: CENSORED }] },
    ],
    [
      'the text of a code of the table stays',
      { code: '03', description: 'Out of stock', codes: { '03': 'Out of stock' } },
      { code: '03', description: 'Out of stock', codes: { '03': 'Out of stock' } },
    ],
    ['and one that somebody has written goes', { description: 'Jane moved' }, { description: CENSORED }],
    [
      'ids and time-outs of a history stay',
      { activityId: '7', timerId: '3', buildId: '1.0.0', startToCloseTimeout: '45000 ms', initialInterval: '1000 ms' },
      { activityId: '7', timerId: '3', buildId: '1.0.0', startToCloseTimeout: '45000 ms', initialInterval: '1000 ms' },
    ],
    ['a time-out that is none goes', { startToCloseTimeout: 'ms Jane' }, { startToCloseTimeout: CENSORED }],
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

describe('the words of an audit list', () => {
  it.each([
    'retry to acknowledge-1',
    'keep-label to Rejected',
    'code 03',
    'departed 2026-01-05T16:05:00.000Z',
    'ships 2026-01-09',
    'DELIVERED of 1Z999 at 2026-01-07T14:20:00.000Z',
  ])('stay where they are ours: %s', (said) => {
    expect(cleaned({ said })).toEqual({ said });
  });

  it.each(['Jane called', 'retry to Jane Doe', 'code red', 'departed with Jane'])('and go otherwise: %s', (said) => {
    expect(cleaned({ said })).toEqual({ said: CENSORED });
  });

  it.each([
    'The order has ended: COMPLETED.',
    'depart is possible once the order is READY_TO_SHIP; it is RECEIVED.',
    'No such item is open. Open: acknowledge-1.',
    'No parcel of this order has tracking number 1Z9; they are 1Z1, 1Z2.',
    'Line 1: 1 packed, 2 ordered; partial shipment is not allowed.',
    'departedAt 2026-01-09T00:00:00Z lies in the future; report the departure once the truck has left.',
    'departedAt must be a date and time with zone, e.g. 2026-01-05T16:05:00Z',
    'retry needs data { "trackingNumbers": […] }, exactly as confirmed.',
    '2026-01-02 is past; name today or a later day.',
  ])('keep a refusal with its ids: %s', (refused) => {
    expect(cleaned({ refused })).toEqual({ refused });
  });

  it.each([
    ['Jane Doe was angry.', CENSORED],
    ['retry-1 takes retry, abort, not "Jane Doe".', `retry-1 takes retry, abort, not "${CENSORED}".`],
    ['retry-1 takes retry, abort, not "Jane Doe …', `retry-1 takes retry, abort, not "${CENSORED}"`],
    ['Jane Doe is not known; known are actor', `${CENSORED} is not known; known are actor`],
    [
      'departedAt is missing; Jane is not known; known are actor',
      `departedAt is missing; ${CENSORED} is not known; known are actor`,
    ],
  ])('lose what somebody has sent: %s', (refused, left) => {
    expect(cleaned({ refused })).toEqual({ refused: left });
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
