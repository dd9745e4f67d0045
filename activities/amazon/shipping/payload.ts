import type { z } from 'zod';
import type { Answer } from '../caller.js';
import { openEnvelope } from '../envelope.js';
import { faultsOf } from '../faults.js';
import { quoteLongNumbers } from './long-numbers.js';

/** What an answer holds, or why it cannot be understood, in our own words. */
export type Payload<R> = { result: R } | { fault: string };

/** Reads an answer under 2xx, with `payload` or without it (SV-1). */
export function payloadOf<R>(schema: z.ZodType<R>, { body, envelope }: Answer): Payload<R> {
  // A gateway's page under 200. An empty body is an answer of its own: 204.
  if (!envelope.readable && body.byteLength > 0) return { fault: 'unreadable answer' };
  const text = new TextDecoder().decode(body);
  const exact = quoteLongNumbers(text);
  const { data } = exact === text ? envelope : openEnvelope(new TextEncoder().encode(exact));
  const parsed = schema.safeParse(data);
  return parsed.success ? { result: parsed.data } : { fault: `unexpected answer, ${faultsOf(parsed.error)}` };
}
