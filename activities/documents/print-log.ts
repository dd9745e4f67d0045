import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { isMissing, syncDirectory } from '../durable-files.js';

/** A document that was handed out, such as to a printer. No personal data beyond a user name. */
export interface PrintLogEntry {
  /** ISO 8601. */
  at: string;
  /** Who asked for it. */
  actor: string;
  documentId: string;
  /** `label`, `void-label`, `packing-slip`, `customer-invoice`, `order`; `document` where it was asked for by its id. */
  kind: string;
  account?: string;
  purchaseOrderNumber?: string;
  /** Identifier or tracking number of the package that a label is for. */
  package?: string;
}

/** Which documents were handed out when, and to whom: kept beside them, and only ever added to. */
export interface PrintLog {
  /** Where it is, for people. */
  file: string;
  /** Makes sure that it can be written, before anything is handed out. @throws the error of the disk. */
  prepare(): Promise<void>;
  /** Durable when it resolves. */
  append(entries: readonly PrintLogEntry[]): Promise<void>;
  /** The entries about some documents, the oldest first. */
  of(documentIds: ReadonlySet<string>): Promise<PrintLogEntry[]>;
}

/**
 * The print log of a directory of documents: `print-log.jsonl`, one JSON object a line.
 *
 * An append is one `write` at the end of the file, then fsync, so that several processes can hand out documents at once.
 * It starts with a line feed, so that a torn last line cannot swallow it; a line without its end never counted.
 *
 * @param directory of the documents, on a local disk.
 */
export function createPrintLog(directory: string): PrintLog {
  const root = resolve(directory);
  const file = join(root, 'print-log.jsonl');

  async function write(text: string): Promise<void> {
    const handle = await open(file, 'a', 0o600);
    try {
      const { size } = await handle.stat();
      if (size === 0) await syncDirectory(root);
      const bytes = Buffer.from(text);
      // One write, never a second for the rest: another process could append in between.
      const { bytesWritten } = await handle.write(bytes);
      if (bytesWritten < bytes.length) throw new Error(`Only a part could be written to ${file}. Is the disk full?`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  return {
    file,
    prepare: () => write('\n'),
    append: (entries) => write(entries.map((entry) => `\n${JSON.stringify(entry)}\n`).join('')),
    async of(documentIds) {
      const found: PrintLogEntry[] = [];
      for await (const line of linesOf(file)) {
        const entry = entryOf(line);
        if (entry !== undefined && documentIds.has(entry.documentId)) found.push(entry);
      }
      return found;
    },
  };
}

/** The whole lines of a file; none of one that is not there. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function entryOf(line: string): PrintLogEntry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? (entry as PrintLogEntry) : undefined;
  } catch {
    // Blank, or the trace of a writer that died before its write was acknowledged.
    return undefined;
  }
}
