import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';

import { startDevServer } from '../../../sandbox/temporal/dev-server.js';
import type { DevServer, DevServerOptions } from '../../../sandbox/temporal/dev-server.js';
import { eventually } from '../../support/eventually.js';
import { isAlive } from '../../support/processes.js';

const withServers = process.env['NO_SERVERS'] ? describe.skip : describe;

/** A server that somebody has named for the run is not one to start and stop. */
let named: string | undefined;
beforeEach(() => {
  named = process.env['TEMPORAL_ADDRESS'];
  delete process.env['TEMPORAL_ADDRESS'];
});
afterEach(() => {
  if (named !== undefined) process.env['TEMPORAL_ADDRESS'] = named;
});

withServers('the dev server', () => {
  it('serves when it has started, keeps history for 30 days, and is gone when it has stopped', async () => {
    const server = await startDevServer();
    await withClient(server, async (client) => {
      await client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'one' });
      expect(await client.workflow.getHandle('one').describe()).toMatchObject({ type: 'anything' });
      expect(await retentionInDays(client)).toBe(30);
    });
    await server.stop();

    expect(server.pid).toBeDefined();
    expect(isAlive(server.pid ?? 0)).toBe(false);
    await expect(server.exited).resolves.toBeDefined();
  });

  it('has its UI on a port of its own when asked', async () => {
    await withServer({ ui: true }, async ({ uiUrl = '' }) => {
      await eventually('the UI answers', async () => (await fetch(uiUrl).catch(() => undefined))?.ok ?? false);
    });
  });

  it('has the search attributes it was given', async () => {
    const searchAttributes = [
      defineSearchAttributeKey('Colour', 'KEYWORD'),
      defineSearchAttributeKey('Due', 'DATETIME'),
      defineSearchAttributeKey('Tags', 'KEYWORD_LIST'),
    ];
    await withServer({ searchAttributes }, async (server) => {
      await withClient(server, async ({ connection }) => {
        const found = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
        expect(Object.keys(found.customAttributes)).toEqual(expect.arrayContaining(['Colour', 'Due', 'Tags']));
      });
    });
  });

  it('keeps everything in its database file over a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dev-server-'));
    const options = {
      databaseFile: join(folder, 'temporal.db'),
      searchAttributes: [defineSearchAttributeKey('Colour', 'KEYWORD')],
    };
    await withServer(options, async (server) => {
      await withClient(server, async (client) => {
        await client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'kept' });
      });
    });
    await withServer(options, async (server) => {
      await withClient(server, async (client) => {
        expect(await client.workflow.getHandle('kept').describe()).toMatchObject({ type: 'anything' });
        expect(await retentionInDays(client)).toBe(30);
      });
    });
    await rm(folder, { recursive: true });
  });

  it('says what the server says when it cannot start', async () => {
    await expect(startDevServer({ databaseFile: '/not/there/temporal.db' })).rejects.toThrow(
      /ended before it served: .*\/not\/there/s,
    );
  });

  it('at TEMPORAL_ADDRESS is used as it is: nothing is started, looked for or stopped', async () => {
    process.env['TEMPORAL_ADDRESS'] = 'temporal.example:7233';
    process.env['TEMPORAL_NAMESPACE'] = 'orders';
    const server = await startDevServer();
    await server.stop();
    delete process.env['TEMPORAL_ADDRESS'];
    delete process.env['TEMPORAL_NAMESPACE'];

    expect(server).toMatchObject({ address: 'temporal.example:7233', namespace: 'orders' });
    expect(server.pid).toBeUndefined();
  });
});

withServers('the command', () => {
  it.each<[NodeJS.Signals, number | null]>([
    ['SIGINT', 0],
    ['SIGTERM', 0],
    ['SIGKILL', null],
  ])('takes its server with it on %s', async (signal, exitCode) => {
    const command = spawn(process.execPath, [main(), '--json', '--port', '0', '--ui-port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(command.stdout, 'data')) as [Buffer];
    const { pid, address } = JSON.parse(line.toString()) as { pid: number; address: string };
    expect(isAlive(pid)).toBe(true);
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);

    command.kill(signal);
    const [code] = (await once(command, 'exit')) as [number | null];
    expect(code).toBe(exitCode);
    await eventually('the server is gone', () => !isAlive(pid));
  });
});

async function withServer(options: DevServerOptions, use: (server: DevServer) => Promise<void>): Promise<void> {
  const server = await startDevServer(options);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

async function withClient(server: DevServer, use: (client: Client) => Promise<void>): Promise<void> {
  const connection = await Connection.connect({ address: server.address });
  try {
    await use(new Client({ connection, namespace: server.namespace }));
  } finally {
    await connection.close();
  }
}

async function retentionInDays({ workflowService }: Client): Promise<number> {
  const { config } = await workflowService.describeNamespace({ namespace: 'default' });
  return Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400;
}

const main = (): string => fileURLToPath(new URL('../../../sandbox/temporal/main.js', import.meta.url));
