import { pino } from 'pino';
import type { Logger } from 'pino';
import type { LogLevel } from '../temporal.config.js';

/**
 * The logger of a process that stays: JSON lines on stderr, because stdout is for results.
 *
 * Records hold ids and codes only; redaction is the net below, should a request ever get into one.
 */
export const createLogger = (level: LogLevel): Logger =>
  pino(
    { level, base: null, redact: { paths: secretPaths, censor: '[redacted]' } },
    pino.destination({ dest: 2, sync: true }),
  );

const secretPaths = [
  'authorization',
  '*.authorization',
  'req.headers.authorization',
  'token',
  '*.token',
  'clientSecret',
  '*.clientSecret',
  'refreshToken',
  '*.refreshToken',
];
