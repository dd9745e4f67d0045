/** What a paper says: a heading, then lines. */
export interface PaperText {
  readonly title: string;
  readonly lines: readonly string[];
}

const linesPerPage = 48;
const charactersPerLine = 92;

/** The size of a page, 72 points an inch. */
export interface PageSize {
  readonly widthPt: number;
  readonly heightPt: number;
}

/** Writes text as a PDF of letter-sized pages, in Helvetica. Characters outside Latin-1 become question marks. */
export function textPdf({ title, lines }: PaperText): Buffer {
  const pages = Array.from({ length: Math.max(1, Math.ceil(lines.length / linesPerPage)) }, (_, i) =>
    pageContent(title, lines.slice(i * linesPerPage, (i + 1) * linesPerPage)),
  );
  return pdfFile(pages, { widthPt: 612, heightPt: 792 });
}

/** Puts the content streams of pages into a PDF 1.4, in which `/F1` is Helvetica. */
export function pdfFile(pages: readonly string[], { widthPt, heightPt }: PageSize): Buffer {
  // 1 catalogue, 2 page tree, 3 font, then two objects a page: the page and what is on it.
  const pageNumber = (i: number): number => 4 + 2 * i;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.map((_, i) => `${String(pageNumber(i))} 0 R`).join(' ')}] /Count ${String(pages.length)} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((content, i) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${String(widthPt)} ${String(heightPt)}] ` +
        `/Resources << /Font << /F1 3 0 R >> >> /Contents ${String(pageNumber(i) + 1)} 0 R >>`,
      `<< /Length ${String(content.length)} >>\nstream\n${content}\nendstream`,
    ]),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = file.length;
    file += `${String(i + 1)} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = file.length;
  file += `xref\n0 ${String(objects.length + 1)}\n0000000000 65535 f \n`;
  file += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  file += `trailer\n<< /Size ${String(objects.length + 1)} /Root 1 0 R >>\nstartxref\n${String(table)}\n%%EOF\n`;
  // Everything is Latin-1, so that offsets in characters are offsets in bytes.
  return Buffer.from(file, 'latin1');
}

function pageContent(title: string, lines: readonly string[]): string {
  const shown = lines.map((line) => `(${pdfText(line.slice(0, charactersPerLine))}) Tj T*`);
  return [
    'BT',
    '/F1 16 Tf',
    '54 730 Td',
    `(${pdfText(title)}) Tj`,
    '/F1 10 Tf',
    '0 -26 Td',
    '14 TL',
    ...shown,
    'ET',
  ].join('\n');
}

/** A line as the string of a PDF: characters outside Latin-1 become question marks. */
export function pdfText(line: string): string {
  return line.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?').replaceAll(/[\\()]/g, (character) => `\\${character}`);
}
