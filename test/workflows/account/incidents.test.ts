import { describe, expect, it } from 'vitest';
import type { BreakerSign, PausedSign } from '../../../workflows/account/activities.js';
import { incidentAlarms, withIncidentsTold } from '../../../workflows/account/incident-notices.js';
import {
  noIncidents,
  openIncidents,
  openOf,
  probeToLet,
  withProbeAsked,
  withProbeLet,
  withQuiet,
  withSign,
} from '../../../workflows/account/incidents.js';
import type { Incidents } from '../../../workflows/account/incidents.js';
import { checkBreaker } from '../../../workflows/account/messages.js';
import { mutated, randomJson, seededDice } from '../../support/random-json.js';
import { instantOf, MINUTE, NOW } from './accounts.js';

const QUIET = 20 * MINUTE;

const paused = (at: number, more: Partial<PausedSign> = {}, operation = 'getOrder'): BreakerSign => ({
  operation,
  at,
  paused: {
    cause: 'refusals',
    codes: ['Unauthorized'],
    failed: 3,
    nextProbeAt: at + 5 * MINUTE,
    quietMs: QUIET,
    ...more,
  },
});
const answered = (at: number, operation = 'getOrder'): BreakerSign => ({ operation, at });
/** Each sign is received when it was seen. */
const after = (...signs: BreakerSign[]): Incidents =>
  signs.reduce((incidents, sign) => withSign(incidents, sign, sign.at), noIncidents);

describe('an incident', () => {
  it('is the same refusal across many orders, with count, first and last seen', () => {
    const incidents = after(
      paused(NOW, { requestId: 'r-1' }),
      paused(NOW + 5 * MINUTE, { failed: 1, requestId: 'r-2', codes: ['AccessDenied'] }),
    );
    expect(incidents.open).toEqual({
      getOrder: {
        operation: 'getOrder',
        cause: 'refusals',
        codes: ['AccessDenied'],
        requestId: 'r-2',
        firstSeenAt: NOW,
        lastSeenAt: NOW + 5 * MINUTE,
        count: 4,
        nextProbeAt: NOW + 10 * MINUTE,
        quietAt: NOW + 25 * MINUTE,
        isTold: false,
      },
    });
  });

  it.each([
    // signs, open, ended
    ['one operation is no other', [paused(NOW), answered(NOW + 1, 'getOrders')], ['getOrder'], []],
    ['an answered call ends it', [paused(NOW), answered(NOW + 1)], [], ['passed']],
    ['an answered call of what is not paused changes nothing', [answered(NOW)], [], []],
    ['a sign that was overtaken changes nothing', [paused(NOW), answered(NOW - 1)], ['getOrder'], []],
    [
      'what is refused after its end is a new one',
      [paused(NOW), answered(NOW + 1), paused(NOW + 2)],
      ['getOrder'],
      ['passed'],
    ],
    ['a name that objects have by themselves is none', [answered(NOW, 'constructor')], [], []],
  ])('%s', (_rule, signs, open, ended) => {
    const incidents = after(...signs);
    expect(openIncidents(incidents).map(({ operation }) => operation)).toEqual(open);
    expect(incidents.ended.map(({ how }) => how)).toEqual(ended);
  });

  it.each([
    // minutes after the last sign, open
    [19, true],
    [20, false],
  ])('%i min without a sign: open %p', (minutes, isOpen) => {
    const incidents = after(paused(NOW - 30 * MINUTE), paused(NOW));
    expect(openOf(withQuiet(incidents, 'getOrder', NOW + minutes * MINUTE), 'getOrder') !== undefined).toBe(isOpen);
  });

  it('survives the process that told of it: another one that starts has nothing to say', () => {
    const incidents = after(paused(NOW), paused(NOW + 10 * MINUTE));
    expect(openOf(incidents, 'getOrder')).toMatchObject({ firstSeenAt: NOW, count: 6 });
  });

  it('is one of a bounded number, and so are those that are over', () => {
    let incidents = noIncidents;
    const names = Array.from({ length: 100 }, (_, index) => `getOrder${'x'.repeat(index)}`);
    for (const name of names) incidents = withSign(incidents, paused(NOW, {}, name), NOW);
    expect(openIncidents(incidents)).toHaveLength(40);
    for (const name of names) incidents = withSign(incidents, answered(NOW, name), NOW);
    expect([openIncidents(incidents).length, incidents.ended.length]).toEqual([0, 20]);
  });
});

describe('a probe', () => {
  it('is handed to the process once, and only for what is paused', () => {
    const asked = withProbeAsked(after(paused(NOW)), 'getOrder');
    expect(probeToLet(asked)).toMatchObject({ operation: 'getOrder', probe: { ticket: 1 } });
    expect(probeToLet(withProbeLet(asked, 'getOrder', 1, NOW))).toBeUndefined();
    expect(probeToLet(withProbeLet(asked, 'getOrder', 1))).toBeUndefined();
    expect(withProbeAsked(noIncidents, 'getOrder')).toEqual(noIncidents);
  });

  it('that was asked for again meanwhile is handed over again', () => {
    const twice = withProbeAsked(withProbeAsked(after(paused(NOW)), 'getOrder'), 'getOrder');
    expect(probeToLet(withProbeLet(twice, 'getOrder', 1, NOW))?.probe).toEqual({ ticket: 2 });
  });

  it('stays on record while the operation is refused again', () => {
    const letThrough = withProbeLet(withProbeAsked(after(paused(NOW)), 'getOrder'), 'getOrder', 1, NOW + 1);
    const refused = withSign(letThrough, paused(NOW + 2, { failed: 1 }), NOW + 2);
    expect(openOf(refused, 'getOrder')).toMatchObject({ count: 4, probe: { ticket: 1, letAt: NOW + 1 } });
  });
});

describe('people', () => {
  const types = (incidents: Incidents) => incidentAlarms('acme', incidents).map(({ notice }) => notice?.type);
  const told = (incidents: Incidents): Incidents =>
    withIncidentsTold(
      incidents,
      incidentAlarms('acme', incidents).map(({ id }) => id),
      true,
    );

  it('are told once when it opens, and once when it is over', () => {
    const opened = after(paused(NOW));
    expect(types(opened)).toEqual(['incident.opened']);
    const still = withSign(told(opened), paused(NOW + 5 * MINUTE, { failed: 1 }), NOW + 5 * MINUTE);
    expect(types(still)).toEqual([]);
    const over = withSign(still, answered(NOW + 6 * MINUTE), NOW + 6 * MINUTE);
    expect(types(over)).toEqual(['incident.closed']);
    expect(types(told(over))).toEqual([]);
  });

  it('are told by a later run what an earlier one could not hand over', () => {
    const opened = after(paused(NOW));
    const ids = incidentAlarms('acme', opened).map(({ id }) => id);
    expect(types(withIncidentsTold(told(opened), ids, false))).toEqual(['incident.opened']);
  });

  it.each([
    ['refusals', /^Amazon refuses getOrder \(Unauthorized\): 3 calls so far\./],
    ['unknown-outcomes', /^Amazon does not answer getOrder: the outcome of 3 calls so far is unknown\./],
  ] as const)('read what happened and what to do: %s', (cause, happened) => {
    const [alarm] = incidentAlarms('acme', after(paused(NOW, { cause })));
    expect(alarm?.notice).toMatchObject({
      account: 'acme',
      businessId: 'acme',
      reason: `getOrder ${cause}`,
      happened: expect.stringMatching(happened) as unknown,
      nextStep: expect.stringContaining('fulfillment incidents probe getOrder') as unknown,
      at: instantOf(NOW),
    });
  });

  it('read that there was no sign of it, when that is why it is over', () => {
    const [alarm] = incidentAlarms('acme', withQuiet(told(after(paused(NOW))), 'getOrder', NOW + QUIET));
    expect(alarm?.notice?.happened).toContain(`There was no sign of getOrder since ${instantOf(NOW)}`);
  });
});

describe('a sign', () => {
  it('of any form is read or refused, and never throws', () => {
    const dice = seededDice(20260302);
    const base = paused(NOW);
    const names = ['operation', 'at', 'paused', 'cause', 'codes', 'requestId', 'failed', 'nextProbeAt', 'quietMs'];
    for (let turn = 0; turn < 3_000; turn += 1) {
      const payload = dice.below(2) === 0 ? randomJson(dice, names) : mutated(dice, base, names);
      const sign = checkBreaker(payload);
      if ('faults' in sign) continue;
      const incidents = withQuiet(withSign(after(base), sign.value, NOW), sign.value.operation, NOW);
      expect(JSON.parse(JSON.stringify(incidents))).toEqual(incidents);
      expect(() => incidentAlarms('acme', incidents)).not.toThrow();
    }
  });

  it('is taken as a process makes it', () => {
    for (const sign of [paused(NOW), paused(NOW, { codes: [], requestId: 'r' }), answered(NOW)]) {
      expect(checkBreaker(sign)).toEqual({ value: sign });
    }
  });
});
