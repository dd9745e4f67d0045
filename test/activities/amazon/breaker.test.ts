import { describe, expect, it } from 'vitest';
import { admit, createBreaker, defaultProbeEveryMs, report } from '../../../activities/amazon/breaker.js';
import type { BreakerSign } from '../../../workflows/account/activities.js';
import type { BreakerState, CallOutcome } from '../../../activities/amazon/breaker.js';

const minute = 60_000;
const closed: BreakerState = { kind: 'closed', refused: [], unknown: 0 };
const refused = (...businessIds: string[]): CallOutcome => ({ kind: 'refused', businessIds, codes: ['Unauthorized'] });
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
    ['one call of three orders refused', [refused('A', 'B', 'C')], 'open'],
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

describe('signs of a breaker', () => {
  const told = () => {
    const signs: BreakerSign[] = [];
    const now = { at: 0 };
    const breaker = createBreaker({ clock: () => now.at, signed: (sign) => void signs.push(sign) });
    const report = (...outcomes: CallOutcome[]): void => {
      for (const outcome of outcomes) breaker.report('getOrder', outcome);
    };
    return { signs, now, breaker, report };
  };
  const known = { cause: 'refusals', codes: ['Unauthorized'], since: 0 } as const;

  it('are given when it opens, by every probe that does not pass, and when it closes', () => {
    const { signs, now, report } = told();
    report(answered, refused('A'), refused('B'));
    expect(signs).toEqual([]);
    report({ ...refused('C'), requestId: 'r-C' } as CallOutcome);
    now.at = 5 * minute;
    report({ ...refused('D'), requestId: 'r-D' } as CallOutcome, unanswered, notSent, answered, answered);
    const paused = { cause: 'refusals', codes: ['Unauthorized'], quietMs: 20 * minute };
    expect(signs).toEqual([
      { operation: 'getOrder', at: 0, paused: { ...paused, requestId: 'r-C', failed: 3, nextProbeAt: 5 * minute } },
      { operation: 'getOrder', at: now.at, paused: { ...paused, requestId: 'r-D', failed: 1, nextProbeAt: now.at } },
      { operation: 'getOrder', at: now.at, paused: { ...paused, requestId: 'r-D', failed: 0, nextProbeAt: now.at } },
      { operation: 'getOrder', at: now.at, paused: { ...paused, requestId: 'r-D', failed: 0, nextProbeAt: now.at } },
      { operation: 'getOrder', at: now.at },
    ]);
  });

  it('count three lost answers as three failures', () => {
    const { signs, report } = told();
    report(unknown, unknown, unknown);
    expect(signs).toMatchObject([{ paused: { cause: 'unknown-outcomes', failed: 3, requestId: 'r' } }]);
  });

  it('tell of the call that an operator lets through, whether the operation is paused here or only elsewhere', () => {
    for (const isPausedHere of [true, false]) {
      const { signs, now, breaker, report } = told();
      if (isPausedHere) report(refused('A'), refused('B'), refused('C'));
      now.at = minute;
      breaker.probeNow('getOrder', { ...known, codes: [...known.codes] });
      breaker.admit('getOrder');
      expect(() => breaker.admit('getOrder')).toThrow('paused after refusals');
      report(answered);
      expect(signs.at(-1)).toEqual({ operation: 'getOrder', at: minute });
      expect(() => breaker.admit('getOrder')).not.toThrow();
    }
  });

  it('put the next probe off when that call is refused', () => {
    const { signs, now, breaker, report } = told();
    now.at = minute;
    breaker.probeNow('getOrder', { ...known, codes: [...known.codes] });
    breaker.admit('getOrder');
    report(refused('A'));
    expect(signs).toMatchObject([{ paused: { failed: 1, nextProbeAt: 6 * minute } }]);
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
