import { crc32, deflateSync } from 'node:zlib';
import { blankBitmap, drawBars, drawText, fillBlack } from './bitmap.js';
import type { Bitmap } from './bitmap.js';
import { code128 } from './code128.js';
import type { LabelContent } from './label-content.js';

const widthPx = 540;
const heightPx = 810;
const marginPx = 20;

/** Draws a label as a monochrome PNG of 4 by 6 inches at 135 dots an inch: text, and a Code 128 of the tracking number. */
export function pngLabel(content: LabelContent): Buffer {
  const bitmap = blankBitmap(widthPx, heightPx);
  const rule = (y: number): void => {
    fillBlack(bitmap, marginPx, y, widthPx - 2 * marginPx, 3);
  };
  const text = (y: number, dotPx: number, line: string): void => {
    drawText(bitmap, marginPx, y, dotPx, line);
  };
  text(24, 3, `SHIP FROM ${content.shipFrom}`);
  text(
    24 + 36,
    2,
    `PACKAGE ${String(content.packageNumber)} OF ${String(content.packageCount)}   ${content.packageIdentifier}`,
  );
  rule(100);
  text(120, 2, 'SHIP TO');
  content.shipTo.slice(0, 5).forEach((line, i) => {
    text(150 + i * 34, 3, line.slice(0, 27));
  });
  rule(330);
  text(355, 3, content.shipMethodName.slice(0, 27));
  rule(400);
  text(420, 2, 'TRACKING NUMBER');
  text(446, 4, content.trackingNumber.slice(0, 20));
  const modules = code128(content.trackingNumber);
  // A quiet zone of ten modules on both sides, and whole pixels a module, keep the code readable.
  const modulePx = Math.max(1, Math.floor(widthPx / (modules.length + 20)));
  drawBars(bitmap, Math.floor((widthPx - modules.length * modulePx) / 2), 500, modulePx, 180, modules);
  rule(710);
  text(735, 4, `PO ${content.purchaseOrderNumber}`.slice(0, 20));
  text(780, 2, 'TEST LABEL - NOT FOR SHIPMENT');
  return encodePng(bitmap);
}

/** Encodes a monochrome picture as PNG: one bit a pixel, greyscale, and its resolution where it has one. */
export function encodePng(bitmap: Bitmap, dotsPerInch?: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(bitmap.widthPx, 0);
  header.writeUInt32BE(bitmap.heightPx, 4);
  header[8] = 1; // bits a sample; the rest stays 0: greyscale, deflate, no filter, not interlaced
  const data = Buffer.concat(bitmap.rows.flatMap((row) => [Buffer.of(0), row]));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...(dotsPerInch === undefined ? [] : [chunk('pHYs', pixelsPerMetre(dotsPerInch))]),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function pixelsPerMetre(dotsPerInch: number): Buffer {
  const perMetre = Math.round(dotsPerInch / 0.0254);
  const data = Buffer.alloc(9);
  data.writeUInt32BE(perMetre, 0);
  data.writeUInt32BE(perMetre, 4);
  data[8] = 1; // the unit is the metre
  return data;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length, 0);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body), 0);
  return Buffer.concat([length, body, checksum]);
}
