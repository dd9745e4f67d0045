import type { z } from 'zod';
import type { FaultKind, FaultTarget } from '../faults.js';
import type { OperationName, Rate } from '../options.js';
import type { Answer, GatewayRefusals } from '../replies.js';
import { gateway, refusal } from '../replies.js';
import { firstFault } from '../schemas/common.js';
import type { ScriptedOutcome } from '../transactions.js';
import type { WireRequest } from '../wire.js';
import type { World } from '../world.js';

/** A request that has passed the gateway: token, quota, media type and size are right. */
export interface Call {
  readonly world: World;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: WireRequest['headers'];
  /** Parsed JSON; nothing when the body was no JSON. */
  readonly body: unknown;
  readonly receivedAt: number;
  /** What scripted faults are matched against. */
  readonly target: FaultTarget;
  /** What scripted faults do to the transaction that this call opens. */
  readonly scripted: () => ScriptedOutcome;
  /** Notes that a scripted fault struck. */
  readonly struck: (fault: FaultKind) => void;
}

/** What a request says about which parcel it means, before anything is checked. */
export type Asked = Pick<Call, 'world' | 'params' | 'query' | 'body'>;

/** One row of the operations table. */
export interface Operation {
  readonly name: OperationName;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With `{name}` templates, as in the models. */
  readonly path: string;
  /** Whether it wants a restricted data token (Tokens guide, DF-4). */
  readonly restricted: boolean;
  /** The model's usage plan. */
  readonly rate: Rate;
  /** The statuses on which the model declares `x-amzn-RateLimit-Limit`. */
  readonly rateHeaderOn: readonly number[];
  /** The gateway's refusals where the API has words of its own. */
  readonly refusals?: GatewayRefusals;
  /** The parcels that a request is about, as faults and the record of requests name them. */
  readonly parcels?: (asked: Asked) => readonly string[];
  run(call: Call): Answer;
}

/** The usage plan of every Direct Fulfillment operation (models). */
export const vendorRate: Rate = { ratePerSecond: 10, burst: 10 };

/** Where the Direct Fulfillment models declare the rate header; Amazon sends it at best effort. */
export const vendorRateHeaderOn = [200, 202, 400, 404] as const;

/** Checks a body; a fault is a 400 `InvalidInput` that names the place but not the value. */
export function withBody<S extends z.ZodType>(schema: S, body: unknown, handle: (body: z.output<S>) => Answer): Answer {
  const parsed = schema.safeParse(body);
  return parsed.success ? handle(parsed.data) : refusal(400, 'InvalidInput', firstFault(parsed.error));
}

/** Checks a query; a fault is a 400 `InvalidRequest`. */
export function withQuery<S extends z.ZodType>(
  schema: S,
  query: unknown,
  handle: (query: z.output<S>) => Answer,
): Answer {
  const parsed = schema.safeParse(query);
  return parsed.success ? handle(parsed.data) : gateway.invalid(firstFault(parsed.error));
}
