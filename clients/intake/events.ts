import { z } from 'zod';
import { PURCHASE_ORDER_NUMBER } from '../../workflows/purchase-order/messages.js';
import type { PayEnvironment } from '../../workflows/delivery-notification/notice.js';
import type { Checked } from '../../workflows/steps/checks.js';
import { eventFaults, NOT_KNOWN } from './event-faults.js';
import type { EventFault } from './event-faults.js';
import { createNoticeEvent } from './notice-event.js';
import type { DeliveryNoticeRequested } from './notice-event.js';
import { createOrderEvents, requestIdOf } from './order-events.js';
import type { CarrierReported, OrderEventsOptions, PurchaseOrderDeparted } from './order-events.js';
import { createShipmentEvents } from './shipment-events.js';
import type { ShipmentReported, ShipmentRequested } from './shipment-events.js';

/** There is a purchase order. */
export interface PurchaseOrderReceived {
  type: 'purchase-order.received';
  account: string;
  purchaseOrderNumber: string;
}

/** An event that may be acted on. */
export type IntakeEvent =
  | PurchaseOrderReceived
  | PurchaseOrderDeparted
  | CarrierReported
  | DeliveryNoticeRequested
  | ShipmentRequested
  | ShipmentReported;

export type ReadEvent = { event: IntakeEvent } | { faults: EventFault[] };

/** Reads events for the configured accounts; the first is meant when an event names none. */
export interface EventReader {
  /** CloudEvents 1.0, structured JSON. */
  cloudEvent(body: unknown): ReadEvent;
  /** The bare data of an event whose type is known from elsewhere. */
  bare(type: string, data: unknown): ReadEvent;
}

export interface EventReaderOptions extends OrderEventsOptions {
  /** Where notices of deliveries go; absent when Amazon Pay is not configured: they are refused then. */
  payEnvironment?: PayEnvironment | undefined;
}

export function createEventReader(
  accounts: readonly string[],
  options: EventReaderOptions = { keepsLocations: true },
): EventReader {
  const data = dataSchema(accounts);
  const notice = createNoticeEvent(accounts, options.payEnvironment);
  const orders = createOrderEvents(accounts, options);
  const shipments = createShipmentEvents(accounts, options.keepsLocations);
  const readers: Record<IntakeEvent['type'], (value: unknown, path: string[]) => ReadEvent> = {
    'purchase-order.received': (value, path) => {
      const read = data.safeParse(value);
      if (!read.success) return { faults: faultsOf(read.error, path) };
      const { account, purchaseOrderNumber } = read.data;
      return { event: { type: 'purchase-order.received', account, purchaseOrderNumber } };
    },
    'purchase-order.departed': (value, path) => readEvent(orders.departed(value), path),
    'carrier.event': (value, path) => readEvent(orders.carrier(value), path),
    'delivery-notice.requested': (value, path) => readEvent(notice(value), path),
    'shipment.requested': (value, path) => readEvent(shipments.requested(value), path),
    'shipment.event': (value, path) => readEvent(shipments.event(value), path),
  };
  const bare = (type: string, value: unknown, path: string[] = []): ReadEvent =>
    isKnown(type)
      ? readers[type](value, path)
      : { faults: [{ path: 'type', message: `${NOT_KNOWN}; known are ${eventTypes.join(', ')}` }] };
  return {
    bare,
    cloudEvent(body) {
      const read = envelopeSchema.safeParse(body);
      const faults = read.success ? [] : faultsOf(read.error);
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return { faults };
      // The data is read even in a faulty envelope, so that one answer lists everything.
      const type = 'type' in body && typeof body.type === 'string' ? body.type : undefined;
      const inner = type === undefined ? { faults: [] } : bare(type, 'data' in body ? body.data : undefined, ['data']);
      if ('faults' in inner) return { faults: [...faults, ...inner.faults] };
      return read.success ? { event: identified(inner.event, read.data) } : { faults };
    },
  };
}

/** An envelope says which event it is: with other data under the same id it is still the same. */
const identified = (event: IntakeEvent, { source, id }: { source: string; id: string }): IntakeEvent =>
  'requestId' in event ? { ...event, requestId: requestIdOf('cloudevent', [source, id]) } : event;

const readEvent = (read: Checked<IntakeEvent>, path: string[]): ReadEvent =>
  'faults' in read ? { faults: eventFaults(read.faults, path) } : { event: read.value };

/** Every event type that is taken in. */
export const eventTypes = [
  'purchase-order.received',
  'purchase-order.departed',
  'carrier.event',
  'delivery-notice.requested',
  'shipment.requested',
  'shipment.event',
] as const satisfies readonly IntakeEvent['type'][];

const isKnown = (type: string): type is IntakeEvent['type'] => eventTypes.some((known) => known === type);

const must = (what: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : `must be ${what}`),
});

/** Extension attributes may stand beside these; `data` is checked by type. */
const envelopeSchema = z.looseObject(
  {
    specversion: z.literal('1.0', must('"1.0"')),
    id: z.string(must('a non-empty text')).min(1, 'must be a non-empty text').max(1_000, 'is too long'),
    source: z.string(must('a non-empty text')).min(1, 'must be a non-empty text').max(1_000, 'is too long'),
    type: z.string(must('a non-empty text')).min(1, 'must be a non-empty text'),
    datacontenttype: z
      .string(must('application/json'))
      .regex(/^application\/([\w.+-]+\+)?json\s*(;|$)/i, 'must be application/json')
      .optional(),
    data_base64: z.never('is not supported; send data').optional(),
  },
  must('a JSON object: a CloudEvent 1.0'),
);

/** Strict: a misspelt `account` would otherwise mean the default account. */
const dataSchema = (accounts: readonly string[]) =>
  z.strictObject(
    {
      account: z
        .enum(accounts, must(`one of the configured accounts (${accounts.join(', ')})`))
        .default(accounts[0] ?? ''),
      purchaseOrderNumber: z
        .string(must('a text'))
        .max(50, 'must have at most 50 characters')
        .regex(PURCHASE_ORDER_NUMBER, 'must have letters and digits only, and at least one'),
      // Personal data: the worker reads the order from Amazon itself.
      order: z.looseObject({}, must('an object')).optional(),
    },
    must('an object'),
  );

const MAX_FAULTS = 50;

function faultsOf(error: z.ZodError, prefix: string[] = []): EventFault[] {
  const faults = error.issues.flatMap((issue): EventFault[] => {
    const path = [...prefix, ...issue.path.map(String)];
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...path, key.slice(0, 60)].join('.'), message: NOT_KNOWN }))
      : [{ path: path.join('.'), message: issue.message }];
  });
  return faults.slice(0, MAX_FAULTS);
}
