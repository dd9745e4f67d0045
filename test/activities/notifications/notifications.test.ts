import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notifications } from '../../../activities/notifications/create-notifications.js';
import { createPost } from '../../../activities/notifications/webhook.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import { startHttpServer } from '../amazon/http-server.js';
import type { HttpServer } from '../amazon/http-server.js';
import { eventually } from '../../support/eventually.js';
import { logTo, noticeOf, notices, notificationsOf, roundTime, startMs, testKey, verified } from './support.js';
import type { Line, Received, RoundTime } from './support.js';

const second = 1_000;
const minute = 60 * second;

let directory: string;
let lines: Line[];
const servers: HttpServer[] = [];
const running: Notifications[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'notices-'));
  lines = [];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((notifications) => notifications.stop()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
  rmSync(directory, { recursive: true, force: true });
});

/** What a receiver does with a request: a status, or no answer. */
type Mood = number | 'reset' | 'hang';

/** A receiver that checks every signature, and keeps what it has accepted apart. */
async function startReceiver(time: RoundTime, mood: (received: Received) => Mood = () => 200) {
  const state = { mood, accepted: [] as Received[], asked: [] as Received[] };
  const server = await startHttpServer((response, request) => {
    const received = verified(request, testKey, time.now());
    state.asked.push(received);
    const answer = state.mood(received);
    if (typeof answer !== 'number') return answer === 'reset' ? response.destroy() : undefined;
    if (answer >= 200 && answer < 300) state.accepted.push(received);
    response.writeHead(answer, answer === 302 ? { location: '/' } : {}).end('x');
  });
  servers.push(server);
  return Object.assign(state, { url: `${server.url}/hook?token=s3cret`, server });
}

function start(time: RoundTime, urls: Record<string, string>, timeoutMs = 5_000): Notifications {
  const notifications = notificationsOf({
    directory,
    urls,
    clock: time.now,
    schedule: time.schedule,
    post: createPost(timeoutMs),
    logger: logTo(lines),
  });
  running.push(notifications);
  notifications.start();
  return notifications;
}

const idsOf = (received: readonly Received[]): unknown[] => received.map(({ data }) => data.id).sort();
const ids = (all: readonly Notice[]): string[] => all.map(({ id }) => id).sort();
const counts = (received: readonly Received[]): number[] =>
  received.map(({ type, data }) => (type.endsWith('.digest') ? Number(data.count) : 1));
const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

/** One receiver for the account `acme`. */
async function setUp(mood?: (received: Received) => Mood, timeoutMs?: number) {
  const time = roundTime();
  const receiver = await startReceiver(time, mood);
  const { activities } = start(time, { acme: receiver.url }, timeoutMs);
  return { time, receiver, notify: (all: Notice[]) => activities.notify({ notices: all }) };
}

describe('notices', () => {
  it('go five seconds after the first, each once, however often they are handed over', async () => {
    const { time, receiver, notify } = await setUp();
    await notify(notices(3));
    await time.advance(4_999);
    await notify([noticeOf(3), noticeOf(4)]);
    expect(receiver.asked).toEqual([]);
    await time.advance(1);
    await notify(notices(4));
    await time.advance(60 * minute);
    expect(idsOf(receiver.accepted)).toEqual(ids(notices(4)));
    expect(receiver.asked).toHaveLength(4);
  });

  it('that come in while a receiver is slow do not wait for another reason to look', async () => {
    const time = roundTime();
    let answer = (): void => undefined;
    const server = await startHttpServer((response) => (answer = () => response.end()));
    servers.push(server);
    const { activities } = start(time, { acme: server.url });
    await activities.notify({ notices: [noticeOf(1)] });
    const first = time.advance(5 * second);
    await eventually('the first POST', () => server.requests.length === 1);
    await activities.notify({ notices: [noticeOf(2)] });
    await first;
    const rest = time.advance(5 * second);
    await new Promise((resolve) => setImmediate(resolve));
    answer();
    await eventually('the second POST', () => server.requests.length === 2);
    answer();
    await rest;
  });

  it('of an account without a receiver go nowhere', async () => {
    const { time, receiver, notify } = await setUp();
    await notify([noticeOf(1, { account: '__proto__' }), noticeOf(2, { account: 'other' }), noticeOf(3)]);
    await time.advance(minute);
    expect(idsOf(receiver.accepted)).toEqual([noticeOf(3).id]);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('are handed over even when nothing sends, and go after the next start', async () => {
    const time = roundTime();
    const receiver = await startReceiver(time);
    const { activities, stop } = start(time, { acme: receiver.url });
    await stop();
    await activities.notify({ notices: notices(2) });
    expect(receiver.asked).toEqual([]);
    start(time, { acme: receiver.url });
    await time.advance(5 * second);
    expect(idsOf(receiver.accepted)).toEqual(ids(notices(2)));
  });

  it('reject the hand-over when the disk does not keep them', async () => {
    const { activities } = notificationsOf({
      directory: join(directory, 'file'),
      urls: { acme: 'https://example.com' },
      clock: () => startMs,
    });
    writeFileSync(join(directory, 'file'), '');
    await expect(activities.notify({ notices: notices(1) })).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('are counted, those that wait over all accounts', async () => {
    const time = roundTime(2);
    const receiver = await startReceiver(time, () => 500);
    const sent: number[] = [];
    const waiting: number[] = [];
    let failed = 0;
    const {
      activities,
      start: begin,
      stop,
    } = notificationsOf({
      directory,
      urls: { acme: receiver.url, other: receiver.url },
      clock: time.now,
      schedule: time.schedule,
      counters: {
        onSent: (count) => sent.push(count),
        onFailed: () => (failed += 1),
        onWaiting: (count) => waiting.push(count),
      },
    });
    await activities.notify({ notices: [...notices(1, 1, { account: 'other' }), ...notices(30, 100)] });
    begin();
    await time.advance(6 * second);
    await time.nextIn();
    expect({ sent, failed, waiting: waiting.at(-1) }).toEqual({ sent: [], failed: 2, waiting: 31 });
    receiver.mood = () => 200;
    await time.advance(minute);
    await time.nextIn();
    expect({ sent: sent.sort((a, b) => a - b), failed, waiting: waiting.at(-1) }).toEqual({
      sent: [1, 30],
      failed: 2,
      waiting: 0,
    });
    await stop();
  });
});

describe('many notices of one reason', () => {
  it('are one digest: thousands at once are one POST', async () => {
    const { time, receiver, notify } = await setUp();
    await notify(notices(2_000));
    await time.advance(60 * minute);
    expect(receiver.asked).toMatchObject([{ type: 'attention.digest', data: { reason: 'Rejected', count: 2_000 } }]);
  });

  it('that come in over minutes are ten, then one digest at the end of ten minutes', async () => {
    const { time, receiver, notify } = await setUp();
    for (let number = 1; number <= 30; number += 1) {
      await notify([noticeOf(number)]);
      await time.advance(10 * second);
    }
    expect(receiver.accepted).toHaveLength(10);
    await time.advance(10 * minute);
    expect(counts(receiver.accepted)).toEqual([...Array<number>(10).fill(1), 20]);
  });

  it('that come in by the hundred give a digest in ten minutes, not one each time', async () => {
    const { time, receiver, notify } = await setUp();
    for (let batch = 0; batch < 12; batch += 1) {
      await notify(notices(100, 1 + batch * 100));
      await time.advance(30 * second);
    }
    await time.advance(20 * minute);
    expect(counts(receiver.accepted)).toEqual([100, 1_100]);
  });

  it('count across a restart', async () => {
    const time = roundTime();
    const receiver = await startReceiver(time);
    for (const first of [1, 101]) {
      const { activities, stop } = start(time, { acme: receiver.url });
      await activities.notify({ notices: notices(6, first) });
      await time.advance(10 * second);
      await stop();
    }
    expect(receiver.accepted).toHaveLength(10);
  });

  it('hold up no notice of another reason', async () => {
    const { time, receiver, notify } = await setUp();
    await notify(notices(11));
    await time.advance(10 * second);
    await notify([...notices(5, 101), noticeOf(900, { reason: 'Unproven' })]);
    await time.advance(10 * second);
    expect(receiver.accepted.map(({ data }) => data.reason)).toEqual(['Rejected', 'Unproven']);
  });
});

describe('a receiver that takes nothing', () => {
  it.each<[string, Mood, number]>([
    ['answers 500', 500, 5_000],
    ['answers 404', 404, 5_000],
    ['answers 410', 410, 5_000],
    ['answers 429', 429, 5_000],
    ['redirects', 302, 5_000],
    ['breaks the connection', 'reset', 5_000],
    ['does not answer', 'hang', 100],
  ])('because it %s misses nothing and gets nothing twice when it returns', async (_what, mood, timeoutMs) => {
    const { time, receiver, notify } = await setUp(() => mood, timeoutMs);
    await notify(notices(3));
    await notify(notices(40, 101, { reason: 'Unproven' }));
    await time.advance(10 * minute);
    await notify(notices(2, 11));
    await time.advance(20 * minute);
    expect(receiver.accepted).toEqual([]);
    receiver.mood = () => 200;
    await time.advance(30 * minute);
    const singles = receiver.accepted.filter(({ type }) => !type.endsWith('.digest'));
    expect(idsOf(singles)).toEqual(ids([...notices(3), ...notices(2, 11)]));
    expect(counts(receiver.accepted).filter((count) => count > 1)).toEqual([40]);
    expect(new Set(receiver.accepted.map(({ id }) => id)).size).toBe(receiver.accepted.length);
  });

  it('because it is down misses nothing, and everything more than ten comes as digests', async () => {
    const time = roundTime();
    const accepted: Received[] = [];
    const server = http.createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        accepted.push(verified({ method: 'POST', url: '', headers: incoming.headers, body }, testKey, time.now()));
        response.end();
      });
    });
    const listen = (port = 0) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await listen();
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { activities } = start(time, { acme: `http://127.0.0.1:${port}` });
    for (let hour = 0; hour < 8; hour += 1) {
      await activities.notify({ notices: notices(50, hour * 100) });
      await time.advance(60 * minute);
    }
    await listen(port);
    await time.advance(5 * minute);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    expect(sum(counts(accepted))).toBe(8 * 50);
    expect(accepted).toHaveLength(2);
  }, 60_000);

  it('is asked again after 5 s, then ever less often, at most every 5 min', async () => {
    const { time, receiver, notify } = await setUp(() => 503);
    await notify([noticeOf(1)]);
    const asked: number[] = [];
    for (let elapsed = 0; elapsed < 30 * 60; elapsed += 1) {
      await time.advance(second);
      await time.nextIn();
      while (asked.length < receiver.asked.length) asked.push((time.now() - startMs) / second);
    }
    const pauses = asked.slice(1).map((at, index) => at - asked[index]!);
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300, 300]);
  });

  it('is not asked more often because more comes in', async () => {
    const { time, receiver, notify } = await setUp(() => 503);
    for (let elapsed = 0; elapsed < 30; elapsed += 1) {
      await notify(notices(1, elapsed, { reason: `R${elapsed % 3}` }));
      await time.advance(minute);
    }
    expect(receiver.asked.length).toBeLessThan(13);
  });

  it('is said once, with host and status, and once when it is back; never the URL', async () => {
    const { time, receiver, notify } = await setUp(() => 401);
    await notify(notices(3));
    await time.advance(20 * minute);
    receiver.mood = () => 200;
    await time.advance(10 * minute);
    const host = new URL(receiver.url).host;
    expect(lines).toMatchObject([
      { level: 40, host, status: 401, msg: 'notices are not taken; they are kept and tried again' },
      { level: 30, host, msg: 'notices are taken again' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/s3cret|hook/);
  });

  it('holds up no other account', async () => {
    const time = roundTime(2);
    const dead = await startReceiver(time, () => 'hang');
    const healthy = await startReceiver(time);
    const { activities } = start(time, { dead: dead.url, acme: healthy.url }, 200);
    await activities.notify({ notices: [...notices(3, 1, { account: 'dead' }), ...notices(3, 11)] });
    await time.advance(10 * second);
    expect(idsOf(healthy.accepted)).toEqual(ids(notices(3, 11)));
    expect(dead.asked.length).toBeGreaterThan(0);
  });

  it('for two accounts has one outage, not two', async () => {
    const time = roundTime(2);
    const receiver = await startReceiver(time, () => 500);
    const { activities } = start(time, { acme: receiver.url, other: receiver.url });
    await activities.notify({ notices: [noticeOf(1), noticeOf(2, { account: 'other' })] });
    await time.advance(5 * second);
    expect(await time.nextIn()).toBe(5 * second);
    expect(lines).toHaveLength(1);
  });

  it('gets a digest without an answer again as it was, also when more has come in since', async () => {
    const { time, receiver, notify } = await setUp(() => 'hang', 100);
    await notify(notices(20));
    await time.advance(6 * second);
    await notify(notices(20, 101));
    await time.advance(minute);
    receiver.mood = () => 200;
    await time.advance(30 * minute);
    expect(receiver.asked.length).toBeGreaterThan(3);
    const [first, ...others] = receiver.asked;
    expect(first?.data.count).toBe(20);
    expect(others.slice(0, -1)).toEqual(others.slice(0, -1).map(() => first));
    expect(counts(receiver.accepted)).toEqual([20, 20]);
  });

  it('because it cannot digest one notice gets all the others', async () => {
    const { time, receiver, notify } = await setUp(({ data }) => (data.id === noticeOf(1).id ? 400 : 200));
    await notify(notices(5));
    await time.advance(minute);
    expect(idsOf(receiver.accepted)).toEqual(ids(notices(4, 2)));
    await notify(notices(30, 101, { reason: 'Unproven' }));
    await time.advance(10 * minute);
    expect(sum(counts(receiver.accepted))).toBe(34);
    receiver.mood = () => 200;
    await time.advance(10 * minute);
    expect(sum(counts(receiver.accepted))).toBe(35);
  });
});

describe('two processes over one directory', () => {
  it('send each notice once, and a digest as one', async () => {
    const time = roundTime(2);
    const receiver = await startReceiver(time);
    const both = [start(time, { acme: receiver.url }), start(time, { acme: receiver.url })];
    for (let number = 0; number < 40; number += 1) {
      const all = [
        noticeOf(number, { reason: `R${number}` }),
        ...notices(20, 1_000 + number * 20, { reason: 'Paused' }),
      ];
      await Promise.all(both.map(({ activities }) => activities.notify({ notices: all })));
      await time.advance(3 * second);
    }
    await time.advance(30 * minute);
    const singles = receiver.accepted.filter(({ type }) => !type.endsWith('.digest'));
    expect(idsOf(singles)).toEqual(ids(Array.from({ length: 40 }, (_, number) => noticeOf(number))));
    expect(sum(counts(receiver.accepted))).toBe(40 + 800);
    expect(receiver.accepted.length - singles.length).toBe(2);
  });

  it('carry on for each other: what one took in and left, the other sends', async () => {
    const time = roundTime();
    const receiver = await startReceiver(time);
    start(time, { acme: receiver.url });
    const gone = notificationsOf({ directory, urls: { acme: receiver.url }, clock: time.now });
    await gone.activities.notify({ notices: notices(2) });
    await time.advance(minute);
    expect(idsOf(receiver.accepted)).toEqual(ids(notices(2)));
  });
});

describe('stopping', () => {
  it('waits for the answer under way, keeps it in mind, and sends nothing more', async () => {
    const time = roundTime();
    let answer = (): void => undefined;
    const server = await startHttpServer((response) => (answer = () => response.end()));
    servers.push(server);
    const first = start(time, { acme: server.url });
    await first.activities.notify({ notices: notices(3) });
    const advancing = time.advance(5 * second);
    await eventually('the first POST', () => server.requests.length === 1);
    let isStopped = false;
    const stopped = first.stop().then(() => (isStopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    answer();
    await stopped;
    expect(server.requests).toHaveLength(1);
    start(time, { acme: server.url });
    for (const count of [2, 3]) {
      await eventually('the next POST', () => server.requests.length === count);
      answer();
    }
    await advancing;
    expect(new Set(server.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });

  it('before the start, or twice, is no harm', async () => {
    const { stop } = notificationsOf({ directory, urls: { acme: 'https://example.com' }, clock: () => startMs });
    await stop();
    await stop();
  });
});

describe('a disk that fails', () => {
  it('is said once, and what waits goes when it works again', async () => {
    const { time, receiver, notify } = await setUp();
    await notify([noticeOf(1)]);
    const account = join(directory, readdirSync(directory)[0]!);
    renameSync(join(account, 'waiting'), join(account, 'away'));
    writeFileSync(join(account, 'waiting'), '');
    await time.advance(5 * minute);
    expect(lines).toMatchObject([{ level: 50, reason: 'ENOTDIR' }]);
    rmSync(join(account, 'waiting'));
    renameSync(join(account, 'away'), join(account, 'waiting'));
    await time.advance(minute);
    expect(idsOf(receiver.accepted)).toEqual([noticeOf(1).id]);
  });

  it('or somebody who cuts a file costs that notice only', async () => {
    const { time, receiver, notify } = await setUp();
    await notify(notices(5));
    const account = join(directory, readdirSync(directory)[0]!);
    truncateSync(join(account, 'notices', readdirSync(join(account, 'notices'))[0]!), 10);
    await time.advance(minute);
    expect(receiver.accepted).toHaveLength(4);
  });
});

describe('configuration that cannot work is refused at once', () => {
  it.each<[string, string, Uint8Array[]]>([
    ['http: to another machine', 'http://example.com/s3cret', [testKey]],
    ['another protocol', 'ftp://example.com/s3cret', [testKey]],
    ['no URL', 's3cret', [testKey]],
    ['no key', 'https://example.com/s3cret', []],
  ])('%s', (_what, url, keys) => {
    const build = (): unknown => notificationsOf({ directory, urls: { acme: url }, keys, clock: () => startMs });
    expect(build).toThrow(TypeError);
    expect(build).not.toThrow(/s3cret/);
  });

  it('but no URL at all needs no key', async () => {
    const { activities, start: begin, stop } = notificationsOf({ directory, urls: {}, keys: [], clock: () => startMs });
    begin();
    await activities.notify({ notices: notices(3) });
    await stop();
    expect(readdirSync(directory)).toEqual([]);
  });
});
