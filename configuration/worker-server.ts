import { z } from 'zod';

import type { Source } from './source.js';
import { port, text } from './values.js';

/** The worker's HTTP server: `/healthz`, `/readyz`, `/metrics`. It asks nobody who they are. */
export interface WorkerServerConfig {
  /** An address that others reach shows the metrics to them. @default '127.0.0.1' */
  host: string;
  /** `0` takes any free port. Absent: there is no server. */
  port?: number;
}

export function readWorkerServer(source: Source): WorkerServerConfig | undefined {
  const given = source.variables(workerServerSchema);
  if (given === undefined) return undefined;
  const { WORKER_HOST: host, WORKER_PORT } = given;
  return WORKER_PORT === undefined ? { host } : { host, port: WORKER_PORT };
}

const workerServerSchema = z.object({
  WORKER_HOST: text.default('127.0.0.1'),
  WORKER_PORT: port.exactOptional(),
});
