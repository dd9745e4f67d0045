import { describe, expect, it } from '@jest/globals';
import { admit, createBreaker, defaultProbeEveryMs, report } from '../../../activities/amazon/breaker.js';
import type { BreakerState, CallOutcome } from '../../../activities/amazon/breaker.js';

const minute = 60_000;
const closed: BreakerState = { kind: 'closed', refused: [], unknown: 0 };
const refused = (businessId: string): CallOutcome => ({ kind: 'refused', businessId, codes: ['Unauthorized'] });
const unknown: CallOutcome = { kind: 'unknown', requestId: 'r' };
const answered: CallOutcome = { kind: 'answered' };
const notSent: CallOutcome = { kind: 'not-sent' };
const unanswered: CallOutcome = { kind: 'unanswered' };

const after = (...outcomes: CallOutcome[]): BreakerState =>
  outcomes.reduce<BreakerState>((state, outcome) => report(state, outcome, 0, defaultProbeEveryMs), closed);

describe('breaker', () => {
  it.each([
    // outcomes, state
    ['two refused orders', [refused('A'), refused('B')], 'closed'],
    ['one order refused three times', [refused('A'), refused('A'), refused('A')], 'closed'],
    ['three refused orders', [refused('A'), refused('B'), refused('C')], 'open'],
    ['three refused orders with an answer between', [refused('A'), answered, refused('B'), refused('C')], 'closed'],
    ['two unknown outcomes', [unknown, unknown], 'closed'],
    ['three unknown outcomes', [unknown, unknown, unknown], 'open'],
    ['three unknown outcomes with an answer between', [unknown, unknown, answered, unknown], 'closed'],
    ['three unknown outcomes with unsent calls between', [unknown, notSent, unknown, notSent, unknown], 'open'],
    ['any number of unanswered reads', [unanswered, unanswered, unanswered, unanswered], 'closed'],
  ] as const)('after %s is %s', (_case, outcomes, kind) => {
    expect(after(...outcomes).kind).toBe(kind);
  });

  it('lets one order through every 5 min while it is open', () => {
    const open = after(unknown, unknown, unknown);
    const admitted: number[] = [];
    let state = open;
    for (let at = 0; at <= 11 * minute; at += minute) {
      const next = admit(state, at, defaultProbeEveryMs);
      state = next.state;
      if (next.admitted) admitted.push(at / minute);
    }
    expect(admitted).toEqual([5, 10]);
  });

  it.each([
    // outcome of the probe, state, minutes until the next probe
    ['answered', answered, 'closed', undefined],
    ['refused', refused('D'), 'open', 5],
    ['unknown', unknown, 'open', 5],
    ['unanswered', unanswered, 'open', 5],
    ['not sent', notSent, 'open', 0],
  ] as const)('after a probe that was %s', (_name, outcome, kind, minutes) => {
    const now = 5 * minute;
    const probing = admit(after(unknown, unknown, unknown), now, defaultProbeEveryMs).state;
    const state = report(probing, outcome, now, defaultProbeEveryMs);
    expect(state.kind).toBe(kind);
    expect(state.kind === 'open' ? (state.nextProbeAt - now) / minute : undefined).toBe(minutes);
  });
});

describe('breaker of an account', () => {
  const opened = (random = 0, now = { at: 0 }) => {
    const breaker = createBreaker({ clock: () => now.at, random: () => random });
    for (const order of ['A', 'B', 'C'])
      breaker.report('getOrder', { ...refused(order), requestId: `r-${order}` } as CallOutcome);
    return { breaker, now };
  };

  it.each([
    // chance, minutes
    [0, 5],
    [0.5, 10],
    [1, 15],
  ])('spreads the return of paused calls: chance %p, %p min', (random, minutes) => {
    const { breaker } = opened(random);
    expect(failureOf(() => breaker.admit('getOrder'))).toMatchObject({
      kind: 'Paused',
      message: expect.stringMatching(/^Calls to getOrder are paused after (refusals|unknown outcomes)/) as unknown,
      facts: { retryAfterMs: minutes * minute, codes: ['Unauthorized'] },
    });
  });

  it('pauses one operation and not the others', () => {
    expect(() => opened().breaker.admit('getShippingLabel')).not.toThrow();
  });

  it('tells when it opens and when it closes, and nothing in between', () => {
    const changes: [string, boolean][] = [];
    const now = { at: 0 };
    const breaker = createBreaker({ clock: () => now.at, changed: (...change) => void changes.push(change) });
    for (const order of ['A', 'B', 'C', 'D']) breaker.report('getOrder', refused(order));
    expect(changes).toEqual([['getOrder', true]]);
    now.at = 5 * minute;
    breaker.admit('getOrder');
    breaker.report('getOrder', answered);
    breaker.report('getOrder', answered);
    expect(changes).toEqual([
      ['getOrder', true],
      ['getOrder', false],
    ]);
  });

  it('names the incident until a call is answered', () => {
    const { breaker, now } = opened();
    expect(breaker.incidents()).toEqual([
      {
        operation: 'getOrder',
        cause: 'refusals',
        since: 0,
        nextProbeAt: 5 * minute,
        codes: ['Unauthorized'],
        requestId: 'r-C',
      },
    ]);
    now.at = 5 * minute;
    breaker.admit('getOrder');
    breaker.report('getOrder', answered);
    expect(breaker.incidents()).toEqual([]);
  });
});

function failureOf(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
