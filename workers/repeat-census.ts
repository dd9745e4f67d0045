import { isGrpcServiceError } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Census } from './census.js';

export interface RepeatedCensusOptions {
  take: () => Promise<Census>;
  /** Gets `undefined` as soon as nothing can be counted: nothing stale is shown. */
  keep: (census: Census | undefined) => void;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Ends it: a round under way is finished, no other begins. */
  stopping: AbortSignal;
  /** From the end of a round to the next, ms. @default 60000 */
  everyMs?: number;
  /** Resolves after the time, or at once when the signal says so. Default: a timer. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Takes a census again and again. Resolves when it has been stopped; never rejects. */
export async function repeatCensus({
  take,
  keep,
  logger,
  stopping,
  everyMs = 60_000,
  pause = pauseUnlessStopped,
}: RepeatedCensusOptions): Promise<void> {
  let isFailing = false;
  while (!stopping.aborted) {
    try {
      keep(await take());
      if (isFailing) logger.info('orders and shipments are counted again');
      isFailing = false;
    } catch (error) {
      keep(undefined);
      if (!isFailing) logger.warn(whyOf(error), 'orders and shipments cannot be counted: their metrics are gone');
      isFailing = true;
    }
    await pause(everyMs, stopping);
  }
}

function whyOf(error: unknown): { error: string; detail?: string; grpcCode?: number } {
  if (!(error instanceof Error)) return { error: typeof error };
  const grpcCode = isGrpcServiceError(error.cause) ? error.cause.code : undefined;
  return { error: error.name, detail: error.message, ...(grpcCode === undefined ? {} : { grpcCode }) };
}

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
