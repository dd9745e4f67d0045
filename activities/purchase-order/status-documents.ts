import { log } from '@temporalio/activity';
import { z } from 'zod';
import { DocumentUnavailable } from '../documents/directory-store.js';
import type { DocumentStore } from '../documents/document-store.js';

/** Where an event happened, as it was reported. Holds personal data: it never leaves the activity but to Amazon. */
export type Location = z.output<typeof location>;

/** By what the consignee's address is known. Holds personal data. */
export interface Consignee {
  names: string[];
  lines: string[];
}

/** What cannot be understood counts as absent: a carrier's address is completed, not argued with. */
const text = z.string().trim().min(1).max(200).optional().catch(undefined);

const location = z.object({
  name: text,
  addressLine1: text,
  addressLine2: text,
  city: text,
  stateOrRegion: text,
  postalCode: text,
  countryCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .catch(undefined),
});

const lines = z.object({ name: text, attention: text, addressLine1: text, addressLine2: text, addressLine3: text });

/** A raw order, with or without its envelope. */
const orderWithConsignee = z.object({ orderDetails: z.object({ shipToParty: lines }) });
const rawOrder = z.union([
  z.object({ payload: orderWithConsignee }).transform(({ payload }) => payload),
  orderWithConsignee,
]);

/** The location of an event; `undefined` when it has none, or none that can be read: the event goes out without it. */
export async function readLocation(
  documents: DocumentStore,
  documentId: string | undefined,
): Promise<Location | undefined> {
  const found = documentId === undefined ? undefined : await readJson(documents, documentId);
  return location.safeParse(found).data;
}

/** The consignee of a raw order; `unreadable` when the order is not there any more, or is none. */
export async function readConsignee(
  documents: DocumentStore,
  documentId: string | undefined,
): Promise<Consignee | 'unreadable' | undefined> {
  if (documentId === undefined) return undefined;
  const { data } = rawOrder.safeParse(await readJson(documents, documentId));
  if (data === undefined) return 'unreadable';
  const { name, attention, addressLine1, addressLine2, addressLine3 } = data.orderDetails.shipToParty;
  return { names: known(name, attention), lines: known(addressLine1, addressLine2, addressLine3) };
}

const known = (...texts: (string | undefined)[]): string[] => texts.filter((value) => value !== undefined);

/** @throws an error of the disk, after which the step is tried again. */
async function readJson(documents: DocumentStore, documentId: string): Promise<unknown> {
  try {
    const { bytes } = await documents.get(documentId);
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof DocumentUnavailable) {
      log.warn('a document for a status update cannot be read', { documentId: error.documentId, reason: error.reason });
      return undefined;
    }
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
