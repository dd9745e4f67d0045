import type { LabelContent } from './label-content.js';

/** Writes a label of 4 by 6 inches at 203 dots an inch in ZPL II, with a Code 128 of the tracking number. */
export function zplLabel(content: LabelContent): Buffer {
  const text = (y: number, heightDots: number, line: string): string =>
    `^FO40,${String(y)}^A0N,${String(heightDots)},${String(heightDots)}^FD${fieldData(line)}^FS`;
  const rule = (y: number): string => `^FO30,${String(y)}^GB752,3,3^FS`;
  const lines = [
    '^XA',
    '^CI28',
    '^PW812',
    '^LL1218',
    text(40, 40, `Ship from ${content.shipFrom}`),
    text(
      95,
      30,
      `Package ${String(content.packageNumber)} of ${String(content.packageCount)}   ${content.packageIdentifier}`,
    ),
    rule(150),
    text(170, 30, 'Ship to'),
    ...content.shipTo.slice(0, 5).map((line, i) => text(215 + i * 48, 40, line)),
    rule(490),
    text(515, 50, content.shipMethodName),
    rule(600),
    text(620, 30, 'Tracking number'),
    `^FO80,670^BY2,3,260^BCN,260,Y,N,N^FD${fieldData(content.trackingNumber)}^FS`,
    rule(1010),
    text(1040, 50, `PO ${content.purchaseOrderNumber}`),
    text(1120, 30, 'Test label - not for shipment'),
    '^PQ1',
    '^XZ',
  ];
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

// A caret or a tilde would start a command.
function fieldData(text: string): string {
  return text.replaceAll(/[\^~]/g, ' ');
}
