import type { RescheduleRule } from './policy.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** India has one time zone and no summer time. */
const INDIA_MS = 330 * MINUTE_MS;

/** The instant that a rule names, ISO 8601 UTC. Pure arithmetic: workflows know no calendars. @param now epoch ms. */
export function rescheduledDate({ afterDays, at, workingDays }: RescheduleRule, now: number): string {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  let day = Math.floor((now + INDIA_MS) / DAY_MS);
  for (let left = afterDays; left > 0;) {
    day += 1;
    if (workingDays.includes(weekdayOf(day))) left -= 1;
  }
  return new Date(day * DAY_MS + (hour * 60 + minute) * MINUTE_MS - INDIA_MS).toISOString();
}

/** 1 Monday to 7 Sunday; day 0 was a Thursday. */
const weekdayOf = (day: number): number => ((day + 3) % 7) + 1;

/** What is wrong with a date for another attempt, or `undefined`. @param now epoch ms. */
export const rescheduleFault = (date: string, now: number): string | undefined =>
  Date.parse(date) > now ? undefined : 'rescheduleDate is not in the future';
