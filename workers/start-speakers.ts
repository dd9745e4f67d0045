import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Config } from '../temporal.config.js';
import { configureSignal, SPEAKER_WORKFLOW } from '../workflows/speaker/messages.js';
import { speakerStart } from '../workflows/speaker/start.js';

const CALL_TIMEOUT_MS = 10_000;

type SpeakersConfig = Pick<Config, 'amazon' | 'policy'>;

/**
 * Begins the lease of every account, or hands the settings to those that are there. Safe to repeat, and at the same
 * time.
 *
 * @throws when Temporal does not answer, or the search attributes are not registered.
 */
export async function startSpeakers(client: Client, config: SpeakersConfig): Promise<void> {
  await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
    for (const start of startsOf(config)) {
      const { settings } = start.args[0];
      await client.workflow.signalWithStart(SPEAKER_WORKFLOW, {
        ...start,
        signal: configureSignal,
        signalArgs: [settings],
      });
    }
  });
}

export interface KeepSpeakersOptions {
  client: Client;
  config: SpeakersConfig;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Ends it. */
  stopping: AbortSignal;
  /** From one look to the next, ms; a start of what runs already is no action. @default 30000 */
  everyMs?: number;
}

/** Begins leases that somebody has ended anew, while the worker runs. Never rejects. */
export async function keepSpeakersStarted({
  client,
  config,
  logger,
  stopping,
  everyMs = 30_000,
}: KeepSpeakersOptions): Promise<void> {
  let isFailing = false;
  for (;;) {
    await sleep(everyMs, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;
    try {
      await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
        for (const start of startsOf(config)) await client.workflow.start(SPEAKER_WORKFLOW, start);
      });
      if (isFailing) logger.info('leases are looked after again');
      isFailing = false;
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      if (!isFailing) logger.warn({ error: name }, 'leases cannot be looked after: one that is ended now stays ended');
      isFailing = true;
    }
  }
}

const startsOf = ({ amazon, policy }: SpeakersConfig) =>
  amazon.accounts.map(({ account }) => speakerStart({ account, settings: policy.speaker }));
