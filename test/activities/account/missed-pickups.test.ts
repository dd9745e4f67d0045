import { describe, expect, it } from 'vitest';
import { dueLook, nextLook } from '../../../activities/account/pickup-times.js';
import { StepNotDone } from '../../../activities/attempt.js';
import { account, openDesk } from './desk.js';

const at = (instant: string): number => Date.parse(instant);
const chicago = {
  partyId: 'WH01',
  timeZone: 'America/Chicago',
  workingDays: [1, 2, 3, 4, 5],
  pickups: ['11:00', '16:00'],
};

describe('after a pickup', () => {
  it.each([
    // looked until, now, pickup; 2 March 2026 is a Monday, Chicago is at -06:00 then
    ['29 min are too early', '2026-03-02T15:00:00Z', '2026-03-02T17:29:59Z', undefined],
    ['30 min are the time', '2026-03-02T15:00:00Z', '2026-03-02T17:30:00Z', '2026-03-02T17:00:00Z'],
    ['nobody looks twice', '2026-03-02T17:30:00Z', '2026-03-02T18:00:00Z', undefined],
    ['an outage over both leaves the last', '2026-03-02T06:00:00Z', '2026-03-02T23:00:00Z', '2026-03-02T22:00:00Z'],
    [
      'an outage over the night leaves none of the day before',
      '2026-03-02T18:00:00Z',
      '2026-03-03T12:00:00Z',
      undefined,
    ],
    [
      'an outage over days leaves that of the day',
      '2026-03-01T18:00:00Z',
      '2026-03-04T18:00:00Z',
      '2026-03-04T17:00:00Z',
    ],
    ['no carrier comes on a Sunday', '2026-03-01T06:00:00Z', '2026-03-01T23:00:00Z', undefined],
    // Summer time begins on 8 March 2026: -05:00 from then on.
    [
      'the warehouse keeps its own time in summer',
      '2026-03-09T12:00:00Z',
      '2026-03-09T16:30:00Z',
      '2026-03-09T16:00:00Z',
    ],
  ])('%s', (_rule, after, now, pickup) => {
    const due = dueLook(chicago, { after: at(after), now: at(now) });
    expect(due?.at).toBe(pickup === undefined ? undefined : at(pickup));
  });

  it('shortly before midnight it is looked on the next day', () => {
    const late = { partyId: 'WH02', timeZone: 'UTC', pickups: ['23:45'] };
    const window = { after: at('2026-03-02T20:00:00Z'), now: at('2026-03-03T00:15:00Z') };
    expect(dueLook(late, window)?.local).toBe('Mon 2 Mar 23:45 UTC');
  });

  it.each([
    // now, next look
    ['2026-03-02T15:00:00Z', '2026-03-02T17:30:00Z'],
    ['2026-03-02T17:30:00Z', '2026-03-02T22:30:00Z'],
    // Friday evening to Monday, when summer time has begun
    ['2026-03-06T23:00:00Z', '2026-03-09T16:30:00Z'],
  ])('from %s on the next look is at %s', (now, next) => {
    expect(nextLook(chicago, at(now))).toBe(at(next));
  });
});

describe('a look', () => {
  const MONDAY_EVENING = at('2026-03-02T22:30:00Z');
  const look = async (desk: ReturnType<typeof openDesk>, after = '2026-03-02T18:00:00.000Z') =>
    desk.run(desk.activities.missedPickups, { account, after });

  it('counts what is labelled, for each warehouse of its own, and names up to ten', async () => {
    const desk = openDesk([], [chicago, { ...chicago, partyId: 'WH02' }, { ...chicago, partyId: 'WH03' }]);
    desk.now = MONDAY_EVENING;
    const ready = (number: string, warehouse: string) => ({ number, warehouse, startedAt: at('2026-03-02T15:00:00Z') });
    desk.ready = [...Array.from({ length: 12 }, (_, index) => ready(`PO${index}`, 'WH01')), ready('PO99', 'WH03')];
    expect(await look(desk)).toEqual({
      missed: [
        {
          warehouse: 'WH01',
          pickupAt: '2026-03-02T22:00:00.000Z',
          local: 'Mon 2 Mar 16:00 America/Chicago',
          ready: 12,
          orders: Array.from({ length: 10 }, (_, index) => `PO${index}`),
        },
        expect.objectContaining({ warehouse: 'WH03', ready: 1, orders: ['PO99'] }),
      ],
      until: '2026-03-02T22:30:00.000Z',
      nextAt: '2026-03-03T17:30:00.000Z',
    });
  });

  it('leaves out an order that came after the pickup', async () => {
    const desk = openDesk([], [chicago]);
    desk.now = MONDAY_EVENING;
    desk.ready = [{ number: 'PO1', warehouse: 'WH01', startedAt: at('2026-03-02T22:10:00Z') }];
    expect((await look(desk)).missed).toEqual([]);
  });

  it.each([
    ['no warehouse is configured', []],
    ['none has pickups', [{ partyId: 'WH01' }, { partyId: 'WH02', timeZone: 'UTC', workingDays: [1] }]],
  ])('has nothing to do, and no next time, when %s', async (_case, warehouses) => {
    const desk = openDesk([], warehouses);
    desk.now = MONDAY_EVENING;
    expect(await look(desk)).toEqual({ missed: [], until: '2026-03-02T22:30:00.000Z' });
  });

  it('is tried again when Temporal does not answer', async () => {
    const desk = openDesk([], [chicago]);
    desk.now = MONDAY_EVENING;
    desk.fails.ready = () => {
      throw new StepNotDone('Unavailable', 'Temporal did not list labelled orders (gRPC status 14).');
    };
    await expect(look(desk)).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
  });
});

describe('a probe', () => {
  const known = { cause: 'refusals', codes: ['Unauthorized'], since: 1 } as const;

  it('reaches the breaker with what is known of the incident, and says when', async () => {
    const desk = openDesk();
    const input = { account, operation: 'getOrder', ...known, codes: [...known.codes] };
    expect(await desk.run(desk.activities.letProbe, input)).toEqual({ at: desk.now });
    expect(desk.probed).toEqual([{ operation: 'getOrder', ...known }]);
  });

  it('of an operation that this version does not know is not retried', async () => {
    const desk = openDesk();
    const input = { account, operation: 'toString', ...known, codes: [] };
    await expect(desk.run(desk.activities.letProbe, input)).rejects.toMatchObject({
      type: 'Unexpected',
      nonRetryable: true,
    });
    expect(desk.probed).toEqual([]);
  });
});
