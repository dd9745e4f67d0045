import { describe, expect, it } from 'vitest';
import { firstWindow, nextHourUtc, windowAfter } from '../../../workflows/account/windows.js';
import { DAY, HOUR, NOW } from './accounts.js';

describe('windows', () => {
  it('are empty when there is nothing between their ends', () => {
    expect(firstWindow({ from: NOW, until: NOW }, DAY)).toBeUndefined();
    expect(firstWindow({ from: NOW + 1, until: NOW }, DAY)).toBeUndefined();
  });

  it.each([
    // range, overlap, slice (h); windows (h from the start)
    [1, 1, 24, [[0, 1]]],
    [24, 1, 24, [[0, 24]]],
    [25, 1, 24, [[0, 24], [23, 25]]], // prettier-ignore
    [70, 1, 24, [[0, 24], [23, 47], [46, 70]]], // prettier-ignore
    [48, 0, 24, [[0, 24], [24, 48]]], // prettier-ignore
  ])('cover %i h with an overlap of %i h in slices of %i h', (range, overlap, slice, expected) => {
    const policy = { sliceMs: slice * HOUR, overlapMs: overlap * HOUR };
    const until = NOW + range * HOUR;
    const windows = [];
    let window = firstWindow({ from: NOW, until }, policy.sliceMs);
    while (window !== undefined) {
      windows.push([(window.createdAfter - NOW) / HOUR, (window.createdBefore - NOW) / HOUR]);
      window = windowAfter(window, until, policy);
    }
    expect(windows).toEqual(expected);
  });
});

describe('the hour of the gap sweep', () => {
  it.each([
    // hour, now, next
    [3, '2026-03-02T02:59:59.999Z', '2026-03-02T03:00:00.000Z'],
    [3, '2026-03-02T03:00:00.000Z', '2026-03-03T03:00:00.000Z'],
    [0, '2026-12-31T12:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    // Where clocks change.
    [3, '2026-03-29T00:30:00.000Z', '2026-03-29T03:00:00.000Z'],
  ])('%i h after %s is %s', (hourUtc, now, next) => {
    expect(new Date(nextHourUtc(hourUtc, Date.parse(now))).toISOString()).toBe(next);
  });
});
