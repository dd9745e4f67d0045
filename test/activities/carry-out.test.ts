import { describe, expect, it } from 'vitest';
import type { Amazon, SubmitResult, TransactionOutcome } from '../../activities/amazon/amazon.js';
import { CallFailed } from '../../activities/amazon/amazon.js';
import { asApplicationFailure, StepNotDone } from '../../activities/attempt.js';
import { carryOut } from '../../activities/carry-out.js';
import type { CarriedOut, Write } from '../../activities/carry-out.js';
import type { Ledger, Verdict } from '../../activities/ledger/ledger.js';
import { sendsOf } from '../../activities/ledger/sends.js';
import type { ProofRule } from '../../activities/next-move.js';
import { createMemoryLedger } from '../support/memory-ledger.js';

const MINUTE = 60_000;
const START_TO_CLOSE_MS = 45_000;
const HTTP_MS = 10_000;
const BUDGET_MS = 24 * 60 * MINUTE;
const AMAZONS_TEXT = 'Jane Doe, 1 Planted Street';

const key = { account: 'acme', operation: 'submitAcknowledgement', businessId: 'T1', occurrence: 1 } as const;
const rules = {
  'by transaction': { evidence: 'after-transaction', successIsProof: true, resends: 1 },
  'by label': { evidence: 'first', successIsProof: false, resends: 1 },
  'without evidence': { evidence: 'none', successIsProof: true, resends: 0 },
} as const satisfies Record<string, ProofRule>;

/** What becomes of a submission: of its reply, of its effect, of its transaction. */
interface Fate {
  reply: 'accepted' | 'lost' | 'refused' | 'not-permitted' | 'throttled';
  /** When its effect can be seen, ms after the POST; absent: never. */
  effectAfterMs?: number;
  transaction: 'Success' | 'Failure' | 'Processing';
}

const fates: Record<string, Fate> = {
  'taken at once': { reply: 'accepted', effectAfterMs: 0, transaction: 'Success' },
  'taken after 29 min': { reply: 'accepted', effectAfterMs: 29 * MINUTE, transaction: 'Success' },
  'taken, Processing for ever': { reply: 'accepted', effectAfterMs: 29 * MINUTE, transaction: 'Processing' },
  'dropped, Processing for ever': { reply: 'accepted', transaction: 'Processing' },
  'failed by an error of Amazon': { reply: 'accepted', transaction: 'Failure' },
  'taken, reply lost': { reply: 'lost', effectAfterMs: 29 * MINUTE, transaction: 'Success' },
  'dropped, reply lost': { reply: 'lost', transaction: 'Processing' },
  refused: { reply: 'refused', transaction: 'Failure' },
  'not permitted': { reply: 'not-permitted', transaction: 'Failure' },
  throttled: { reply: 'throttled', transaction: 'Failure' },
};

class Killed extends Error {}

/**
 * A worker that dies, and an Amazon that counts.
 *
 * Time goes by as attempts ask; every call of the ledger and of Amazon takes some of it. `killAt` is the number of the
 * ledger call at which the process dies: before it (even) or right after it (odd).
 */
function world(given: Fate[], rule: ProofRule, killAt = -1, isDryRun = () => false) {
  let now = 1_000 * MINUTE;
  const budgetEndsAt = now + BUDGET_MS;
  const memory = createMemoryLedger();
  const submissions: { at: number; fate: Fate; body: string; effectBefore: boolean }[] = [];
  let steps = 0;
  const dies = (): void => {
    steps += 1;
    if (steps - 1 === killAt) throw new Killed();
  };
  const call = async <T>(run: () => Promise<T>): Promise<T> => {
    dies();
    const answer = await run();
    now += 5;
    dies();
    return answer;
  };
  const ledger: Ledger = {
    identity: () => memory.identity(),
    read: (account, businessId) => call(() => memory.read(account, businessId)),
    open: (intents) => call(() => memory.open(intents)),
    append: (records) => call(() => memory.append(records)),
  };
  const hasEffect = (at: number): boolean =>
    submissions.some((sent) => sent.fate.effectAfterMs !== undefined && sent.at + sent.fate.effectAfterMs <= at);
  const willHaveEffect = (): boolean => submissions.some((sent) => sent.fate.effectAfterMs !== undefined);
  let looks = 0;

  const amazon: Amazon = {
    async submit({ intent, attemptEndsAt }): Promise<SubmitResult> {
      if (attemptEndsAt - now < HTTP_MS + 1_000)
        throw new CallFailed('Throttled', 'Too late.', { retryAfterMs: 1_000 });
      const at = now;
      const [isOwned] = await ledger.open([
        { ...intent, type: 'intent', at, intentId: `i${memory.records().length}`, sendableUntil: at + HTTP_MS + 1_000 },
      ]);
      if (isOwned !== true) return { kind: 'taken' };
      now += 200;
      const fate = given[Math.min(submissions.length, given.length - 1)]!;
      const isTaken = fate.reply === 'accepted' || fate.reply === 'lost';
      if (isTaken) submissions.push({ at: now, fate, body: intent.body, effectBefore: willHaveEffect() });
      const line = { key: intent.key, send: intent.send, at: now };
      const requestId = `request-${intent.send}`;
      switch (fate.reply) {
        case 'lost':
          now += HTTP_MS;
          await ledger.append([{ ...line, at: now, type: 'lost', reason: 'no answer' }]);
          return { kind: 'lost', reason: 'no answer' };
        case 'throttled':
          if (given.length > 1) given.shift();
          await ledger.append([{ ...line, type: 'verdict', verdict: { kind: 'not-sent', reason: 'status 429' } }]);
          return { kind: 'not-sent', reason: 'status 429', retryAfterMs: 5 * MINUTE };
        case 'accepted': {
          const verdict = { kind: 'accepted', transactionId: `tx-${submissions.length - 1}`, requestId } as const;
          await ledger.append([{ ...line, type: 'verdict', verdict }]);
          return verdict;
        }
        default: {
          const failure = fate.reply === 'refused' ? 'Rejected' : 'NotPermitted';
          if (failure === 'NotPermitted' && given.length > 1) given.shift();
          const verdict: Verdict = { kind: 'refused', failure, status: 403, codes: ['InvalidInput'], requestId };
          await ledger.append([{ ...line, type: 'verdict', verdict, errors: AMAZONS_TEXT }]);
          return verdict;
        }
      }
    },
    permissionRetryMs: 300_000,
    firstPollMs: (_operation, { firstMs }) => firstMs,
    reads: {
      order: () => Promise.reject(new Error('not used')),
      orders: () => Promise.reject(new Error('not used')),
      orderStatus: () => Promise.reject(new Error('not used')),
      isCancelled: () => Promise.reject(new Error('not used')),
      label: () => Promise.reject(new Error('not used')),
      packingSlip: () => Promise.reject(new Error('not used')),
      customerInvoice: () => Promise.reject(new Error('not used')),
      async transaction(transactionId): Promise<TransactionOutcome> {
        now += 100;
        const { at, fate } = submissions[Number(transactionId.slice(3))]!;
        const isOver = now >= at + (fate.effectAfterMs ?? MINUTE);
        if (!isOver || fate.transaction !== 'Failure')
          return { status: isOver ? fate.transaction : 'Processing', codes: [] };
        return { status: 'Failure', codes: ['INTERNAL_SERVER_ERROR'], errors: AMAZONS_TEXT };
      },
    },
  };

  let number = 0;
  /** One attempt of the activity, as the server makes it. */
  async function attempt(more: Partial<Write> = {}): Promise<CarriedOut> {
    number += 1;
    return carryOut(
      {
        ledgerId: 'memory',
        key,
        rule,
        item: { purchaseOrderNumber: 'T1' },
        subject: { code: '00' },
        actor: 'policy',
        deadline: budgetEndsAt,
        plan: { firstMs: MINUTE, factor: 1.5, maxMs: 5 * MINUTE },
        look: async () => {
          looks += 1;
          now += 100;
          return hasEffect(now) ? 'present' : 'absent';
        },
        ...more,
      },
      {
        ledger,
        amazon,
        clock: () => now,
        isDryRun: isDryRun(),
        windows: { windowMs: 30 * MINUTE, evidenceAfterMs: 15 * MINUTE, maxFailures: 3 },
      },
      { number, endsAt: now + START_TO_CLOSE_MS - 500, budgetEndsAt },
    );
  }

  /** Attempt after attempt, until the write is proven or a person is asked. */
  async function carry(more: Partial<Write> = {}): Promise<CarriedOut | StepNotDone> {
    for (let attempts = 0; attempts < 1_000; attempts += 1) {
      const startedAt = now;
      try {
        return await attempt(more);
      } catch (error) {
        if (error instanceof Killed) {
          // The server learns of the death by the attempt's time-out.
          now = startedAt + START_TO_CLOSE_MS + 1_000;
          continue;
        }
        if (!(error instanceof StepNotDone)) throw error;
        const failure = asApplicationFailure(error, budgetEndsAt - now, attempts + 1);
        if (failure.nonRetryable === true) return error;
        const delayMs = Number(failure.nextRetryDelay ?? 2_000);
        expect(delayMs).toBeLessThanOrEqual(budgetEndsAt - now - 1_000);
        now += delayMs;
      }
    }
    throw new Error('No end within 1,000 attempts');
  }

  return {
    attempt,
    carry,
    memory,
    submissions,
    sends: () => sendsOf(memory.records(), key),
    steps: () => steps,
    looks: () => looks,
    skipTo: (at: number) => (now = at),
    budgetEndsAt,
    now: () => now,
  };
}

const outcomeOf = (end: CarriedOut | StepNotDone): string => (end instanceof StepNotDone ? end.kind : end.outcome);

describe('a write', () => {
  it.each<[keyof typeof fates, keyof typeof rules, string, number]>([
    // what becomes of it, how it is proven, outcome, submissions that Amazon took
    ['taken at once', 'by transaction', 'proven', 1],
    ['taken at once', 'by label', 'proven', 1],
    ['taken at once', 'without evidence', 'proven', 1],
    ['taken after 29 min', 'by transaction', 'proven', 1],
    ['taken after 29 min', 'by label', 'proven', 1],
    ['taken after 29 min', 'without evidence', 'proven', 1],
    ['taken, Processing for ever', 'by transaction', 'proven', 1],
    ['taken, Processing for ever', 'by label', 'proven', 1],
    ['taken, Processing for ever', 'without evidence', 'Unproven', 1],
    ['dropped, Processing for ever', 'by transaction', 'Unproven', 2],
    ['dropped, Processing for ever', 'by label', 'Unproven', 2],
    ['dropped, Processing for ever', 'without evidence', 'Unproven', 1],
    ['failed by an error of Amazon', 'by transaction', 'Rejected', 3],
    ['failed by an error of Amazon', 'by label', 'Rejected', 3],
    ['failed by an error of Amazon', 'without evidence', 'Rejected', 3],
    ['taken, reply lost', 'by transaction', 'proven', 1],
    ['taken, reply lost', 'by label', 'proven', 1],
    ['taken, reply lost', 'without evidence', 'Unproven', 1],
    ['dropped, reply lost', 'by transaction', 'Unproven', 2],
    ['dropped, reply lost', 'without evidence', 'Unproven', 1],
    ['refused', 'by transaction', 'Rejected', 0],
    ['refused', 'without evidence', 'Rejected', 0],
  ])('%s, proven %s: %s after %d', async (fate, rule, outcome, taken) => {
    const { carry, submissions } = world([fates[fate]!], rules[rule]);
    expect(outcomeOf(await carry())).toBe(outcome);
    expect(submissions).toHaveLength(taken);
  });

  it('that was throttled or not permitted goes out afterwards, once', async () => {
    for (const first of ['throttled', 'not permitted']) {
      const { carry, submissions } = world([fates[first]!, fates['taken at once']!], rules['by transaction']);
      expect(outcomeOf(await carry())).toBe('proven');
      expect(submissions).toHaveLength(1);
    }
  });

  it('that was throttled is tried again when the limiter says', async () => {
    const { attempt } = world([fates['throttled']!], rules['by transaction']);
    await expect(attempt()).rejects.toMatchObject({ kind: 'Throttled', facts: { retryAfterMs: 5 * MINUTE } });
  });

  it('is repeated with the identical body, whatever the item says by then', async () => {
    const { carry, submissions } = world(
      [fates['dropped, reply lost']!, fates['taken at once']!],
      rules['by transaction'],
    );
    let asked = 0;
    const item = {
      get chosenAt() {
        return (asked += 1);
      },
    };
    expect(outcomeOf(await carry({ item }))).toBe('proven');
    expect(submissions).toHaveLength(2);
    expect(submissions[1]?.body).toBe(submissions[0]?.body);
  });

  it('that Amazon has taken stays, whatever is decided later: that is a person’s', async () => {
    const { attempt, carry, submissions } = world([fates['taken, reply lost']!], rules['by transaction']);
    await expect(attempt()).rejects.toMatchObject({ kind: 'NotReady' });
    expect(outcomeOf(await carry({ subject: { code: '03' }, item: { code: '03' } }))).toBe('Conflict');
    expect(submissions).toHaveLength(1);
  });

  it('whose outcome stays unknown is for a person when something else was decided since; retry sends that', async () => {
    const { attempt, carry, submissions } = world(
      [fates['dropped, reply lost']!, fates['taken at once']!],
      rules['by transaction'],
    );
    await expect(attempt()).rejects.toMatchObject({ kind: 'NotReady' });
    const decided = { subject: { code: '03' }, item: { code: '03' } };
    expect(outcomeOf(await carry(decided))).toBe('Conflict');
    const overrule = { send: 1, actor: 'support', requestId: 'r' };
    expect(outcomeOf(await carry({ ...decided, overrule }))).toBe('proven');
    expect(submissions.map((sent) => sent.body)).toEqual(['{"purchaseOrderNumber":"T1"}', '{"code":"03"}']);
  });

  it('of an order that began with another ledger is not carried on: nothing is sent, nobody is asked yet', async () => {
    const { attempt, submissions } = world([fates['taken at once']!], rules['by transaction']);
    await expect(attempt({ ledgerId: 'another' })).rejects.toMatchObject({ kind: 'Paused' });
    expect(submissions).toEqual([]);
  });

  it('of an order that Amazon has cancelled asks nobody', async () => {
    for (const fate of ['failed by an error of Amazon', 'refused', 'dropped, Processing for ever']) {
      const { carry } = world([fates[fate]!], rules['without evidence']);
      expect(outcomeOf(await carry({ isCancelled: async () => true }))).toBe('cancelled');
    }
  });

  it('that has an effect before the first send is not sent', async () => {
    const { carry, submissions } = world([fates['taken at once']!], rules['by label']);
    expect(outcomeOf(await carry({ lookFirst: true, look: async () => 'present' }))).toBe('proven');
    expect(submissions).toHaveLength(0);
  });

  it('asks a person in the last moment of its budget, and names both risks', async () => {
    const { attempt, skipTo, budgetEndsAt } = world([fates['taken, Processing for ever']!], rules['without evidence']);
    await expect(attempt()).rejects.toMatchObject({ kind: 'NotReady' });
    skipTo(budgetEndsAt - 1_500);
    // Within its proof window: a person asked to wait until after the budget.
    await expect(attempt({ waitUntil: budgetEndsAt + MINUTE })).rejects.toMatchObject({
      kind: 'Unproven',
      message: expect.stringMatching(/happen twice.*miss the deadline/) as unknown,
    });
  });

  it('says in its failures what was sent and what is next, in our words, with ids and codes, never Amazon’s', async () => {
    for (const fate of Object.keys(fates)) {
      for (const rule of Object.values(rules)) {
        const { attempt, carry, memory } = world([fates[fate]!], rule);
        const failed: unknown[] = [await attempt().catch((error: unknown) => error)];
        failed.push(await carry());
        for (const failure of failed.filter((each) => each instanceof StepNotDone)) {
          expect(failure.message).not.toContain('Planted');
          expect(JSON.stringify(failure.facts)).not.toContain('Planted');
          expect(failure.facts.details?.send).toBeGreaterThan(0);
        }
        if (fate === 'refused') expect(JSON.stringify(memory.records())).toContain('Planted');
      }
    }
  });
});

describe('a worker that dies between any two steps of a write', () => {
  it.each(
    Object.keys(fates).flatMap((fate) =>
      Object.keys(rules).map((rule) => [fate, rule] as [string, keyof typeof rules]),
    ),
  )('%s, proven %s: two submissions are taken only when the first had no effect', async (fate, rule) => {
    const plan = () => [fates[fate]!, fates['taken at once']!];
    const undisturbed = world(plan(), rules[rule]);
    await undisturbed.carry();
    for (let killAt = 0; killAt < undisturbed.steps() + 4; killAt += 1) {
      const { carry, attempt, submissions, sends, memory, steps } = world(plan(), rules[rule], killAt);
      const end = await carry();
      // Never sent on top of one that had its effect, or still could have it.
      expect(submissions.filter((sent) => sent.effectBefore)).toEqual([]);
      expect(submissions.filter((sent) => sent.fate.effectAfterMs !== undefined).length).toBeLessThanOrEqual(1);
      if (end instanceof StepNotDone) expect(['Unproven', 'Rejected']).toContain(end.kind);
      else {
        expect(submissions.some((sent) => sent.fate.effectAfterMs !== undefined)).toBe(true);
        expect(sends().at(-1)?.proven).toBeDefined();
        if (steps() <= killAt) continue;
        // Another attempt finds it done, and leaves the ledger as it is.
        const before = memory.records();
        await expect(attempt()).resolves.toEqual(end);
        expect(memory.records()).toEqual(before);
      }
    }
  });

  it('twice, at any two steps, is no different', async () => {
    for (const fate of ['taken, reply lost', 'taken, Processing for ever', 'dropped, reply lost']) {
      for (let killAt = 0; killAt < 24; killAt += 1) {
        for (let again = 1; again < 12; again += 1) {
          const plan = [fates[fate]!, fates['taken at once']!];
          const { carry, attempt, submissions, skipTo, now } = world(plan, rules['by transaction'], killAt);
          const first = await attempt().catch((error: unknown) => error);
          if (first instanceof Killed) skipTo(now() + START_TO_CLOSE_MS + again * 1_000);
          await carry();
          expect(submissions.filter((sent) => sent.effectBefore)).toEqual([]);
        }
      }
    }
  });
});

describe('a write in dry run', () => {
  const item = {
    purchaseOrderNumber: 'T1',
    vendorOrderNumber: 'T1',
    acknowledgementDate: '2026-01-05T16:00:00Z',
    acknowledgementStatus: { code: '00' },
    sellingParty: { partyId: 'ACMEX' },
    shipFromParty: { partyId: 'WH01' },
    itemAcknowledgements: [{ itemSequenceNumber: '00001', acknowledgedQuantity: { amount: 1, unitOfMeasure: 'Each' } }],
  };
  const dry: Partial<Write> = { isDryRun: true, item, references: ['co:114-1'] };

  it.each(Object.keys(rules) as (keyof typeof rules)[])(
    'proven %s is recorded with its body, and neither sent nor looked for',
    async (rule) => {
      const { attempt, submissions, sends, looks, memory } = world([fates['taken at once']!], rules[rule]);
      const recorded = { outcome: 'recorded', transactionIds: [], requestIds: [] };
      await expect(attempt({ ...dry, lookFirst: true })).resolves.toEqual(recorded);
      expect([submissions.length, looks()]).toEqual([0, 0]);
      expect(sends()).toMatchObject([
        { number: 1, status: 'dry-run', verdict: { kind: 'dry-run' }, body: JSON.stringify(item), actor: 'policy' },
      ]);
      expect(memory.records()[0]).toMatchObject({ references: ['co:114-1'] });
    },
  );

  it('is recorded once for each meaning', async () => {
    const { attempt, sends } = world([fates['taken at once']!], rules['by transaction']);
    await attempt(dry);
    await attempt(dry);
    const rejected = { ...item, acknowledgementStatus: { code: '03' } };
    await attempt({ ...dry, item: rejected, subject: { code: '03' } });
    expect(sends().map(({ number, status }) => [number, status])).toEqual([
      [1, 'dry-run'],
      [2, 'dry-run'],
    ]);
  });

  it('whose body Amazon would refuse is not recorded: it is the same fault as on a live day', async () => {
    const { attempt, memory } = world([fates['taken at once']!], rules['by transaction']);
    await expect(attempt({ ...dry, item: { purchaseOrderNumber: 'T1' } })).rejects.toMatchObject({ kind: 'Rejected' });
    expect(memory.records()).toEqual([]);
  });

  it('leaves what the ledger of a live run has alone, and that goes on afterwards', async () => {
    const { attempt, carry, submissions, sends } = world([fates['taken, reply lost']!], rules['by transaction']);
    await expect(attempt({ item })).rejects.toMatchObject({ kind: 'NotReady' });
    await expect(attempt(dry)).resolves.toMatchObject({ outcome: 'recorded' });
    expect(sends().map(({ number, status }) => [number, status])).toEqual([
      [1, 'open'],
      [2, 'dry-run'],
    ]);
    expect(outcomeOf(await carry({ item }))).toBe('proven');
    expect(submissions).toHaveLength(1);
    expect(sends().map(({ status }) => status)).toEqual(['accepted', 'dry-run']);
  });

  it('counts as never sent for a live run of the same order, wherever the worker died in it', async () => {
    for (let killAt = -1; killAt < 8; killAt += 1) {
      const { attempt, carry, submissions, sends } = world([fates['taken at once']!], rules['by transaction'], killAt);
      const first = await attempt(dry).catch((error: unknown) => error);
      if (first instanceof Killed) await attempt(dry);
      expect(submissions).toEqual([]);
      expect(sends().filter(({ status }) => status === 'dry-run')).toHaveLength(1);
      const end = await carry({ item });
      expect(end).toMatchObject({ outcome: 'proven', transactionIds: ['tx-0'] });
      expect(submissions).toHaveLength(1);
    }
  });

  it('repeats no body of a dry run: a live order says what it knows now', async () => {
    const { attempt, carry, submissions } = world(
      [fates['dropped, reply lost']!, fates['taken at once']!],
      rules['by transaction'],
    );
    await attempt({ ...dry, item: { ...item, acknowledgementDate: '2026-01-04T00:00:00Z' } });
    await carry({ item });
    expect(submissions.map(({ body }) => body)).toEqual([JSON.stringify(item), JSON.stringify(item)]);
  });
});

describe('a live write of an account in dry run', () => {
  it('is not sent and waits, and goes out when dry run is over', async () => {
    let isOn = true;
    const { attempt, carry, submissions, memory } = world(
      [fates['taken at once']!],
      rules['by transaction'],
      -1,
      () => isOn,
    );
    await expect(attempt()).rejects.toMatchObject({
      kind: 'Paused',
      message: expect.stringMatching(/acme is in dry run, and this order began live.*switched off/) as unknown,
    });
    expect([submissions, memory.records()]).toEqual([[], []]);
    isOn = false;
    expect(outcomeOf(await carry())).toBe('proven');
    expect(submissions).toHaveLength(1);
  });

  it('that was sent before is proven all the same', async () => {
    let isOn = false;
    const { attempt, carry, submissions } = world(
      [fates['taken, reply lost']!],
      rules['by transaction'],
      -1,
      () => isOn,
    );
    await expect(attempt()).rejects.toMatchObject({ kind: 'NotReady' });
    isOn = true;
    expect(outcomeOf(await carry())).toBe('proven');
    expect(submissions).toHaveLength(1);
  });
});
