import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controlClient } from '../../../sandbox/amazon/control-client.js';
import { textPdf } from '../../../sandbox/amazon/papers/pdf.js';
import type { MadeOrder } from '../../../sandbox/amazon/orders/order.js';
import { customerInvoicesPath, minuteMs, packingSlipsPath, startWithClients } from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf } from './submissions.js';

const exactly = (ms: number) => ({ minMs: ms, medianMs: ms, maxMs: ms });
const dayMs = 24 * 60 * minuteMs;

let here: Clients;

beforeEach(async () => {
  here = await startWithClients({
    latency: {
      default: exactly(0),
      getPackingSlip: exactly(4 * minuteMs),
      getCustomerInvoice: exactly(6 * minuteMs),
    },
  });
});

afterEach(async () => {
  await here.amazon.stop();
});

async function acknowledge(order: MadeOrder, code = '00'): Promise<void> {
  await here.orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(order, code)] } });
}
const slip = ({ purchaseOrderNumber }: MadeOrder) => here.shipping.getPackingSlip({ purchaseOrderNumber });
const invoice = ({ purchaseOrderNumber }: MadeOrder) => here.shipping.getCustomerInvoice({ purchaseOrderNumber });

/** Follows the cross-reference table of a PDF as a reader does, and gives its objects and the text that its pages show. */
function readPdf(pdf: Buffer): { objects: string[]; pages: number; text: string[] } {
  const file = pdf.toString('latin1');
  expect(file).toMatch(/^%PDF-1\.4\n/);
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
  const [, count = '0'] = /^xref\n0 (\d+)\n0000000000 65535 f \n/.exec(file.slice(table)) ?? [];
  const entries = [...file.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(entries).toHaveLength(Number(count) - 1);
  const objects = entries.map((offset, i) => {
    const [, body = ''] = /^(\d+) 0 obj\n([^]*?)\nendobj\n/.exec(file.slice(offset))?.slice(1) ?? [];
    expect(file.slice(offset)).toMatch(new RegExp(`^${String(i + 1)} 0 obj\n`));
    return body;
  });
  expect(file).toContain(`/Size ${count} /Root 1 0 R`);
  const text = objects.flatMap((object) => {
    const [, length, content = ''] = /^<< \/Length (\d+) >>\nstream\n([^]*)\nendstream$/.exec(object) ?? [];
    if (length === undefined) return [];
    expect(content).toHaveLength(Number(length));
    return [...content.matchAll(/\(((?:[^\\()]|\\.)*)\) Tj/g)].map(([, shown = '']) =>
      shown.replaceAll(/\\(.)/g, '$1'),
    );
  });
  return { objects, pages: objects.filter((object) => object.startsWith('<< /Type /Page /')).length, text };
}

describe('a packing slip', () => {
  it('can be read some time after the acceptance, and is empty before', async () => {
    const order = here.amazon.addOrder({ packingSlipRequired: true });
    expect((await slip(order)).data).toEqual({ payload: {} });
    await acknowledge(order);
    here.clock.advance(4 * minuteMs - 1);
    expect([(await slip(order)).status, (await slip(order)).data]).toEqual([200, { payload: {} }]);
    here.clock.advance(1);
    const { payload } = (await slip(order)).data;
    const { purchaseOrderNumber } = order;
    expect(payload).toEqual({ purchaseOrderNumber, content: expect.any(String), contentType: 'application/pdf' });
    const { text } = readPdf(Buffer.from(payload?.content ?? '', 'base64'));
    expect(text[0]).toBe(`Packing slip ${purchaseOrderNumber}`);
    expect(text).toContain(order.recipient.name);
    expect(here.amazon.order(purchaseOrderNumber)).toMatchObject({
      packingSlip: { visibleAt: here.clock(), readable: true },
    });
  });

  it('carries the gift message', async () => {
    const order = here.amazon.addOrder({ gift: true });
    await acknowledge(order);
    here.clock.advance(4 * minuteMs);
    const { text } = readPdf(Buffer.from((await slip(order)).data.payload?.content ?? '', 'base64'));
    expect(text).toContain(order.details.items[0]?.giftDetails?.giftMessage);
  });

  it.each([
    ['that needs none', { packingSlipRequired: false, gift: false }, '00'],
    ['that is rejected', { packingSlipRequired: true }, '03'],
  ])('never exists for an order %s', async (_order, request, code) => {
    const order = here.amazon.addOrder(request);
    await acknowledge(order, code);
    here.clock.advance(60 * minuteMs);
    expect((await slip(order)).data).toEqual({ payload: {} });
    expect(here.amazon.order(order.purchaseOrderNumber)).not.toHaveProperty('packingSlip');
  });

  it('is gone after half a year', async () => {
    const order = here.amazon.addOrder({ packingSlipRequired: true });
    await acknowledge(order);
    here.clock.advance(4 * minuteMs + 183 * dayMs);
    expect((await slip(order)).data).toHaveProperty('payload.content');
    here.clock.advance(1);
    expect((await slip(order)).data).toEqual({ payload: {} });
    expect(here.amazon.order(order.purchaseOrderNumber)).toMatchObject({ packingSlip: { readable: false } });
  });
});

describe('a customer’s invoice', () => {
  it('can be read some time after the acceptance of an order that is invoiced', async () => {
    const order = await controlClient(here.amazon.url).addOrder({ invoiced: true, gift: false });
    await acknowledge(order);
    here.clock.advance(6 * minuteMs - 1);
    expect((await invoice(order)).data).toEqual({ payload: {} });
    here.clock.advance(1);
    const { payload } = (await invoice(order)).data;
    expect(payload).toEqual({ purchaseOrderNumber: order.purchaseOrderNumber, content: expect.any(String) });
    const { text } = readPdf(Buffer.from(payload?.content ?? '', 'base64'));
    expect(text[0]).toBe(`Invoice ${order.purchaseOrderNumber}`);
    expect(text).toContain(order.recipient.addressLine1);
    expect(here.amazon.order(order.purchaseOrderNumber)).toMatchObject({ customerInvoice: { readable: true } });
  });

  it('exists in no other order', async () => {
    const order = here.amazon.addOrder();
    await acknowledge(order);
    here.clock.advance(60 * minuteMs);
    expect((await invoice(order)).data).toEqual({ payload: {} });
  });
});

describe('a document', () => {
  it.each(['getPackingSlip', 'getCustomerInvoice'] as const)('%s of an unknown order is a 400', async (operation) => {
    const answer = await here.shipping[operation]({ purchaseOrderNumber: 'NOSUCH' });
    expect([answer.status, answer.data]).toMatchObject([400, { errors: [{ code: 'InvalidInput' }] }]);
  });

  it.each([packingSlipsPath, customerInvoicesPath])('at %s is not given for an access token', async (path) => {
    const { purchaseOrderNumber } = here.amazon.addOrder();
    expect((await here.http.get(`${path}/${purchaseOrderNumber}`)).status).toBe(403);
  });

  it('can come without wrapper, with a type that nobody knows, empty, as a page of HTML, and late', async () => {
    const order = here.amazon.addOrder({ packingSlipRequired: true });
    await acknowledge(order);
    here.clock.advance(4 * minuteMs);
    const { amazon } = here;
    const operation = 'getPackingSlip';
    amazon.addFault({ operation, fault: { kind: 'missing-payload' } });
    expect((await slip(order)).data).toHaveProperty('content');
    amazon.addFault({ operation, fault: { kind: 'unknown-enum', value: 'image/jpeg' } });
    expect((await slip(order)).data).toHaveProperty('payload.contentType', 'image/jpeg');
    amazon.addFault({ operation, fault: { kind: 'empty-payload' } });
    expect((await slip(order)).data).toEqual({ payload: {} });
    amazon.addFault({ operation, fault: { kind: 'status', status: 503, html: true } });
    expect((await slip(order)).data).toMatch(/<html>/);
    amazon.addFault({ operation, fault: { kind: 'slow', delayMs: 5 } });
    expect((await slip(order)).status).toBe(200);
  });
});

describe('a PDF', () => {
  it('breaks into pages, clips lines, and writes what Latin-1 and its syntax do not hold as something else', () => {
    const lines = [
      ...Array.from({ length: 50 }, (_, i) => `line ${String(i)}`),
      'a(b)\\c',
      'Zuzana Nováková \u20b9',
      'x'.repeat(100),
    ];
    const { pages, text } = readPdf(textPdf({ title: 'T', lines }));
    expect(pages).toBe(2);
    expect(text.filter((line) => line.startsWith('line '))).toHaveLength(50);
    expect(text.filter((line) => line === 'T')).toHaveLength(2);
    expect(text.slice(-3)).toEqual(['a(b)\\c', 'Zuzana Nov\u00e1kov\u00e1 ?', 'x'.repeat(92)]);
  });
});
