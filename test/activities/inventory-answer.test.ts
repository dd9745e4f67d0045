import { describe, expect, it } from 'vitest';
import { readInventoryAnswer } from '../../activities/inventory-answer.js';
import { mutated, randomJson, seededDice } from '../support/random-json.js';

const codes = { '02': 'bad SKU', '03': 'out of stock' };
const read = (answer: unknown) =>
  readInventoryAnswer(Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)), codes);

describe("an inventory hook's answer", () => {
  it.each([
    // answer, decision
    [{ decision: 'accept' }, { decide: 'accept' }],
    [{ decision: 'accept', code: null, description: null }, { decide: 'accept' }],
    [{ decision: 'ask' }, { decide: 'ask' }],
    [
      { decision: 'ask', description: 'Two left.' },
      { decide: 'ask', because: 'Two left.' },
    ],
    [
      { decision: 'reject', code: '03' },
      { decide: 'reject', code: '03', description: 'out of stock' },
    ],
    [
      { decision: 'reject', code: '03', description: 'Sold out' },
      { decide: 'reject', code: '03', description: 'Sold out' },
    ],
  ])('%j decides %j', (answer, decision) => {
    expect(read(answer)).toEqual({ decision });
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', '', /no JSON/],
    ['HTML', '<html>', /no JSON/],
    ['half of it', '{"decision":"accept"', /no JSON/],
    ['a byte order mark alone', '\ufeff', /no JSON/],
    ['a list', [{ decision: 'accept' }], /other fields/],
    ['null', null, /other fields/],
    ['the decision alone', '"accept"', /other fields/],
    ['another decision', { decision: 'maybe' }, /none of accept, reject, ask/],
    ['a decision in another case', { decision: 'Accept' }, /none of accept, reject, ask/],
    ['no decision', { code: '03' }, /none of accept, reject, ask/],
    ['a field that it does not know', { decision: 'accept', stock: 3 }, /other fields/],
    ['an acceptance with a code', { decision: 'accept', code: '03' }, /other fields/],
    ['a question with a code', { decision: 'ask', code: '03' }, /other fields/],
    ['a rejection without a code', { decision: 'reject' }, /without a "code"/],
    ['a rejection with null', { decision: 'reject', code: null }, /without a "code"/],
    ['a rejection with a number', { decision: 'reject', code: 3 }, /without a "code"/],
    ['a rejection with the code that accepts', { decision: 'reject', code: '00' }, /not 00/],
    ['a rejection with a code of another vendor', { decision: 'reject', code: '99' }, /code 99, which is not in/],
    ['an empty description', { decision: 'ask', description: '' }, /"description"/],
    ['two lines', { decision: 'reject', code: '03', description: 'a\nb' }, /"description"/],
    ['a long description', { decision: 'ask', description: 'x'.repeat(201) }, /"description"/],
  ])('with %s decides nothing', (_what, answer, fault) => {
    expect(read(answer)).toEqual({ fault: expect.stringMatching(fault) as unknown });
  });

  it('with bytes that are no UTF-8 decides nothing', () => {
    const bytes = Buffer.concat([Buffer.from('{"decision":"ask","description":"'), Buffer.of(0xff), Buffer.from('"}')]);
    expect(readInventoryAnswer(bytes, codes)).toEqual({ fault: 'its answer is no JSON' });
  });

  it('shows nothing of what was answered in a fault', () => {
    for (const answer of ['hush', { decision: 'hush' }, { hush: 1 }, { decision: 'reject', code: 'hush' }]) {
      expect(JSON.stringify(read(answer))).not.toContain('hush');
    }
  });

  it('rejects only when it says reject with a code of the table, whatever else it is', () => {
    const dice = seededDice(20_260_105);
    const names = ['decision', 'code', 'description'];
    const good = [{ decision: 'accept' }, { decision: 'reject', code: '03' }, { decision: 'ask', description: 'x' }];
    let rejections = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const answer = round % 2 === 0 ? randomJson(dice, names) : mutated(dice, dice.pick(good), names);
      const found = read(JSON.stringify(answer));
      if (!('decision' in found) || found.decision.decide !== 'reject') continue;
      rejections += 1;
      const { decision, code } = answer as Record<string, unknown>;
      expect([decision, Object.keys(codes)]).toEqual(['reject', expect.arrayContaining([code])]);
      expect(found.decision.code).toBe(code);
    }
    expect(rejections).toBeGreaterThan(0);
  });
});
