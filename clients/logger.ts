import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { LogLevel } from '../temporal.config.js';
import { redacted, withoutTokens } from './redaction.js';

export interface LoggerOptions {
  /** Added to every record, from where it is written: the ids of the work it belongs to. They win over the record's. */
  fields?: () => object;
  /** Default: stderr, because stdout is for results. */
  destination?: DestinationStream;
}

/**
 * The logger of a process that stays: JSON lines.
 *
 * Records hold ids and codes only; redaction is the net below, should a request or a secret ever get into one. Children
 * are made from our own fields only: what they are bound to passes no net but that for tokens in texts.
 */
export const createLogger = (level: LogLevel, { fields, destination = stderr() }: LoggerOptions = {}): Logger =>
  pino(
    {
      level,
      base: null,
      formatters: { log: redacted },
      // Errors are plain by then: pino's own serializer would not know them.
      serializers: { err: (error: unknown) => error },
      hooks: { streamWrite: withoutTokens },
      ...(fields === undefined
        ? {}
        : {
            mixin: fields,
            mixinMergeStrategy: (record: object, added: object) => ({ ...record, ...added }),
          }),
    },
    destination,
  );

const stderr = (): DestinationStream => pino.destination({ dest: 2, sync: true });
