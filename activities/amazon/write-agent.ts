import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';

/** What decides about a connection that has just been established. */
export interface WriteAgentOptions {
  /** How long connecting may take, ms. */
  connectTimeoutMs: number;
  /** Whether the request may still leave; asked when the connection is there, right before anything is written. */
  mayStillSend: () => boolean;
}

/** The connection came too late: nothing was sent. */
export class TooLateToSend extends Error {
  override name = 'TooLateToSend';
  readonly code = 'too late to send';
}

/**
 * An agent for one write: a fresh connection, handed over only while the write may still be sent.
 *
 * A process that was stopped between its last look at the clock and the connection would otherwise send after its
 * attempt was given up, and after the write was proven not to have happened.
 */
export function createWriteAgent(options: WriteAgentOptions & { isSecure: true }): https.Agent;
export function createWriteAgent(options: WriteAgentOptions & { isSecure: false }): http.Agent;
export function createWriteAgent({
  isSecure,
  connectTimeoutMs,
  mayStillSend,
}: WriteAgentOptions & { isSecure: boolean }): http.Agent {
  const agent = isSecure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    // A socket is what both agents return.
    const socket = connect(options) as Duplex & { setTimeout(ms: number, onTimeout?: () => void): void };
    const fail = (error: Error): void => callback?.(error, socket);
    socket.setTimeout(connectTimeoutMs, () => {
      socket.destroy(Object.assign(new Error('connect'), { code: 'ETIMEDOUT' }));
    });
    socket.once('error', fail);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      if (mayStillSend()) {
        callback?.(null, socket);
        return;
      }
      socket.destroy();
      fail(new TooLateToSend());
    });
    return undefined;
  };
  return agent;
}
