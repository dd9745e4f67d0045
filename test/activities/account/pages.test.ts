import { describe, expect, it } from 'vitest';
import { CallFailed } from '../../../activities/amazon/amazon.js';
import { StepNotDone } from '../../../activities/attempt.js';
import { begin, withPage } from '../../../workflows/account/rounds.js';
import { anAccount, DAY, NOW } from '../../workflows/account/accounts.js';
import { openDesk, week } from './desk.js';
import type { Desk } from './desk.js';

const sweep = (desk: Desk, more: { wanted?: 'new' | 'all'; nextToken?: string } = {}) =>
  desk.run(desk.activities.sweepPage, { ...week, wanted: 'all', ...more });

describe('a page of a sweep', () => {
  it.each([
    // status, wanted, started
    ['NEW', 'new', true],
    ['ACCEPTED', 'new', false],
    ['SHIPPED', 'new', false],
    ['CANCELLED', 'new', false],
    ['ACCEPTED', 'all', true],
    ['SHIPPED', 'all', true],
    ['CANCELLED', 'all', false],
    // Added by Amazon since, or unreadable: it may be new.
    ['SOMETHING_ELSE', 'new', true],
    ['odd', 'new', true],
  ] as const)('an order that is %s, with %s wanted: started %s', async (status, wanted, isStarted) => {
    const desk = openDesk([['PO1', status]]);
    const page = await sweep(desk, { wanted });
    expect([desk.starts.has('PO1'), page]).toEqual([
      isStarted,
      { listed: 1, started: isStarted ? 1 : 0, running: 0, ended: 0, skipped: 0 },
    ]);
  });

  it('is listed whole, whatever the status, so that pages do not shift while orders are acknowledged', async () => {
    const desk = openDesk(Array.from({ length: 150 }, (_, index) => [`PO${index}`, 'NEW']));
    const first = await sweep(desk);
    expect(first).toMatchObject({ listed: 100, started: 100, nextToken: '100' });
    expect(await sweep(desk, { nextToken: '100' })).toEqual({
      listed: 50,
      started: 50,
      running: 0,
      ended: 0,
      skipped: 0,
    });
    expect(desk.asked).toEqual([
      { createdAfter: NOW - 7 * DAY, createdBefore: NOW, includeDetails: true },
      { createdAfter: NOW - 7 * DAY, createdBefore: NOW, includeDetails: true, nextToken: '100' },
    ]);
  });

  it('starts only what has no workflow', async () => {
    const desk = openDesk([
      ['PO1', 'NEW'],
      ['PO2', 'NEW'],
      ['PO3', 'NEW'],
    ]);
    desk.running.add('PO1');
    desk.ended.add('PO2');
    expect(await sweep(desk)).toMatchObject({ started: 1, running: 1, ended: 1 });
    expect([...desk.starts.keys()]).toEqual(['PO3']);
  });

  it('starts an order with what was listed, and when', async () => {
    const desk = openDesk([
      ['PO1', 'NEW'],
      ['PO2', 'odd'],
    ]);
    await sweep(desk);
    expect(desk.starts.get('PO1')).toMatchObject({ status: 'NEW', documentId: 'document', readAt: week.createdBefore });
    expect(desk.starts.get('PO2')).toBeUndefined();
  });

  it('starts an order without its details when those cannot be kept', async () => {
    const desk = openDesk([
      ['PO1', 'NEW'],
      ['PO2', 'NEW'],
    ]);
    desk.fails.snapshot = (number) => {
      if (number === 'PO1') throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    expect(await sweep(desk)).toMatchObject({ started: 2 });
    expect([desk.starts.get('PO1'), desk.starts.get('PO2')?.status]).toEqual([undefined, 'NEW']);
  });

  it('is not done when an order could not be started; the others of the page are, and doing it again starts the rest', async () => {
    const desk = openDesk(Array.from({ length: 30 }, (_, index) => [`PO${index}`, 'NEW']));
    desk.fails.start = (number) => {
      if (number === 'PO3') throw new StepNotDone('Unavailable', 'Temporal did not start an order (gRPC status 14).');
    };
    await expect(sweep(desk)).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: false,
      message: '1 of 30 orders of a page could not be started. Temporal did not start an order (gRPC status 14).',
    });
    expect(desk.running.size).toBe(29);
    desk.fails.start = () => undefined;
    expect(await sweep(desk)).toMatchObject({ started: 1, running: 29 });
  });

  it('leaves out numbers that no order can have, and counts them', async () => {
    const desk = openDesk([
      ['PO/1', 'NEW'],
      ["PO'1", 'NEW'],
      ['', 'NEW'],
      ['PO1', 'NEW'],
    ]);
    expect(await sweep(desk)).toMatchObject({ listed: 4, started: 1, skipped: 3 });
  });

  it.each([
    // kind, on a further page: refused token or failure
    ['Rejected', { isTokenRefused: true, listed: 0 }],
    ['Throttled', undefined],
  ] as const)(
    '%s with a token: the window begins again only when Amazon refuses the request',
    async (kind, expected) => {
      const failure = new CallFailed(kind, 'No page.', { retryAfterMs: 2_000 });
      const desk = openDesk([['PO1', 'NEW']]);
      desk.fails.orders = () => {
        throw failure;
      };
      const page = sweep(desk, { nextToken: 'old' });
      if (expected === undefined)
        await expect(page).rejects.toMatchObject({ type: failure.kind, nextRetryDelay: 2_000 });
      else expect(await page).toMatchObject(expected);
      await expect(sweep(desk)).rejects.toMatchObject({ type: failure.kind });
    },
  );
});

describe('a gap sweep', () => {
  it('of 10,000 orders in one window, one of them missing, makes at most 101 calls', async () => {
    const desk = openDesk(Array.from({ length: 10_000 }, (_, index) => [`PO${index}`, 'ACCEPTED']));
    for (const [number] of desk.orders) desk.running.add(number);
    desk.running.delete('PO7777');
    let state = begin(anAccount({ goLiveAt: '2026-01-01T00:00:00Z' }), 'gap', NOW);
    for (let round = state.rounds.gap; round !== undefined; round = state.rounds.gap) {
      const { nextToken } = round;
      const input = { ...week, ...(nextToken === undefined ? {} : { nextToken }) };
      state = withPage(state, 'gap', await desk.run(desk.activities.gapPage, input), NOW);
    }
    expect(state.last.gap?.counts).toMatchObject({ pages: 100, listed: 10_000, started: 1, running: 9_999 });
    // The missing order reads itself.
    expect(desk.asked.length + desk.starts.size).toBeLessThanOrEqual(101);
    expect([...desk.starts]).toEqual([['PO7777', undefined]]);
    expect(desk.asked.every(({ includeDetails, status }) => !includeDetails && status === undefined)).toBe(true);
  });
});

describe('a page of cancelled orders', () => {
  it('tells those that run, each once', async () => {
    const desk = openDesk([
      ['PO1', 'CANCELLED'],
      ['PO2', 'CANCELLED'],
      ['PO3', 'CANCELLED'],
      ['PO4', 'NEW'],
    ]);
    for (const number of ['PO1', 'PO2', 'PO4']) desk.running.add(number);
    const page = await desk.run(desk.activities.cancellationPage, { ...week, told: ['PO2'] });
    expect(page).toEqual({ listed: 3, running: ['PO1', 'PO2'], signalled: 1 });
    expect(desk.told).toEqual(['PO1']);
    expect(desk.asked).toEqual([
      { createdAfter: NOW - 7 * DAY, createdBefore: NOW, includeDetails: false, status: 'CANCELLED' },
    ]);
  });

  it('says that the oldest open order is none', async () => {
    const desk = openDesk();
    expect(await desk.run(desk.activities.oldestOpenOrder, { account: 'acme' })).toEqual({});
  });
});
