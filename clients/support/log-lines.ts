import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { purchaseOrderWorkflowId } from '../../workflows/purchase-order/messages.js';
import { ClientError, systemCodeOf } from '../errors.js';
import type { OrderName } from '../purchase-orders.js';

/** Lines of a log that are about one order. */
export interface OrderLines {
  lines: Record<string, unknown>[];
  /** Were read in all. */
  read: number;
  /** Were no JSON object, such as the last line of a log that is being written. */
  unreadable: number;
}

/** Far more than an order ever logs. */
const MOST_LINES = 10_000;

/**
 * Reads a log of JSON lines (pino), however long, and keeps those that name the order.
 *
 * @throws {ClientError} when the file cannot be read.
 */
export async function readLogLines(file: string, order: OrderName): Promise<OrderLines> {
  const found: OrderLines = { lines: [], read: 0, unreadable: 0 };
  try {
    for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      if (text.trim() === '') continue;
      found.read += 1;
      const line = objectOf(text);
      if (line === undefined) found.unreadable += 1;
      else if (isAbout(line, order) && found.lines.length < MOST_LINES) found.lines.push(withoutMessages(line));
    }
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    throw new ClientError('machine', `${file} cannot be read (${code}).`);
  }
  return found;
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isAbout(line: Record<string, unknown>, { account, purchaseOrderNumber }: OrderName): boolean {
  if (line['workflowId'] === purchaseOrderWorkflowId(account, purchaseOrderNumber)) return true;
  if (typeof line['account'] === 'string' && line['account'] !== account) return false;
  const { businessId } = line;
  // One call for many orders names them all.
  const named = typeof businessId === 'string' ? businessId.split(',') : [];
  return line['purchaseOrderNumber'] === purchaseOrderNumber || named.includes(purchaseOrderNumber);
}

/** Of an error its place, not its text: a library's may quote what it could not read. */
function withoutMessages({ err, ...line }: Record<string, unknown>): Record<string, unknown> {
  if (typeof err !== 'object' || err === null) return line;
  const { type, code, stack } = err as Partial<Record<string, unknown>>;
  return { ...line, err: { type, code, frames: framesOf(stack) } };
}

/** Functions and files, without the folders of the machine. */
const framesOf = (stack: unknown): string[] =>
  typeof stack !== 'string'
    ? []
    : stack
        .split('\n')
        .filter((text) => /^\s+at /.test(text))
        .map((text) => text.trim().replace(/(?:file:\/\/)?\/\S*?(?=(?:dist|node_modules)\/)/, ''));
