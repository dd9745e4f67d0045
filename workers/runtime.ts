import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Installs the SDK's runtime: its logs, the workflows' and Core's, go through our logger.
 *
 * Once per process, before anything else touches the runtime.
 */
export function installRuntime(logger: Logger): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  Runtime.install({
    logger: new DefaultLogger('DEBUG', ({ level, message, meta }) => {
      logger[levels[level]]({ ...readable(meta) }, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }) } },
  });
}

/** Name and message of an error; whatever else hangs on it stays out of the log. */
function readable(meta: Record<string | symbol, unknown> | undefined): Record<string, unknown> {
  const { error, ...rest } = { ...meta } as Record<string, unknown>;
  return error instanceof Error ? { ...rest, error: error.name, detail: error.message } : rest;
}
