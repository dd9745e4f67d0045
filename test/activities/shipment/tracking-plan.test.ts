import { describe, expect, it } from 'vitest';
import type { TimeWindow } from '../../../activities/amazon/shipping/schemas/shared.js';
import { nextLook } from '../../../activities/shipment/tracking-plan.js';
import type { TrackedParcel } from '../../../activities/shipment/tracking-plan.js';

const hour = 3_600_000;
const day = 24 * hour;
const at = (time: string): number => Date.parse(`2026-01-${time}:00.000Z`);
const iso = (time: string): string => new Date(at(time)).toISOString();

const boughtAt = at('05T12:00');
const promise = {
  pickupWindow: { start: iso('05T15:00'), end: iso('05T17:00') },
  deliveryWindow: { start: iso('07T08:00'), end: iso('07T20:00') },
};

/** All looks at a parcel that is scanned and delivered at these instants, up to the one that sees the delivery. */
function looksAt(parcel: Omit<TrackedParcel, 'isScanned'>, scannedAt: number, deliveredAt: number): number[] {
  const looks: number[] = [];
  let now = parcel.boughtAt;
  while (now < deliveredAt) {
    const next = nextLook({ ...parcel, isScanned: now >= scannedAt }, now);
    if (next === undefined) break;
    looks.push(next);
    now = next;
  }
  return looks;
}

describe('a parcel is looked for', () => {
  it('after its pickup window, shortly before its delivery window, four times up to its end, then daily', () => {
    const looks = looksAt({ boughtAt, promise }, at('05T16:00'), at('09T12:00'));
    expect(looks.map((look) => new Date(look).toISOString().slice(8, 16))).toEqual([
      '05T17:30',
      '07T06:00',
      ...['07T11:30', '07T14:30', '07T17:30', '07T20:30'],
      ...['08T20:30', '09T20:30'],
    ]);
  });

  it('once more a day after the pickup window while nobody has scanned it', () => {
    const unscanned = { boughtAt, promise, isScanned: false };
    expect(nextLook(unscanned, at('05T17:30'))).toBe(at('06T17:30'));
    expect(nextLook({ ...unscanned, isScanned: true }, at('05T17:30'))).toBe(at('07T06:00'));
  });

  it.each<[string, TimeWindow]>([
    ['a window of a day', { start: iso('07T00:00'), end: iso('07T23:59') }],
    ['a window of twelve hours', { start: iso('07T08:00'), end: iso('07T20:00') }],
    ['a window of an instant', { start: iso('07T19:00'), end: iso('07T19:00') }],
    ['a window of three days', { start: iso('07T00:00'), end: iso('10T00:00') }],
    ['an end alone', { end: iso('07T20:00') }],
    ['a start alone', { start: iso('07T08:00') }],
    ['the day of the pickup', { start: iso('05T18:00'), end: iso('05T22:00') }],
  ])('at most seven times when it is delivered within %s', (_case, deliveryWindow) => {
    const start = Date.parse(deliveryWindow.start ?? deliveryWindow.end ?? '');
    const end = Date.parse(deliveryWindow.end ?? deliveryWindow.start ?? '');
    const scans = [at('05T15:30'), at('05T17:00'), at('05T17:45'), at('06T03:00')];
    for (const scannedAt of scans) {
      for (let deliveredAt = start; deliveredAt <= end; deliveredAt += hour / 4) {
        const looks = looksAt({ boughtAt, promise: { ...promise, deliveryWindow } }, scannedAt, deliveredAt);
        expect(looks.length).toBeLessThanOrEqual(7);
        expect(looks.at(-1)).toBeGreaterThanOrEqual(deliveredAt);
      }
    }
  });

  it.each([
    ['no promise', {}],
    ['a pickup alone', { pickupWindow: promise.pickupWindow }],
    ['a delivery that was promised for before the purchase', { deliveryWindow: { end: iso('04T20:00') } }],
  ])('about once a day with %s', (_case, vague) => {
    const looks = looksAt({ boughtAt, promise: vague }, at('06T00:00'), boughtAt + 10 * day);
    const pauses = looks.slice(1).map((look, index) => look - looks[index]!);
    expect(pauses.every((pause) => pause <= day)).toBe(true);
    expect(looks.length).toBeLessThanOrEqual(12);
  });

  it('for 45 days in all, the last time at their end', () => {
    const looks = looksAt({ boughtAt, promise }, at('05T16:00'), Infinity);
    expect(looks.at(-1)).toBe(boughtAt + 45 * day);
    expect(looks).toEqual([...new Set(looks)].sort((a, b) => a - b));
    expect(looks.length).toBeLessThanOrEqual(6 + 43);
    expect(nextLook({ boughtAt, promise, isScanned: true }, boughtAt + 45 * day)).toBeUndefined();
  });

  it('next in the future, whenever it is asked', () => {
    for (let now = boughtAt - day; now < boughtAt + 45 * day; now += 7 * hour) {
      for (const isScanned of [true, false]) {
        expect(nextLook({ boughtAt, promise, isScanned }, now)).toBeGreaterThan(now);
      }
    }
  });
});
