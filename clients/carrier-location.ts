import { resolve } from 'node:path';
import { createCipher } from '../activities/cipher.js';
import { createDirectoryStore } from '../activities/documents/directory-store.js';
import type { DocumentStore } from '../activities/documents/document-store.js';
import type { EncryptedDirectory } from '../temporal.config.js';
import { object, optional, text } from '../workflows/steps/checks.js';
import type { Check } from '../workflows/steps/checks.js';
import { ClientError, systemCodeOf } from './errors.js';

/**
 * Where a carrier's event happened. What is missing is completed from the carrier's configured address.
 *
 * It may be a person's address, so it never travels in a message: it is stored, and the message names the document.
 */
export interface CarrierLocation {
  name?: string;
  addressLine1?: string;
  addressLine2?: string;
  city?: string;
  stateOrRegion?: string;
  postalCode?: string;
  /** Two capital letters. */
  countryCode?: string;
}

const line = optional(text({ max: 200 }));

const shape = object({
  name: line,
  addressLine1: line,
  addressLine2: line,
  city: line,
  stateOrRegion: line,
  postalCode: line,
  countryCode: optional(
    text({ max: 2, pattern: /^[A-Z]{2}$/, says: 'must be a country code of two capital letters, such as US' }),
  ),
});

/** An address, in whole or part; its faults hold no value of it. */
export const carrierLocation: Check<CarrierLocation> = (value, path, faults) => {
  const before = faults.length;
  const found = shape(value, path, faults);
  if (found !== undefined && faults.length === before && Object.keys(found).length === 0) {
    faults.push(`${path} must say something; leave it out otherwise`.trimStart());
  }
  return found;
};

/** Opens the document store; nothing is written yet. */
export const openDocuments = ({ directory, keys }: EncryptedDirectory): DocumentStore =>
  createDirectoryStore({ directory, cipher: createCipher(keys) });

/** Proves that documents can be written and read. @throws {ClientError} naming the directory. */
export async function requireDocuments({ directory, keys }: EncryptedDirectory): Promise<DocumentStore> {
  const documents = openDocuments({ directory, keys });
  try {
    await documents.get((await documents.put(Buffer.from('probe'), 'text/plain')).documentId);
  } catch (error) {
    const why = systemCodeOf(error);
    throw new ClientError('machine', `DOCUMENTS_DIR: ${resolve(directory)} cannot be used (${why}). Correct it.`);
  }
  return documents;
}

/** Keeps a location for the worker. @throws {ClientError} `machine` when the store cannot be written. */
export async function keepLocation(documents: DocumentStore, location: CarrierLocation): Promise<string> {
  try {
    const { documentId } = await documents.put(Buffer.from(JSON.stringify(location)), 'application/json');
    return documentId;
  } catch (error) {
    throw new ClientError('machine', `The location cannot be kept in DOCUMENTS_DIR (${systemCodeOf(error)}).`);
  }
}
