import { createHash } from 'node:crypto';
import { z } from 'zod';
import { addressNotesFault } from '../../workflows/ndr-case/address-notes.js';
import { askSigned } from '../signed-question.js';
import type { SignedQuestion } from '../signed-question.js';

/** What the shipper's own system is told of a failed delivery: no personal data. */
export interface AddressQuestion {
  account: string;
  shippingPartyAccountId: string;
  trackingId: string;
  /** The shipper's own reference, where Amazon has named it. */
  referenceId?: string;
  attempt: number;
  shipmentStatus: string;
  reasonCode: string;
  /** ISO 8601. */
  dueAt?: string;
}

/**
 * What became of a question.
 *
 * `notes`: personal data, to be stored at once. `ask`: a person decides, and why, in our own words. `failed`: no answer
 * that can be understood; it may be asked again.
 */
export type AddressReply =
  { kind: 'notes'; notes: string } | { kind: 'ask'; because: string } | { kind: 'failed'; because: string };

/** The shipper's own system that knows where its customers live. */
export interface AddressHook {
  /** Asks once; throws for nothing the network or the other side does. @param withinMs what is left for it. */
  ask(question: AddressQuestion, withinMs: number): Promise<AddressReply>;
}

export interface AddressHookOptions extends Omit<SignedQuestion, 'settings'> {
  /** Deadline of one question, ms. */
  timeoutMs: number;
}

export const createAddressHook = (options: AddressHookOptions): AddressHook => ({
  ask: async (question, withinMs) => {
    const asked = {
      ...options,
      settings: { key: 'addressHook.keys of NDR_FILE', url: 'addressHook.url of NDR_FILE' },
    };
    const reply = await askSigned(asked, idOf(question), question, Math.min(options.timeoutMs, withinMs));
    return 'problem' in reply ? { kind: 'failed', because: reply.problem } : readAddressAnswer(reply.body);
  },
});

/** The same for every question about an attempt. Without full stops, which separate the parts of what is signed. */
const idOf = ({ shippingPartyAccountId, trackingId, attempt }: AddressQuestion): string =>
  `address-${createHash('sha256')
    .update(JSON.stringify([shippingPartyAccountId, trackingId, attempt]))
    .digest('hex')
    .slice(0, 32)}`;

const answer = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('reattempt'), addressNotes: z.string() }),
  z.strictObject({ decision: z.literal('ask') }),
]);

/** Reads the answer of an address hook. Strict; notes that Amazon forbids are a person's, with the reason. */
export function readAddressAnswer(body: Uint8Array): AddressReply {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { kind: 'failed', because: 'its answer is no JSON' };
  }
  const read = answer.safeParse(json);
  if (!read.success) {
    return {
      kind: 'failed',
      because: 'its answer is neither { "decision": "reattempt", "addressNotes": … } nor { "decision": "ask" }',
    };
  }
  if (read.data.decision === 'ask') return { kind: 'ask', because: 'The address hook leaves it to a person.' };
  const { addressNotes: notes } = read.data;
  const fault = addressNotesFault(notes);
  return fault === undefined
    ? { kind: 'notes', notes }
    : { kind: 'ask', because: `The address hook's addressNotes cannot be sent: it ${fault}.` };
}
