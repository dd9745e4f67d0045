import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLearnedFile, learnedFileIn } from '../../activities/amazon/learned.js';
import { loadConfig } from '../../temporal.config.js';
import { readAmazonPace } from '../../workers/amazon-pace.js';

const NOW = Date.parse('2026-01-05T16:00:00Z');
const MINUTE = 60_000;
const clock = (): number => NOW;
const { policy } = loadConfig({});
const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

function ledger(): string {
  const directory = mkdtempSync(join(tmpdir(), 'amazon-pace-'));
  directories.push(directory);
  return directory;
}

/** A ledger beside which a worker of account `a` has learned these values so long ago. */
async function learnedIn(values: Record<string, number>, ageMs = 0): Promise<string> {
  const ledgerDirectory = ledger();
  const file = createLearnedFile({
    file: learnedFileIn(ledgerDirectory, 'a'),
    clock: () => NOW - ageMs,
    failed: (code) => expect.unreachable(code),
    schedule: () => () => undefined,
  });
  for (const [name, value] of Object.entries(values)) file.set(name, value);
  await file.save();
  return ledgerDirectory;
}

const read = (ledgerDirectory?: string, quotas = {}, account = 'a') =>
  readAmazonPace({ account, policy: { ...policy, quotas }, ledgerDirectory, clock });

describe("Amazon's pace", () => {
  it('is the published quota with the margin of the limiter, and the longest time that Amazon names', async () => {
    expect(await read()).toMatchObject({
      read: { operation: 'getOrder', ratePerSecond: 9.8, quotaPerSecond: 10 },
      steps: {
        acknowledgement: { operation: 'submitAcknowledgement', ratePerSecond: 9.8, quotaPerSecond: 10 },
        label: { operation: 'submitShippingLabelRequest', latencyMs: 15 * MINUTE, isLatencyLearned: false },
        confirmation: { operation: 'submitShipmentConfirmations', latencyMs: 10 * MINUTE, isLatencyLearned: false },
      },
      status: { operation: 'getTransactionStatus', ratePerSecond: 9.8, quotaPerSecond: 10 },
    });
  });

  it('is the quota of the account where it has another one', async () => {
    const { steps, status } = await read(undefined, { getTransactionStatus: { ratePerSecond: 20, burst: 20 } });
    expect(status).toMatchObject({ ratePerSecond: 19.6, quotaPerSecond: 20 });
    expect(steps.label.quotaPerSecond).toBe(10);
  });

  it("is what the account's worker has learned", async () => {
    const directory = await learnedIn({
      'limiter/submitAcknowledgement/ceiling': 6,
      'limiter/submitAcknowledgement/share': 0.5,
      'first-poll/submitShippingLabelRequest': 7 * MINUTE,
    });
    const { steps } = await read(directory);
    expect(steps.acknowledgement).toMatchObject({ ratePerSecond: 3, quotaPerSecond: 10, isLatencyLearned: false });
    expect(steps.label).toMatchObject({ latencyMs: 7 * MINUTE, isLatencyLearned: true });
    expect((await read(directory, {}, 'b')).steps.acknowledgement.ratePerSecond).toBe(9.8);
  });

  it('believes no rate of the day before yesterday', async () => {
    const directory = await learnedIn({ 'limiter/submitAcknowledgement/ceiling': 6 }, 48 * 60 * MINUTE);
    expect((await read(directory)).steps.acknowledgement.ratePerSecond).toBe(9.8);
  });

  it('takes what cannot be read as not learned, and writes nothing', async () => {
    const directory = ledger();
    writeFileSync(learnedFileIn(directory, 'a'), 'torn');
    const before = readdirSync(directory);
    expect((await read(directory)).steps.acknowledgement.ratePerSecond).toBe(9.8);
    expect(readdirSync(directory)).toEqual(before);
  });
});
