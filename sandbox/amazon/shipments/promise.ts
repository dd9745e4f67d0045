import type { Dialect } from './dialect.js';
import type { HourWindow } from './rate-plan.js';

const hourMs = 3_600_000;

/** Two windows, epoch ms. */
export interface ShipmentPromise {
  readonly pickup: Window;
  readonly delivery: Window;
}

/** A stretch of time, epoch ms. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** What a service promises for a requested ship date; one in the past means the next slot from now. */
export function promiseOf(
  service: { readonly pickupHours: HourWindow; readonly deliveryHours: HourWindow },
  shipDate: string | undefined,
  now: number,
): ShipmentPromise {
  const wanted = Math.max(shipDate === undefined ? now : Date.parse(shipDate), now);
  const fullHour = Math.ceil(wanted / hourMs) * hourMs;
  const window = ([start, end]: HourWindow): Window => ({
    start: fullHour + start * hourMs,
    end: fullHour + end * hourMs,
  });
  return { pickup: window(service.pickupHours), delivery: window(service.deliveryHours) };
}

/** Shipping v2 `Promise`; the guide names the members of a window otherwise (SV-2). */
export function wirePromise(promise: ShipmentPromise, dialect: Dialect): unknown {
  const window = ({ start, end }: Window): unknown =>
    dialect === 'guide'
      ? { startTime: new Date(start).toISOString(), endTime: new Date(end).toISOString() }
      : { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
  return { pickupWindow: window(promise.pickup), deliveryWindow: window(promise.delivery) };
}
