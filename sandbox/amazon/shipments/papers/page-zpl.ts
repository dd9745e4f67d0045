import type { Print } from './documents.js';
import type { Page } from './parcel-paper.js';

/** Writes pages in ZPL II, a format each, so that the printer feeds one after the other. */
export function zplPages(pages: readonly Page[], print: Print): Buffer {
  return Buffer.from(pages.map((page) => zplPage(page, print)).join(''), 'utf8');
}

function zplPage({ title, lines, barcode }: Page, { widthInches, heightInches, dotsPerInch }: Print): string {
  const dots = (inches: number): string => String(Math.round(inches * dotsPerInch));
  const text = (y: number, heightInch: number, line: string): string =>
    `^FO${dots(0.15)},${dots(y)}^A0N,${dots(heightInch)},${dots(heightInch)}^FD${fieldData(line)}^FS`;
  const commands = [
    '^XA',
    '^CI28',
    `^PW${dots(widthInches)}`,
    `^LL${dots(heightInches)}`,
    text(0.15, 0.25, title),
    ...lines.map((line, i) => text(0.5 + i * 0.22, 0.17, line)),
    ...(barcode === undefined
      ? []
      : [
          `^FO${dots(0.3)},${dots(heightInches - 1.3)}^BY2,3,${dots(1)}^BCN,${dots(1)},Y,N,N^FD${fieldData(barcode)}^FS`,
        ]),
    '^PQ1',
    '^XZ',
  ];
  return `${commands.join('\n')}\n`;
}

// A caret or a tilde would start a command.
function fieldData(text: string): string {
  return text.replaceAll(/[\^~]/g, ' ');
}
