import { glyphColumns } from './font.js';

/** A monochrome picture, one bit a pixel, 1 = white as PNG has it. */
export interface Bitmap {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Rows from the top, each padded to whole bytes. */
  readonly rows: readonly Uint8Array[];
}

/** Makes a white picture. */
export function blankBitmap(widthPx: number, heightPx: number): Bitmap {
  const rows = Array.from({ length: heightPx }, () => new Uint8Array(Math.ceil(widthPx / 8)).fill(0xff));
  return { widthPx, heightPx, rows };
}

/** Fills a rectangle black; what lies outside is dropped. */
export function fillBlack(bitmap: Bitmap, x: number, y: number, width: number, height: number): void {
  for (let row = Math.max(0, y); row < Math.min(bitmap.heightPx, y + height); row++) {
    const bytes = bitmap.rows[row];
    if (bytes === undefined) continue;
    for (let column = Math.max(0, x); column < Math.min(bitmap.widthPx, x + width); column++) {
      bytes[column >> 3] = (bytes[column >> 3] ?? 0) & ~(0x80 >> (column & 7));
    }
  }
}

/** Writes one line of text, upper case, with glyphs of 5 by 7 dots on a pitch of 6. */
export function drawText(bitmap: Bitmap, x: number, y: number, dotPx: number, text: string): void {
  Array.from(text).forEach((character, i) => {
    glyphColumns(character).forEach((bits, column) => {
      for (let row = 0; row < 8; row++) {
        if ((bits >> row) & 1) fillBlack(bitmap, x + (i * 6 + column) * dotPx, y + row * dotPx, dotPx, dotPx);
      }
    });
  });
}

/** Draws barcode modules as bars of one height. */
export function drawBars(
  bitmap: Bitmap,
  x: number,
  y: number,
  modulePx: number,
  heightPx: number,
  modules: readonly boolean[],
): void {
  modules.forEach((dark, i) => {
    if (dark) fillBlack(bitmap, x + i * modulePx, y, modulePx, heightPx);
  });
}
