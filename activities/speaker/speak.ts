import { activityInfo, CompleteAsyncError } from '@temporalio/activity';
import type { SpeakerActivities } from '../../workflows/speaker/activities.js';
import type { MonotonicClock, Schedule } from '../amazon/limiter.js';
import type { LeaseAttempt } from './attempt.js';
import { holdLease } from './hold-lease.js';
import type { HeldLease } from './hold-lease.js';
import type { Loss, Recall } from './lease.js';

/** The time in which a process serves an account's Amazon queue. */
export interface Tenure {
  /** Resolves when nothing of it is under way any more, stopped or not. Rejects when it has failed. */
  over: Promise<void>;
  /** Takes nothing new from now on, and finishes what is under way. */
  stop(): void;
}

export interface SpeakDependencies {
  /** Begins to serve the account's Amazon queue. */
  open: () => Promise<Tenure>;
  attempt: (taskToken: Uint8Array) => LeaseAttempt;
  /** From then on the lease is given back, or not taken at all. */
  stopping: AbortSignal;
  /** Told when this process begins to speak, and when it has stopped taking anything new. */
  onChange: (change: { isSpeaking: boolean; why?: Ending }) => void;
  monotonic: MonotonicClock;
  schedule: Schedule;
}

/** Why a tenure came to its end. */
export type Ending = Recall | Loss | 'stopping' | 'failed';

const whys: Record<Exclude<Ending, Loss>, string> = {
  cancelled: 'the lease was called back',
  paused: 'the activity was paused',
  reset: 'the activity was reset',
  stopping: 'the worker stops',
  failed: 'the queue could not be served',
};

/** The next holder has waited for it: only what has failed is not begun again at once. */
const NEXT_AFTER_MS = 100;
const NEXT_AFTER_FAILURE_MS = 2_000;

/**
 * The lease of an account: serves its Amazon queue while the lease is held, and gives it back drained.
 *
 * The attempt is ended by {@link LeaseAttempt} and not by this function's end, because the SDK drops the results of
 * attempts whose heartbeats it did not send itself.
 */
export const createSpeak =
  (dependencies: SpeakDependencies): SpeakerActivities['speak'] =>
  async () => {
    const { attempt, monotonic, schedule } = dependencies;
    const { taskToken, heartbeatTimeoutMs } = activityInfo();
    if (heartbeatTimeoutMs === undefined) throw new TypeError('speak needs a heartbeat timeout');
    const { heartbeat, giveBack } = attempt(taskToken);
    const lease = holdLease({ timeoutMs: heartbeatTimeoutMs, heartbeat, monotonic, schedule });
    const ending = await speakUntilOver(lease, dependencies);
    lease.close();
    if (ending !== 'expired' && ending !== 'gone') {
      await giveBack({
        isCancelled: ending === 'cancelled',
        why: whys[ending],
        nextAfterMs: ending === 'failed' ? NEXT_AFTER_FAILURE_MS : NEXT_AFTER_MS,
      });
    }
    throw new CompleteAsyncError();
  };

async function speakUntilOver(lease: HeldLease, { open, stopping, onChange }: SpeakDependencies): Promise<Ending> {
  if (stopping.aborted) return 'stopping';
  if (!(await lease.confirmed)) return await lease.over;
  const stopped = whenAborted(stopping);
  try {
    const tenure = await open();
    onChange({ isSpeaking: true });
    const drained = tenure.over.then(
      (): Ending => 'stopping',
      (): Ending => 'failed',
    );
    const why = await Promise.race([lease.over, stopped.promise, drained]);
    tenure.stop();
    onChange({ isSpeaking: false, why });
    return (await drained) === 'failed' ? 'failed' : why;
  } catch {
    // Whoever could not open it has told why.
    return 'failed';
  } finally {
    stopped.forget();
  }
}

function whenAborted(signal: AbortSignal): { promise: Promise<Ending>; forget: () => void } {
  let hear = (): void => undefined;
  const promise = new Promise<Ending>((resolve) => {
    hear = () => resolve('stopping');
    signal.addEventListener('abort', hear, { once: true });
    if (signal.aborted) hear();
  });
  return { promise, forget: () => signal.removeEventListener('abort', hear) };
}
