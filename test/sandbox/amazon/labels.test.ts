import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crc32, inflateSync } from 'node:zlib';
import { code128 } from '../../../sandbox/amazon/labels/code128.js';
import type { LabelFormat, MadeOrder } from '../../../sandbox/amazon/orders/order.js';
import { minuteMs, startWithClients } from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf, containerOf, labelRequestOf } from './submissions.js';

let here: Clients;

beforeEach(async () => {
  here = await startWithClients();
});

afterEach(async () => {
  await here.amazon.stop();
});

async function labelOf(order: MadeOrder, containers: ReturnType<typeof containerOf>[] = []) {
  await here.orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(order)] } });
  here.clock.advance(30 * minuteMs);
  const body = {
    shippingLabelRequests: [{ ...labelRequestOf(order), ...(containers.length > 0 ? { containers } : {}) }],
  };
  await here.shipping.submitShippingLabelRequest({ body });
  here.clock.advance(30 * minuteMs);
  const { data } = await here.shipping.getShippingLabel({ purchaseOrderNumber: order.purchaseOrderNumber });
  return data.payload;
}

/** Decodes a monochrome PNG without interlace and filters, and checks the sums of its chunks. */
function decodePng(png: Buffer): { width: number; height: number; dark: (x: number, y: number) => boolean } {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.subarray(0, 4).toString('latin1'), body.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR') ?? Buffer.alloc(13);
  expect([...header.subarray(8)]).toEqual([1, 0, 0, 0, 0]);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const data = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const stride = Math.ceil(width / 8) + 1;
  expect(data.length).toBe(stride * height);
  return { width, height, dark: (x, y) => (((data[y * stride + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 0 };
}

describe('Code 128', () => {
  // Widths of bars and spaces as another encoder (bwip-js) gives them.
  it.each([
    ['1Z6A34Y', '2112141232213123112231121113232211322212313121132211322331112'],
    ['Ab-1Z.9x ~!', '2112141113231214211221321232213123111222313211224212112122221311412221221312222331112'],
    ['W', '2112143113213311212331112'],
  ])('encodes %s', (text, widths) => {
    const modules = Array.from(widths).flatMap((width, i) => Array<boolean>(Number(width)).fill(i % 2 === 0));
    expect(code128(text)).toEqual(modules);
  });

  it('refuses what set B does not hold', () => {
    expect(() => code128('é')).toThrow(RangeError);
  });
});

describe('a PNG label', () => {
  it('is a picture of 4 by 6 inches with a quiet zone around the barcode of the tracking number', async () => {
    const label = await labelOf(here.amazon.addOrder({ shipMethod: 'UPS_GR_RES', labelFormat: 'PNG' }));
    expect(label?.labelFormat).toBe('PNG');
    const { content, trackingNumber = '' } = label?.labelData[0] ?? { content: '' };
    expect(trackingNumber).toMatch(/^1Z[0-9A-F]{6}\d{10}$/);
    const png = Buffer.from(content, 'base64');
    expect(png.length).toBeLessThan(5000);
    const { width, height, dark } = decodePng(png);
    expect([width, height]).toEqual([540, 810]);

    // One row through the bars, read as a scanner does: from the first dark pixel to the last, a module being two pixels.
    const row = Array.from({ length: width }, (_, x) => dark(x, 590));
    const [first, last] = [row.indexOf(true), row.lastIndexOf(true)];
    const modules = row.slice(first, last + 1).filter((_, i) => i % 2 === 0);
    expect(modules).toEqual(code128(trackingNumber));
    expect(Math.min(first, width - 1 - last)).toBeGreaterThanOrEqual(20);
  });
});

describe('a ZPL label', () => {
  it('is one format with the tracking number in a Code 128 field, the order and the recipient', async () => {
    const order = here.amazon.addOrder({ shipMethod: 'AMZL_US_DFS', labelFormat: 'ZPL' });
    const label = await labelOf(order);
    const { content, trackingNumber = '' } = label?.labelData[0] ?? { content: '' };
    expect(trackingNumber).toMatch(/^TBA\d{12}$/);
    const zpl = Buffer.from(content, 'base64').toString('utf8');
    expect(zpl).toMatch(/^\^XA\n[^]*\n\^XZ\n$/);
    expect(zpl).toMatch(new RegExp(`\\^BC[^^]*\\^FD${trackingNumber}\\^FS`));
    expect(zpl).toContain(`^FDPO ${order.purchaseOrderNumber}^FS`);
    expect(zpl).toContain(`^FD${order.recipient.name}^FS`);
    expect(zpl.match(/\^FD/g)).toHaveLength(zpl.match(/\^FD[^^~]*\^FS/g)?.length ?? 0);
  });
});

describe('the packages of a label', () => {
  // packages scripted, containers in the request, packages on the label
  it.each<[LabelFormat, number, number, number]>([
    ['PNG', 1, 0, 1],
    ['ZPL', 3, 0, 3],
    ['PNG', 1, 2, 2],
  ])('%s: %i scripted and %i containers give %i', async (labelFormat, packages, containers, count) => {
    const order = here.amazon.addOrder({ lines: 1, packages, labelFormat });
    const boxes = Array.from({ length: containers }, (_, i) => containerOf(order, { containerSequenceNumber: i + 1 }));
    const data = (await labelOf(order, boxes))?.labelData ?? [];
    expect(data).toHaveLength(count);
    expect(new Set(data.map((each) => each.trackingNumber)).size).toBe(count);
    expect(new Set(data.map((each) => each.content)).size).toBe(count);
    expect(data.map((each) => each.packageIdentifier?.replace('PKG', ''))).toEqual(
      ['001', '002', '003'].slice(0, count),
    );
  });
});
