import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  continueAsNew,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { SpeakerActivities } from './activities.js';
import { checkConfigure, configureSignal, speakerTaskQueue } from './messages.js';
import type { SpeakerInput } from './messages.js';

/** The lease of an account, and what is to be changed about it. */
interface Lease {
  input: SpeakerInput;
  /** Calls the lease that is given back; `undefined` between two. */
  recall?: () => void;
}

/**
 * The lease of an account: whoever runs its one activity speaks to Amazon for it. It never ends, and a cancel request
 * changes nothing about that.
 *
 * All that happens to the lease is an attempt of that activity, which the server repeats without a limit, so that the
 * history stays at a few events. Only new settings end the activity, or a person.
 */
export async function speaker(input: SpeakerInput): Promise<never> {
  return CancellationScope.nonCancellable(async () => {
    const lease: Lease = { input };
    takeSettings(lease);
    for (;;) {
      const grantedAt = Date.now();
      await grant(lease);
      // The server starts the same workflow id at most once a second, and an end that repeats itself is no reason to hurry.
      const rest = SHORTEST_GRANT_MS - (Date.now() - grantedAt);
      if (rest > 0) await sleep(rest, { summary: 'before the lease is offered again' });
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof speaker>(lease.input);
    }
  });
}

const SHORTEST_GRANT_MS = 1_000;

/** Offers the lease to whoever polls, and waits for its end. */
async function grant(lease: Lease): Promise<void> {
  const { account, settings } = lease.input;
  const { speak } = proxyActivities<SpeakerActivities>({
    taskQueue: speakerTaskQueue(account),
    heartbeatTimeout: settings.heartbeatTimeoutMs,
    // The server wants an end; this one comes in nobody's time.
    startToCloseTimeout: '3650 days',
    retry: { initialInterval: '100ms', backoffCoefficient: 1 },
    // The next holder begins when the last one has drained.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: `whoever runs this speaks for ${account}`,
  });
  const scope = new CancellationScope();
  lease.recall = () => scope.cancel();
  await scope.run(() => speak({ account })).catch(endOfGrant);
  delete lease.recall;
}

/** Given back, or ended by a person: either way it is offered again. */
function endOfGrant(error: unknown): void {
  if (!(error instanceof ActivityFailure) && !isCancellation(error)) throw error;
}

/** The settings of every worker that starts; those of the lease cannot be changed while it is held. */
function takeSettings(lease: Lease): void {
  setHandler(
    configureSignal,
    (payload) => {
      const read = checkConfigure(payload);
      if ('faults' in read) {
        log.warn('settings refused', { faults: read.faults });
        return;
      }
      const { heartbeatTimeoutMs } = lease.input.settings;
      lease.input = { ...lease.input, settings: read.value };
      if (read.value.heartbeatTimeoutMs !== heartbeatTimeoutMs) lease.recall?.();
    },
    { description: 'Takes over the settings of a worker that starts.' },
  );
}
