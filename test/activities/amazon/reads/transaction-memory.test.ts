import { describe, expect, it } from 'vitest';
import { createTransactionMemory } from '../../../../activities/amazon/reads/transaction-memory.js';

const MINUTE = 60_000;

describe('remembered transactions', () => {
  it.each([
    // status, ms ago, recalled
    ['Success', 0, true],
    ['Failure', 10 * MINUTE - 1, true],
    ['Success', 10 * MINUTE, false],
    ['Processing', 4_999, true],
    ['Processing', 5_000, false],
    // Added since: nobody knows whether it stays.
    ['Partial', 4_999, true],
    ['Partial', 5_000, false],
  ])('%s, read %p ms ago, is recalled: %p', (status, ageMs, isRecalled) => {
    let now = 0;
    const memory = createTransactionMemory(() => now);
    memory.remember('t', { status, codes: [] }, 5_000);
    now = ageMs;
    expect(memory.recall('t')).toEqual(isRecalled ? { status, codes: [] } : undefined);
  });

  it('stay final when an answer arrives that was overtaken', () => {
    const memory = createTransactionMemory(() => 0);
    memory.remember('t', { status: 'Success', codes: [] }, 5_000);
    memory.remember('t', { status: 'Processing', codes: [] }, 5_000);
    expect(memory.recall('t')?.status).toBe('Success');
  });

  it('are bounded: the oldest go first', () => {
    const memory = createTransactionMemory(() => 0);
    for (let i = 0; i <= 2_000; i += 1) memory.remember(`t${i}`, { status: 'Success', codes: [] }, 0);
    expect([memory.recall('t0'), memory.recall('t1')?.status]).toEqual([undefined, 'Success']);
  });
});
