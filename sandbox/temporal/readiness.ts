import { connect } from 'node:net';

import { Connection } from '@temporalio/client';

import type { Exit, GuardedProcess } from './processes.js';

/** A server that has been started and is awaited. */
export interface StartingServer {
  process: GuardedProcess;
  /** Loopback port of its gRPC interface. */
  port: number;
  /** Rejects while the server cannot yet do what its clients need. */
  probe(connection: Connection): Promise<unknown>;
}

const LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 100;
const CALL_LIMIT_MS = 5_000;

/**
 * Waits until a server serves and returns a connection to it, which the caller closes.
 *
 * Rejects with the end of the server's output when it ends instead, and after 60 s.
 */
export async function connectWhenServing({ process, port, probe }: StartingServer): Promise<Connection> {
  const limit = Date.now() + LIMIT_MS;
  let exit: Exit | undefined;
  void process.exited.then((ended) => {
    exit = ended;
  });
  const until = async (attempt: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      const failure = await failureOf(attempt);
      // Before the success: it may be another server's, and this one gone because that one has its port.
      if (exit) throw new ServerEndedError(exit.output.trim());
      if (failure === undefined) return;
      if (Date.now() > limit) throw new Error(`The server does not serve after ${LIMIT_MS / 1_000} s`, failure);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };

  // A bare socket first: gRPC waits longer and longer between its own attempts to connect.
  await until(async () => await accepts(port));
  const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
  try {
    await until(
      async () => await connection.withDeadline(Date.now() + CALL_LIMIT_MS, async () => await probe(connection)),
    );
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The server has ended before it served; the message is the end of its output. */
export class ServerEndedError extends Error {
  override readonly name = 'ServerEndedError';

  constructor(output: string) {
    super(`The server ended before it served: ${output || 'it has written nothing'}`);
  }
}

async function failureOf(attempt: () => Promise<unknown>): Promise<{ cause: unknown } | undefined> {
  return await attempt().then(
    () => undefined,
    (cause: unknown) => ({ cause }),
  );
}

async function accepts(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
