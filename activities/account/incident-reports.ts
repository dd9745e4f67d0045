import type { Logger } from 'pino';
import type { BreakerSign } from '../../workflows/account/activities.js';

export interface IncidentReportsOptions {
  /** Hands one sign over. */
  send: (sign: BreakerSign) => Promise<void>;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Ends it: what was not taken until then is not told. */
  stopping: AbortSignal;
  /** Resolves after the time, or at once when the signal says so. Default: a timer. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const AGAIN = { firstMs: 1_000, maxMs: 60_000 };

/**
 * Tells the account of its breakers, one sign after the other and each until it is taken: no call to Amazon ever waits
 * for that.
 *
 * Of an operation only the newest is told. What is lost with the process is told by the next refusal, and an incident
 * without a sign ends by itself.
 */
export function createIncidentReports({
  send,
  logger,
  stopping,
  pause = pauseUnlessStopped,
}: IncidentReportsOptions): (sign: BreakerSign) => void {
  const waiting = new Map<string, BreakerSign>();
  let isSending = false;
  const sendAll = async (): Promise<void> => {
    let failures = 0;
    for (let [first] = waiting; first !== undefined && !stopping.aborted; [first] = waiting) {
      const [operation, sign] = first;
      waiting.delete(operation);
      try {
        await send(sign);
        if (failures > 0) logger.info({ operation }, 'incidents are told again');
        failures = 0;
      } catch (error) {
        const newer = waiting.get(operation);
        waiting.set(operation, newer === undefined ? sign : together(sign, newer));
        if (failures === 0) {
          logger.warn({ operation, error: nameOf(error) }, 'the account cannot be told of an incident: tried again');
        }
        failures += 1;
        await pause(Math.min(AGAIN.firstMs * 2 ** (failures - 1), AGAIN.maxMs), stopping);
      }
    }
    isSending = false;
  };
  return (sign) => {
    const older = waiting.get(sign.operation);
    waiting.set(sign.operation, older === undefined ? sign : together(older, sign));
    if (isSending) return;
    isSending = true;
    void sendAll();
  };
}

/** The newer one, with the failures of both. */
const together = (older: BreakerSign, newer: BreakerSign): BreakerSign =>
  older.paused === undefined || newer.paused === undefined
    ? newer
    : { ...newer, paused: { ...newer.paused, failed: older.paused.failed + newer.paused.failed } };

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

const pauseUnlessStopped = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
