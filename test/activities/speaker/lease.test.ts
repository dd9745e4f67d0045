import { describe, expect, it } from 'vitest';
import { afterAnswer, answerWithinMs, asOf, newLease } from '../../../activities/speaker/lease.js';
import type { Answer, LeaseState } from '../../../activities/speaker/lease.js';

const TIMEOUT = 9_000;

/** A lease that was given at 0 and confirmed by a heartbeat sent then. */
const confirmed = afterAnswer(newLease(TIMEOUT, 0), 'held', { sentAt: 0, now: 20 });

describe('a lease', () => {
  it('is not confirmed before a heartbeat got through, and one is due at once', () => {
    expect(newLease(TIMEOUT, 500)).toEqual({
      timeoutMs: TIMEOUT,
      heldUntil: 9_500,
      nextAt: 500,
      isConfirmed: false,
    });
  });

  it.each<[string, LeaseState, Answer, number, number, Partial<LeaseState>]>([
    // rule, before, answer, sent at, answered at, after
    [
      'is held for its timeout from when the heartbeat was sent, not from when it was answered',
      newLease(TIMEOUT, 0),
      'held',
      100,
      1_100,
      { isConfirmed: true, heldUntil: 9_100, nextAt: 6_100 },
    ],
    [
      'is as long as before when a heartbeat was not answered, which is soon repeated',
      confirmed,
      'unanswered',
      6_000,
      7_500,
      { isConfirmed: true, heldUntil: 9_000, nextAt: 7_950 },
    ],
    ['is lost when the server knows it no more', confirmed, 'gone', 6_000, 6_010, { loss: 'gone', heldUntil: 9_000 }],
    [
      'is lost when no heartbeat was answered in its time',
      confirmed,
      'unanswered',
      8_900,
      9_000,
      { loss: 'expired', heldUntil: 9_000 },
    ],
    [
      'is not won back by an answer that comes after its time: somebody else may have acted on the silence',
      confirmed,
      'held',
      8_990,
      9_001,
      { loss: 'expired', heldUntil: 9_000 },
    ],
    [
      'is lost when the answer itself took as long as the timeout',
      { ...confirmed, heldUntil: 99_000 },
      'held',
      10_000,
      19_000,
      { loss: 'expired', heldUntil: 19_000 },
    ],
    [
      'is prolonged by the heartbeat that tells of a recall: its holder has to drain first',
      confirmed,
      'paused',
      6_000,
      6_010,
      { recall: 'paused', heldUntil: 15_000, nextAt: 12_000 },
    ],
    [
      'stays recalled, whatever comes later',
      { ...confirmed, recall: 'cancelled' },
      'held',
      6_000,
      6_010,
      { recall: 'cancelled', heldUntil: 15_000 },
    ],
    [
      'stays recalled for the first reason',
      { ...confirmed, recall: 'reset' },
      'cancelled',
      6_000,
      6_010,
      { recall: 'reset' },
    ],
    [
      'stays lost, whatever comes later',
      { ...confirmed, loss: 'gone' },
      'held',
      6_000,
      6_010,
      { loss: 'gone', heldUntil: 9_000 },
    ],
  ])('%s', (_rule, before, answer, sentAt, now, after) => {
    expect(afterAnswer(before, answer, { sentAt, now })).toMatchObject(after);
  });

  it.each([
    // instant, loss
    [8_999, undefined],
    [9_000, 'expired'],
    [60_000, 'expired'],
  ])('of 9 s is at %i ms lost as: %s', (now, loss) => {
    expect(asOf(confirmed, now).loss).toBe(loss);
  });

  it('leaves time for repetitions: a heartbeat that gets no answer is not the last one', () => {
    const { nextAt, heldUntil } = confirmed;
    let now = nextAt;
    let lease = confirmed;
    let heartbeats = 0;
    while (lease.loss === undefined) {
      const sentAt = now;
      now += answerWithinMs(lease);
      lease = afterAnswer(lease, 'unanswered', { sentAt, now });
      heartbeats += 1;
      now = Math.max(now, lease.nextAt);
    }
    expect(heartbeats).toBeGreaterThanOrEqual(2);
    expect(now).toBeGreaterThanOrEqual(heldUntil);
  });
});
