import { code128 } from '../../labels/code128.js';
import { pdfFile, pdfText } from '../../papers/pdf.js';
import type { Print } from './documents.js';
import type { Page } from './parcel-paper.js';

const pointsPerInch = 72;
const marginPt = 12;

/** Writes pages of a size as PDF, the barcode as bars. */
export function pdfPages(pages: readonly Page[], { widthInches, heightInches }: Print): Buffer {
  const widthPt = Math.round(widthInches * pointsPerInch);
  const heightPt = Math.round(heightInches * pointsPerInch);
  return pdfFile(
    pages.map((page) => content(page, widthPt, heightPt)),
    { widthPt, heightPt },
  );
}

function content({ title, lines, barcode }: Page, widthPt: number, heightPt: number): string {
  return [
    'BT',
    '/F1 12 Tf',
    `${String(marginPt)} ${String(heightPt - marginPt - 12)} Td`,
    `(${pdfText(title)}) Tj`,
    '/F1 8 Tf',
    '0 -14 Td',
    '10 TL',
    ...lines.map((line) => `(${pdfText(line)}) Tj T*`),
    'ET',
    ...(barcode === undefined ? [] : bars(barcode, widthPt, heightPt / 6)),
  ].join('\n');
}

function bars(barcode: string, widthPt: number, heightPt: number): string[] {
  const modules = code128(barcode);
  const modulePt = (widthPt - 2 * marginPt) / modules.length;
  return modules.flatMap((dark, i) =>
    dark
      ? [
          `${(marginPt + i * modulePt).toFixed(2)} ${String(marginPt)} ${modulePt.toFixed(2)} ${heightPt.toFixed(2)} re f`,
        ]
      : [],
  );
}
