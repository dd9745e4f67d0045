/** Where a document is, as history may hold it: no personal data. */
export interface DocumentReference {
  documentId: string;
  /** SHA-256 of the clear bytes, hex. */
  sha256: string;
  mediaType: string;
}

/**
 * The encrypted store of everything with personal data or bulk: labels, raw orders.
 *
 * Content-addressed: putting the same bytes twice gives the same `documentId`.
 */
export interface DocumentStore {
  put(bytes: Uint8Array, mediaType: string): Promise<DocumentReference>;
  /** @throws an error naming the document id when it is unknown, purged, damaged, or its key is not configured. */
  get(documentId: string): Promise<{ bytes: Uint8Array; mediaType: string }>;
}
