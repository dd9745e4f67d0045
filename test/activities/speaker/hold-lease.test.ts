import { describe, expect, it } from 'vitest';
import { holdLease } from '../../../activities/speaker/hold-lease.js';
import type { Answer } from '../../../activities/speaker/lease.js';

const TIMEOUT = 9_000;

/** A lease with a clock to set, whose heartbeats the test answers. */
function held() {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const asked: { at: number; answer: (answer: Answer) => Promise<void> }[] = [];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const lease = holdLease({
    timeoutMs: TIMEOUT,
    monotonic: () => now,
    schedule: (run, delayMs) => {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => (timers = timers.filter((each) => each !== timer));
    },
    heartbeat: () =>
      new Promise((resolve) =>
        asked.push({
          at: now,
          answer: (answer) => {
            resolve(answer);
            return settle();
          },
        }),
      ),
  });
  const said: string[] = [];
  void lease.confirmed.then((isHeld) => said.push(isHeld ? 'confirmed' : 'not confirmed'));
  void lease.over.then((why) => said.push(why));
  return {
    lease,
    asked,
    said,
    timers: () => timers.length,
    /** Time passes; what is due happens in its order. */
    pass: async (until: number): Promise<void> => {
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((each) => each !== next);
        now = Math.max(now, next.at);
        next.run();
        await settle();
      }
      now = until;
    },
    /** The process is stopped and goes on later: what was due in between happens then. */
    sleepUntil: async (until: number): Promise<void> => {
      now = until;
      const due = timers.filter(({ at }) => at <= until);
      timers = timers.filter((each) => !due.includes(each));
      for (const { run } of due) run();
      await settle();
    },
  };
}

describe('holding a lease', () => {
  it('asks at once, begins with the first answer, and asks again after two thirds of the timeout', async () => {
    const { asked, said, pass } = held();
    expect(said).toEqual([]);
    await asked[0]!.answer('held');
    expect(said).toEqual(['confirmed']);
    await pass(5_999);
    expect(asked).toHaveLength(1);
    await pass(6_000);
    expect(asked.map(({ at }) => at)).toEqual([0, 6_000]);
  });

  it('repeats what was not answered, and ends by itself when nothing gets through', async () => {
    const { asked, said, pass, timers } = held();
    await asked[0]!.answer('held');
    await pass(6_000);
    await asked[1]!.answer('unanswered');
    await pass(6_450);
    expect(asked).toHaveLength(3);
    // The third is never answered.
    await pass(8_999);
    expect(said).toEqual(['confirmed']);
    await pass(9_000);
    expect(said).toEqual(['confirmed', 'expired']);
    expect([asked.length, timers()]).toEqual([3, 0]);
  });

  it('ends in a process that was stopped for longer than the timeout, before it asks anything', async () => {
    const { asked, said, sleepUntil } = held();
    await asked[0]!.answer('held');
    await sleepUntil(9_500);
    expect(said).toEqual(['confirmed', 'expired']);
    expect(asked).toHaveLength(1);
  });

  it('goes on in a process that was stopped for less', async () => {
    const { asked, said, sleepUntil } = held();
    await asked[0]!.answer('held');
    await sleepUntil(8_900);
    expect(asked).toHaveLength(2);
    await asked[1]!.answer('held');
    expect(said).toEqual(['confirmed']);
  });

  it('is recalled once, and heartbeats go on until it is closed', async () => {
    const { lease, asked, said, pass, timers } = held();
    await asked[0]!.answer('held');
    await pass(6_000);
    await asked[1]!.answer('paused');
    expect(said).toEqual(['confirmed', 'paused']);
    await pass(12_000);
    expect(asked).toHaveLength(3);
    await asked[2]!.answer('paused');
    lease.close();
    await pass(60_000);
    expect([said, asked.length, timers()]).toEqual([['confirmed', 'paused'], 3, 0]);
  });

  it.each<Answer>(['gone', 'paused', 'cancelled', 'reset'])(
    'does not begin when the first answer is: %s',
    async (answer) => {
      const { asked, said } = held();
      await asked[0]!.answer(answer);
      expect(said.toSorted()).toEqual([answer, 'not confirmed'].toSorted());
    },
  );

  it('does not begin while no heartbeat gets through', async () => {
    const { asked, said, pass } = held();
    await asked[0]!.answer('unanswered');
    await pass(8_999);
    expect(said).toEqual([]);
    await pass(9_000);
    expect(said.toSorted()).toEqual(['expired', 'not confirmed']);
  });
});
