import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../../workflows/steps/notices.js';
import { startHttpServer } from '../amazon/http-server.js';
import type { HttpServer } from '../amazon/http-server.js';
import { eventually } from '../../support/eventually.js';
import { noticeOf, notices, testKey, verified } from './support.js';
import type { Received } from './support.js';

let directory: string;
let server: HttpServer;
let aheadMs: number;
/** Requests in the order in which they came, also those whose sender died before it had the answer. */
let asked: (Received & { body: string })[];
let onAsked: () => void;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'notices-'));
  aheadMs = 0;
  asked = [];
  onAsked = () => undefined;
  server = await startHttpServer((response, request) => {
    asked.push({ ...verified(request, testKey, Date.now() + aheadMs), body: request.body });
    onAsked();
    response.end();
  });
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

async function startWorker(): Promise<ChildProcess> {
  aheadMs += 61_000;
  const args = [directory, server.url, String(aheadMs)];
  const child = fork(fileURLToPath(new URL('worker.js', import.meta.url)), args, { execArgv: [] });
  children.push(child);
  await once(child, 'message');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
}

async function hand(child: ChildProcess, all: Notice[]): Promise<void> {
  child.send({ turn: 1, notices: all });
  await once(child, 'message');
}

describe('a process that is killed while it sends', () => {
  it('loses nothing; what comes twice has the same id and the same body', async () => {
    const handedOver: string[] = [];
    let number = 0;
    for (let turn = 0; turn < 8; turn += 1) {
      const worker = await startWorker();
      const all = Array.from({ length: 12 }, () => noticeOf((number += 1), { reason: `R${number}` }));
      await hand(worker, all);
      handedOver.push(...all.map(({ id }) => id));
      // Between a POST and its record, or shortly after: each turn at another request.
      const deadly = asked.length + 1 + turn;
      await new Promise<void>((resolve) => {
        onAsked = () => {
          if (asked.length < deadly) return;
          worker.kill('SIGKILL');
          resolve();
        };
      });
      onAsked = () => undefined;
      await kill(worker);
    }
    await startWorker();
    const received = (): Set<unknown> => new Set(asked.map(({ data }) => data.id));
    await eventually('everything has come', () => received().size === handedOver.length, 20_000);
    expect([...received()].sort()).toEqual(handedOver.sort());
    const bodies = new Map<string, Set<string>>();
    for (const { id, body } of asked) bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
    expect([...bodies.values()].every((versions) => versions.size === 1)).toBe(true);
    expect(bodies.size).toBe(handedOver.length);
    expect(asked.length - handedOver.length).toBeLessThanOrEqual(8);
  });

  it('leaves a digest that comes again as it was, although more has come in', async () => {
    const first = await startWorker();
    const died = new Promise<void>((resolve) => {
      onAsked = () => {
        first.kill('SIGKILL');
        onAsked = () => undefined;
        resolve();
      };
    });
    await hand(first, notices(50));
    await died;
    await kill(first);
    const second = await startWorker();
    await hand(second, notices(50, 101));
    await eventually('the digest has come again', () => asked.length >= 2, 20_000);
    expect(asked[1]).toEqual(asked[0]);
    expect(asked[0]?.data.count).toBe(50);
    // The others are gathered to the end of ten minutes, by then in a third process.
    await kill(second);
    aheadMs += 600_000;
    await startWorker();
    // The second may have died before it knew that its digest was taken: that comes once more, as it was.
    const others = () => asked.filter(({ id }) => id !== asked[0]?.id);
    await eventually('the others have come', () => others().length > 0, 20_000);
    expect(others().map(({ data }) => data.count)).toEqual([50]);
  });
});
