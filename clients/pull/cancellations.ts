import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { outcomeOf, sweepNow, viewAccount } from '../accounts.js';
import { ClientError } from '../errors.js';

/** When Amazon was last asked which orders are cancelled. */
export interface CancellationLook {
  /** Epoch ms; absent when it was never asked, or nobody knows. */
  at?: number;
  /** Why it could not be asked again, where that is too long ago. */
  why?: string;
}

export interface LookOptions {
  actor: string;
  now: () => number;
  /** Ends the waiting. */
  signal?: AbortSignal;
  /** How long to wait for Amazon's answer, ms. @default 60000 */
  patienceMs?: number;
}

/** An order whose status is this old may be printed. Source: the cancellation sweep's interval. */
export const RECENT_MS = 15 * 60_000;
const SWEEPS_OFF = 'Sweeps are switched off in POLICY_FILE (sweep.enabled).';
const LOOK_EVERY_MS = 500;
const PATIENCE_MS = 60_000;

/**
 * Makes sure that Amazon was asked for cancelled orders lately, before anything is printed: the account's sweep is
 * hurried where it is late. Amazon's silence does not keep a warehouse from printing; it is said.
 */
export async function lookForCancellations(
  client: Client,
  account: string,
  { actor, now, signal, patienceMs = PATIENCE_MS }: LookOptions,
): Promise<CancellationLook> {
  let at: number | undefined;
  const late = (why: string): CancellationLook => ({ ...(at === undefined ? {} : { at }), why });
  try {
    const { state } = await viewAccount(client, account);
    at = state.last.cancellations?.startedAt;
    if (at !== undefined && now() - at <= RECENT_MS) return { at };
    if (!state.settings.policy.sweeps) return late(SWEEPS_OFF);
    const asked = await sweepNow(client, account, { job: 'cancellations', actor, reason: 'documents pull' });
    const until = now() + patienceMs;
    while (now() < until && signal?.aborted !== true) {
      const outcome = outcomeOf((await viewAccount(client, account)).state, asked);
      if (outcome === undefined) await sleep(LOOK_EVERY_MS);
      else if ('result' in outcome) return { at: outcome.result.startedAt };
      else if ('pausedBy' in outcome) return late(`The sweeps are paused by ${outcome.pausedBy}.`);
      else return late(outcome.trouble.message);
    }
    return late('It did not answer in time.');
  } catch (error) {
    if (error instanceof ClientError) return late(error.message);
    throw error;
  }
}

/** What is said to whoever prints although Amazon could not be asked lately; `undefined` where it was. */
export function cancellationWarning({ at, why }: CancellationLook): string | undefined {
  if (why === undefined) return undefined;
  const when = at === undefined ? 'not asked' : `last asked at ${new Date(at).toISOString()}`;
  return `Amazon was ${when} which orders are cancelled: this may be for one of them. ${why}`;
}
