import { blankBitmap, drawBars, drawText, fillBlack } from '../../labels/bitmap.js';
import type { Bitmap } from '../../labels/bitmap.js';
import { code128 } from '../../labels/code128.js';
import { encodePng } from '../../labels/png.js';
import type { Print } from './documents.js';
import type { Page } from './parcel-paper.js';

/** Draws pages as one monochrome PNG, below each other, that says its resolution. */
export function pngPages(pages: readonly Page[], { widthInches, heightInches, dotsPerInch }: Print): Buffer {
  const widthPx = Math.round(widthInches * dotsPerInch);
  const heightPx = Math.round(heightInches * dotsPerInch);
  const drawings = pages.map((page) => draw(page, widthPx, heightPx));
  const rows = drawings.flatMap((drawing) => drawing.rows);
  return encodePng({ widthPx, heightPx: rows.length, rows }, dotsPerInch);
}

function draw({ title, lines, barcode }: Page, widthPx: number, heightPx: number): Bitmap {
  const bitmap = blankBitmap(widthPx, heightPx);
  const marginPx = Math.round(widthPx / 25);
  const dotPx = Math.max(1, Math.floor(widthPx / 240));
  const perLine = Math.floor((widthPx - 2 * marginPx) / (6 * dotPx));
  drawText(bitmap, marginPx, marginPx, dotPx + 1, title.slice(0, Math.floor((perLine * dotPx) / (dotPx + 1))));
  const ruleY = marginPx + 12 * (dotPx + 1);
  fillBlack(bitmap, marginPx, ruleY, widthPx - 2 * marginPx, dotPx);
  lines.forEach((line, i) => {
    drawText(bitmap, marginPx, ruleY + (i * 11 + 6) * dotPx, dotPx, line.slice(0, perLine));
  });
  if (barcode !== undefined) {
    const modules = code128(barcode);
    // A quiet zone of ten modules on both sides, and whole pixels a module, keep the code readable.
    const modulePx = Math.max(1, Math.floor(widthPx / (modules.length + 20)));
    const barPx = Math.round(heightPx / 5);
    const x = Math.floor((widthPx - modules.length * modulePx) / 2);
    drawBars(bitmap, x, heightPx - barPx - marginPx, modulePx, barPx, modules);
  }
  return bitmap;
}
