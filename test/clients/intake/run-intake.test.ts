import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { openOrderDesk } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { COMMAND, spawned } from '../terminal.js';

const token = 'made-up-intake-token';

describe('the intake process', () => {
  let desk: OrderDesk;
  let path: SilentPath;
  const processes: ChildProcess[] = [];
  beforeAll(async () => {
    desk = await openOrderDesk();
    path = await openSilentPath(desk.environment['TEMPORAL_ADDRESS'] ?? '');
  }, 30_000);
  afterAll(async () => {
    for (const child of processes) child.kill('SIGKILL');
    path.close();
    await desk.close();
  });

  const environment = () => ({ ...desk.environment, INTAKE_TOKEN: token, INTAKE_PORT: '0' });

  async function startIntake(more: Record<string, string> = {}) {
    const child = spawn(process.execPath, [COMMAND, 'intake', '--json'], {
      env: { ...environment(), ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.push(child);
    let stdout = '';
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await eventually('it listens', () => stdout.includes('\n'));
    const { listening } = JSON.parse(stdout) as { listening: { url: string } };
    return { child, url: listening.url, log: () => log };
  }

  const post = async (url: string, purchaseOrderNumber: string) => {
    const response = await fetch(`${url}/events/purchase-order.received`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ purchaseOrderNumber, order: { shipToParty: { name: 'Jane Doe' } } }),
    });
    return { status: response.status, answer: await response.json() };
  };

  it('starts an order once, answers, and ends at SIGTERM with exit code 0', async () => {
    const { child, url, log } = await startIntake();
    const workflowId = 'po/default/EVENT1';
    await expect(post(url, 'EVENT1')).resolves.toEqual({ status: 202, answer: { workflowId, started: true } });
    await expect(post(url, 'EVENT1')).resolves.toEqual({ status: 202, answer: { workflowId, started: false } });
    await expect(desk.client.workflow.getHandle(workflowId).describe()).resolves.toHaveProperty(
      'type',
      'purchaseOrder',
    );
    child.kill('SIGTERM');
    await expect(once(child, 'close')).resolves.toEqual([0, null]);
    expect(log()).not.toMatch(new RegExp(`Jane|${token}`));
  }, 20_000);

  it('answers 503 within seconds while Temporal is silent, is not ready then, and takes the repeated event when it is back', async () => {
    const { child, url } = await startIntake({ TEMPORAL_ADDRESS: path.address });
    const readiness = async () => (await fetch(`${url}/readyz`)).status;
    await expect(readiness()).resolves.toBe(200);
    path.setSilent(true);
    const asked = Date.now();
    await expect(post(url, 'EVENT2')).resolves.toMatchObject({ status: 503 });
    expect(Date.now() - asked).toBeLessThan(8_000);
    await eventually('it is not ready', async () => (await readiness()) === 503);
    path.setSilent(false);
    await eventually('it is ready again', async () => (await readiness()) === 200, 20_000);
    await eventually('the event is taken in', async () => (await post(url, 'EVENT2')).status === 202, 20_000);
    child.kill('SIGTERM');
    await once(child, 'close');
  }, 60_000);

  it('does not start on a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { exitCode, stdout, stderr } = await spawned(['intake'], { ...environment(), INTAKE_PORT: String(port) });
    taken.close();
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`Cannot listen at 127.0.0.1:${port} (EADDRINUSE). Change INTAKE_HOST or INTAKE_PORT.\n`);
  }, 20_000);
});

/** A way to Temporal that can fall silent: connections stay open, and nothing comes through. */
interface SilentPath {
  address: string;
  setSilent(silent: boolean): void;
  close(): void;
}

async function openSilentPath(target: string): Promise<SilentPath> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(Number(port), host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    setSilent: (silent) => {
      for (const socket of sockets) {
        if (silent) socket.pause();
        else socket.resume();
      }
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
