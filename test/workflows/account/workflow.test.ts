import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import type { BreakerSign } from '../../../workflows/account/activities.js';
import {
  breakerSignal,
  configureSignal,
  pauseUpdate,
  probeUpdate,
  resumeUpdate,
  sweepNowUpdate,
} from '../../../workflows/account/messages.js';
import type { AccountState } from '../../../workflows/account/state.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import { startAccountTime, unavailable } from './account-time.js';
import type { AccountHandle, AccountTime, AskedPage } from './account-time.js';
import { accountPolicy, DAY, HOUR, MINUTE } from './accounts.js';

describe('an account', () => {
  const names = [
    ...['plain', 'weeks', 'outage', 'forbidden', 'paused', 'asked', 'null', 'cancelled', 'settings'],
    ...['refused', 'silent', 'probed', 'nobody', 'trucks', 'unswept'],
  ];
  let time: AccountTime;
  const handles: AccountHandle[] = [];
  beforeAll(async () => {
    time = await startAccountTime(names);
  }, 30_000);
  afterEach(async () => {
    // Not terminated: the server would wait for the task that is cut off, and skip no more time.
    for (const handle of handles.splice(0)) await handle.executeUpdate(pauseUpdate, { args: [{}] });
    Object.assign(time.list, { orders: new Map(), started: [], asked: [], failure: undefined });
    Object.assign(time.breaker, { asked: [], failure: undefined });
    Object.assign(time.floor, { warehouses: [], ready: new Map(), looks: 0 });
    time.notices.length = 0;
  });
  afterAll(() => time.stop(), 30_000);

  const start: AccountTime['start'] = async (...args) => {
    const handle = await time.start(...args);
    handles.push(handle);
    return handle;
  };
  const sweeps = (state: AccountState): number => state.last.sweep?.counts.pages ?? 0;
  const pagesOf = (job: AskedPage['job']): AskedPage[] => time.list.asked.filter((page) => page.job === job);
  const addOrders = (prefix: string, count: number, at: (index: number) => number): string[] => {
    const numbers = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    numbers.forEach((number, index) => time.list.orders.set(number, at(index)));
    return numbers;
  };
  const attentionOf = async (handle: AccountHandle) =>
    (await handle.describe()).typedSearchAttributes.get(searchAttributes.Attention);

  it('sweeps at its start and every 15 min, and looks for gaps once a day', async () => {
    const begun = await time.now();
    const numbers = addOrders('PO', 5, (index) => begun - (index + 1) * MINUTE);
    const handle = await start('plain');
    await time.until(handle, 'a sweep', (state) => sweeps(state) === 3);
    expect(time.list.started.toSorted()).toEqual(numbers);
    expect(pagesOf('sweep').map(({ nextToken }) => nextToken)).toEqual([undefined, '2', '4']);
    await time.skip(DAY);
    const state = await time.until(handle, 'a gap sweep', ({ last }) => last.gap !== undefined);
    expect(new Date(state.last.gap!.startedAt).toISOString()).toMatch(/T03:00:/);
    expect(state.last.gap?.counts).toMatchObject({ pages: 3, listed: 5, started: 0, running: 5 });
    const rounds = new Set(pagesOf('sweep').map(({ createdBefore }) => createdBefore)).size;
    expect(rounds).toBeGreaterThanOrEqual(24 * 4);
    expect(rounds).toBeLessThanOrEqual(27 * 4 + 2);
    expect(state.last.cancellations).toBeDefined();
    await Worker.runReplayHistory(
      { workflowBundle: { codePath: workflowBundlePath } },
      await handle.fetchHistory(),
      handle.workflowId,
    );
  }, 30_000);

  it('catches up with weeks in windows of at most 7 days, and misses nothing', async () => {
    const begun = await time.now();
    const numbers = addOrders('OLD', 22, (index) => begun - index * DAY - HOUR);
    const handle = await start('weeks', {}, begun - 22 * DAY);
    const state = await time.until(handle, 'the catch-up', (each) => each.last.sweep !== undefined);
    expect(time.list.started.toSorted()).toEqual(numbers.toSorted());
    for (const { createdAfter, createdBefore } of pagesOf('sweep')) {
      expect(Date.parse(createdBefore) - Date.parse(createdAfter)).toBeLessThanOrEqual(7 * DAY);
    }
    expect(state.cursor).toBe(state.last.sweep?.until);
  }, 30_000);

  it('passes no error: it waits where it is, is seen and told of once, and misses nothing of the outage', async () => {
    const handle = await start('outage');
    const { cursor } = await time.until(handle, 'a sweep', (state) => sweeps(state) > 0);
    time.list.failure = unavailable;
    const begun = await time.now();
    const numbers = addOrders('PO', 9, (index) => begun + index * HOUR);
    const stuck = await time.until(handle, 'a trouble', ({ troubles }) => troubles.sweep !== undefined);
    expect(stuck.troubles.sweep).toMatchObject({ kind: 'Unavailable', message: 'getOrders was not answered.' });
    expect(await attentionOf(handle)).toBe('Unavailable');
    await time.skip(9 * HOUR);
    const still = await time.view(handle);
    expect(still.cursor).toBeLessThan(cursor + HOUR);
    expect(still.troubles.sweep?.since).toBe(stuck.troubles.sweep?.since);
    expect(time.notices.filter(({ happened }) => happened.startsWith('Sweep'))).toHaveLength(1);
    expect(time.notices[0]).toMatchObject({ type: 'attention.raised', account: 'outage', reason: 'Unavailable' });
    time.list.failure = undefined;
    await time.until(handle, 'all orders', () => time.list.started.length === numbers.length);
    const mended = await time.until(handle, 'no trouble', ({ troubles }) => Object.keys(troubles).length === 0);
    expect(mended.cursor).toBeGreaterThan(begun + 9 * HOUR);
    expect(await attentionOf(handle)).toBeUndefined();
  }, 30_000);

  it('never gives up what the server does not try again', async () => {
    let failures = 0;
    time.list.failure = () => {
      failures += 1;
      return ApplicationFailure.create({ type: 'Rejected', message: 'Refused.', nonRetryable: true });
    };
    const handle = await start('forbidden');
    await time.until(handle, 'three tries', () => failures >= 3);
    time.list.failure = undefined;
    await time.until(handle, 'a sweep', (state) => sweeps(state) > 0);
  }, 30_000);

  it('stops between two pages when paused, says by whom, and resumes where it was', async () => {
    const begun = await time.now();
    const numbers = addOrders('PO', 6, (index) => begun - (index + 1) * MINUTE);
    time.list.failure = ({ nextToken, job }) => (job === 'sweep' && nextToken === '2' ? unavailable() : undefined);
    const handle = await start('paused');
    await time.until(handle, 'the second page', () => pagesOf('sweep').some(({ nextToken }) => nextToken === '2'));
    const { pause } = await handle.executeUpdate(pauseUpdate, { args: [{ actor: 'ann', reason: 'moving house' }] });
    expect(pause).toMatchObject({ actor: 'ann', reason: 'moving house' });
    time.list.failure = undefined;
    await time.until(handle, 'the end of the page', (state) => state.rounds.sweep?.nextToken === '4');
    await time.skip(2 * DAY);
    expect(pagesOf('sweep').at(-1)?.nextToken).toBe('2');
    expect(pagesOf('gap')).toEqual([]);
    await expect(handle.executeUpdate(sweepNowUpdate, { args: [{}] })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('paused by ann') as unknown },
    });
    const late = addOrders('LATE', 3, (index) => begun + (index + 1) * HOUR);
    await handle.executeUpdate(resumeUpdate, { args: [{ actor: 'bob' }] });
    await time.until(handle, 'all orders', () => time.list.started.length === numbers.length + late.length);
    expect(pagesOf('sweep').filter(({ nextToken }) => nextToken === '4')).not.toEqual([]);
  }, 30_000);

  it('sweeps at once when asked, and its result carries the ticket', async () => {
    const handle = await start('asked', { sweepIntervalMs: 10 * HOUR });
    await time.until(handle, 'a sweep', (state) => sweeps(state) > 0);
    time.list.orders.set('PO1', await time.now());
    await time.skip(1_000);
    const asked = await handle.executeUpdate(sweepNowUpdate, { args: [{ actor: 'ann' }] });
    expect(asked).toEqual({ job: 'sweep', ticket: 1 });
    const before = await time.now();
    const state = await time.until(handle, 'the result', ({ last }) => (last.sweep?.ticket ?? 0) >= asked.ticket);
    expect(state.last.sweep?.counts).toMatchObject({ listed: 1, started: 1 });
    expect((await time.now()) - before).toBeLessThan(5 * MINUTE);
    await handle.executeUpdate(sweepNowUpdate, { args: [{ job: 'gap' }] });
    await time.until(handle, 'a gap sweep', ({ last }) => last.gap?.ticket === 1);
  }, 30_000);

  it('answers a request whose job is null as one without a job, as many languages send it', async () => {
    const handle = await start('null');
    const asked = await handle.executeUpdate('sweepNow', { args: [{ job: null }] });
    expect(asked).toEqual({ job: 'sweep', ticket: 1 });
    await time.until(handle, 'the sweep that was asked for', ({ last }) => last.sweep?.ticket === 1);
  }, 30_000);

  it('pauses on a cancel request in Temporal, and goes on when resumed', async () => {
    const handle = await start('cancelled');
    await time.until(handle, 'a sweep', (state) => sweeps(state) > 0);
    await handle.cancel();
    const { pause } = await time.until(handle, 'the pause', (state) => state.pause !== undefined);
    expect(pause).toMatchObject({ actor: 'temporal' });
    const pages = pagesOf('sweep').length;
    await time.skip(HOUR);
    expect(pagesOf('sweep')).toHaveLength(pages);
    await handle.executeUpdate(resumeUpdate, { args: [{}] });
    await time.until(handle, 'sweeps', () => pagesOf('sweep').length > pages);
  }, 30_000);

  it('takes new settings while it runs, and survives those that cannot be', async () => {
    const handle = await start('settings', { sweepIntervalMs: 10 * HOUR });
    await time.until(handle, 'a sweep', (state) => sweeps(state) > 0);
    await handle.signal('configure', 'nonsense');
    await handle.signal(configureSignal, { policy: { ...accountPolicy, sweepIntervalMs: MINUTE } });
    const pages = pagesOf('sweep').length;
    await time.until(handle, 'more sweeps', () => pagesOf('sweep').length >= pages + 5);
  }, 30_000);

  /** Of this account: incidents of the tests before may end meanwhile. */
  const told = ({ workflowId }: AccountHandle, type: Notice['type']): Notice[] =>
    time.notices.filter((notice) => notice.type === type && notice.workflowId === workflowId);
  const incidentOf = async (handle: AccountHandle) =>
    (await handle.describe()).typedSearchAttributes.get(searchAttributes.Incident);
  const sign = async (failed?: number, operation = 'getOrder'): Promise<BreakerSign> => {
    const at = await time.now();
    if (failed === undefined) return { operation, at };
    const paused = { codes: ['Unauthorized'], failed, nextProbeAt: at + 5 * MINUTE, quietMs: 20 * MINUTE };
    return { operation, at, paused: { cause: 'refusals', ...paused } };
  };

  /** Resolves when it was taken: the test server loses tasks that a signal overtakes. */
  const tell = async (handle: AccountHandle, ...[failed, operation]: Parameters<typeof sign>): Promise<void> => {
    await handle.signal(breakerSignal, await sign(failed, operation));
    await time.view(handle);
  };

  it('folds refusals into one incident: one notice when it opens, one when it is over', async () => {
    const handle = await start('refused');
    await handle.executeUpdate(pauseUpdate, { args: [{}] });
    await tell(handle, 3);
    await time.until(handle, 'the notice', () => told(handle, 'incident.opened').length === 1);
    expect(await incidentOf(handle)).toBe('getOrder refusals');
    for (let probes = 0; probes < 6; probes += 1) {
      await time.skip(5 * MINUTE);
      await tell(handle, 1);
    }
    await tell(handle, 3, 'getOrders');
    await time.until(handle, 'the second', () => told(handle, 'incident.opened').length === 2);
    expect((await time.view(handle)).incidents.open['getOrder']?.count).toBe(9);
    expect(await incidentOf(handle)).toBe('getOrder refusals');
    await tell(handle);
    await time.until(handle, 'the end', () => told(handle, 'incident.closed').length === 1);
    expect(await incidentOf(handle)).toBe('getOrders refusals');
    expect(told(handle, 'incident.opened').map(({ reason }) => reason)).toEqual([
      'getOrder refusals',
      'getOrders refusals',
    ]);
    expect(told(handle, 'incident.closed').map(({ reason }) => reason)).toEqual(['getOrder refusals']);
  }, 30_000);

  it('ends an incident that shows no sign any more, also while the sweeps are paused', async () => {
    const handle = await start('silent');
    await handle.executeUpdate(pauseUpdate, { args: [{}] });
    await tell(handle, 3);
    await time.skip(15 * MINUTE);
    await tell(handle, 1);
    await time.skip(15 * MINUTE);
    expect((await time.view(handle)).incidents.open['getOrder']).toBeDefined();
    const { incidents } = await time.until(handle, 'the end', (state) => state.incidents.ended.length > 0);
    expect(incidents.ended).toMatchObject([{ how: 'quiet', count: 4 }]);
    await time.until(handle, 'the notice', () => told(handle, 'incident.closed').length === 1);
    expect(await incidentOf(handle)).toBeUndefined();
  }, 30_000);

  it('hands a probe to the process that talks to Amazon, and shows when', async () => {
    const handle = await start('probed');
    await expect(handle.executeUpdate(probeUpdate, { args: [{ operation: 'getOrder' }] })).rejects.toMatchObject({
      cause: { message: 'getOrder is not paused. Paused: nothing.' },
    });
    await tell(handle, 3);
    const asked = await handle.executeUpdate(probeUpdate, { args: [{ operation: 'getOrder', actor: 'ann' }] });
    expect(asked).toEqual({ operation: 'getOrder', ticket: 1 });
    const state = await time.until(
      handle,
      'the probe',
      ({ incidents }) => incidents.open['getOrder']?.probe?.letAt !== undefined,
    );
    expect(time.breaker.asked).toMatchObject([{ account: 'probed', operation: 'getOrder', cause: 'refusals' }]);
    expect(state.audit).toMatchObject([{ action: 'probe', actor: 'ann', said: 'getOrder' }]);
  }, 30_000);

  it('says so when no process takes a probe', async () => {
    time.breaker.failure = ApplicationFailure.create({ type: 'Unexpected', nonRetryable: true });
    const handle = await start('nobody');
    await tell(handle, 3);
    await handle.executeUpdate(probeUpdate, { args: [{ operation: 'getOrder' }] });
    await time.until(handle, 'the answer', ({ incidents }) => incidents.open['getOrder']?.probe?.isFailed === true);
    time.breaker.failure = undefined;
    await handle.executeUpdate(probeUpdate, { args: [{ operation: 'getOrder' }] });
    await time.until(handle, 'the probe', ({ incidents }) => incidents.open['getOrder']?.probe?.letAt !== undefined);
  }, 30_000);

  it('tells after each pickup, once, what was left; the sweeps may be paused, and the worker away', async () => {
    time.floor.warehouses = [
      { partyId: 'WH01', timeZone: 'UTC', pickups: ['11:00', '16:00'] },
      { partyId: 'WH02', timeZone: 'UTC', pickups: ['16:00'] },
      { partyId: 'WH03' },
    ];
    time.floor.ready = new Map([
      ['WH01', ['PO1', 'PO2']],
      ['WH03', ['PO3']],
    ]);
    const handle = await start('trucks');
    await time.until(handle, 'the first look', ({ pickups }) => (pickups.lookAt ?? 0) > pickups.until);
    await handle.executeUpdate(pauseUpdate, { args: [{}] });
    time.notices.length = 0;
    const looks = time.floor.looks;
    await time.skip(2 * DAY);
    await time.until(handle, 'the notices', () => told(handle, 'pickup.missed').length >= 4);
    const missed = told(handle, 'pickup.missed');
    expect(missed.map(({ warehouse, at }) => `${warehouse} ${at.slice(11, 16)}`).toSorted()).toEqual([
      'WH01 11:00',
      'WH01 11:00',
      'WH01 16:00',
      'WH01 16:00',
    ]);
    expect(new Set(missed.map(({ id }) => id)).size).toBe(4);
    expect(missed[0]?.happened).toContain('2 labelled, not departed');
    expect(time.floor.looks - looks).toBe(4);
    await Worker.runReplayHistory(
      { workflowBundle: { codePath: workflowBundlePath } },
      await handle.fetchHistory(),
      handle.workflowId,
    );
  }, 30_000);

  it('keeps incidents without looking for orders, where the configuration says so', async () => {
    const handle = await start('unswept', { sweeps: false });
    await tell(handle, 3);
    await time.until(handle, 'the notice', () => told(handle, 'incident.opened').length === 1);
    await time.skip(DAY);
    expect(time.list.asked).toEqual([]);
    await expect(handle.executeUpdate(sweepNowUpdate, { args: [{}] })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('sweep.enabled') as unknown },
    });
    await handle.signal(configureSignal, { policy: accountPolicy });
    await time.until(handle, 'a sweep', (state) => sweeps(state) > 0);
  }, 30_000);
});
