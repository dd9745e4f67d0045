import { z } from 'zod';
import { PURCHASE_ORDER_NUMBER } from '../../workflows/purchase-order/messages.js';

/** One thing that is wrong with an event. Never holds a value of it: an order is personal data. */
export interface EventFault {
  path: string;
  message: string;
}

/** An event that may be acted on. */
export interface PurchaseOrderReceived {
  type: 'purchase-order.received';
  account: string;
  purchaseOrderNumber: string;
}

export type ReadEvent = { event: PurchaseOrderReceived } | { faults: EventFault[] };

/** Reads events for the configured accounts; the first is meant when an event names none. */
export interface EventReader {
  /** CloudEvents 1.0, structured JSON. */
  cloudEvent(body: unknown): ReadEvent;
  /** The bare data of an event whose type is known from elsewhere. */
  bare(type: string, data: unknown): ReadEvent;
}

export function createEventReader(accounts: readonly string[]): EventReader {
  const data = dataSchema(accounts);
  const bare = (type: string, value: unknown, path: string[] = []): ReadEvent => {
    if (!isKnown(type))
      return { faults: [{ path: 'type', message: `is not known; known are ${eventTypes.join(', ')}` }] };
    const read = data.safeParse(value);
    return read.success
      ? { event: { type, account: read.data.account, purchaseOrderNumber: read.data.purchaseOrderNumber } }
      : { faults: faultsOf(read.error, path) };
  };
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
      return faults.length > 0 ? { faults } : inner;
    },
  };
}

/** Every event type that is taken in. */
export const eventTypes = ['purchase-order.received'] as const;

const isKnown = (type: string): type is (typeof eventTypes)[number] => eventTypes.some((known) => known === type);

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
      ? issue.keys.map((key) => ({ path: [...path, key.slice(0, 60)].join('.'), message: 'is not known' }))
      : [{ path: path.join('.'), message: issue.message }];
  });
  return faults.slice(0, MAX_FAULTS);
}
