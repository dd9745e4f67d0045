import { isUtf8 } from 'node:buffer';
import { faultAt } from './manifest.js';
import type { Read } from './manifest.js';

/** Far more than a day's orders. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

const LINE_FEED = 0x0a;
/** So many lines show what is wrong with the rest. */
const SHOWN_LINES = 10;

/** A file's bytes as text, without the byte order mark. Anything but UTF-8 is a fault: names would be changed silently. */
export function decode(bytes: Uint8Array): Read<{ text: string; hasMark: boolean }> {
  if (bytes.length > MAX_FILE_BYTES) {
    return wrong(`has ${bytes.length} bytes; at most ${MAX_FILE_BYTES} are taken. Split it.`);
  }
  const other = otherFormat(bytes);
  if (other !== undefined) return wrong(`is ${other}. Save it as "CSV UTF-8".`);
  if (!isUtf8(bytes)) {
    return {
      faults: invalidLines(bytes).map((line) => faultAt('is no valid UTF-8. Save the file as "CSV UTF-8".', line)),
    };
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const hasMark = text.startsWith('\ufeff');
  return { value: { text: hasMark ? text.slice(1) : text, hasMark } };
}

function otherFormat(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b) return 'a workbook, not a CSV file';
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'UTF-16';
  return bytes.includes(0) ? 'no text: it holds zero bytes' : undefined;
}

/** No character of UTF-8 holds a line feed, so lines can be looked at one by one. */
function invalidLines(bytes: Uint8Array): number[] {
  const lines: number[] = [];
  let start = 0;
  for (let line = 1; start <= bytes.length && lines.length < SHOWN_LINES; line += 1) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found === -1 ? bytes.length : found;
    if (!isUtf8(bytes.subarray(start, end))) lines.push(line);
    start = end + 1;
  }
  return lines;
}

const wrong = (what: string): { faults: [ReturnType<typeof faultAt>] } => ({ faults: [faultAt(what)] });
