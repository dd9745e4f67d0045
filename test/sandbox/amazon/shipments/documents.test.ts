import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inflateSync } from 'node:zlib';
import { addressOf, amazonRatesRequest, packageOf, ratesRequest } from './requests.js';
import { outcome, purchasePath, specificationOf, startWithShipper } from './shipper.js';
import type { Purchased, Rate, Shipper } from './shipper.js';

let here: Shipper;

beforeEach(async () => {
  here = await startWithShipper();
});

afterEach(async () => {
  await here.amazon.stop();
});

/** Which rate is bought with which of its specifications, and what of that is changed. */
interface Order {
  readonly rate?: number;
  readonly specification?: number;
  readonly change?: object;
}

async function bought(
  request: object,
  { rate: index = 0, specification: which = 0, change = {} }: Order = {},
): Promise<Purchased['payload']> {
  const { requestToken, rates } = await here.rates(request);
  const rate = rates[index] as Rate;
  const requestedDocumentSpecification = { ...specificationOf(rate, which), ...change };
  const additionalInputs = {
    shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'ABANDON' },
    items: {
      '69783225326731': {
        ITEM_WEIGHT: { unit: 'GRAM', value: 250 },
        ITEM_VALUE: { unit: 'GBP', value: 20 },
        COUNTRY_OF_ORIGIN: 'GB',
        ITEM_DESCRIPTION: 'tea pot',
      },
    },
  };
  return (await here.buy(requestToken, rate, { requestedDocumentSpecification, additionalInputs })).body.payload;
}

const papers = (purchase: Purchased['payload']): { type: string; bytes: Buffer }[] =>
  (purchase.packageDocumentDetails[0]?.packageDocuments ?? []).map(({ type, contents }) => ({
    type,
    bytes: Buffer.from(contents, 'base64'),
  }));

/** Width, height and dots a metre of a PNG whose rows are all there. */
function pngFacts(png: Buffer): number[] {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const widthPx = png.readUInt32BE(16);
  const heightPx = png.readUInt32BE(20);
  const data = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
  expect(rows).toHaveLength(heightPx * (1 + Math.ceil(widthPx / 8)));
  return [widthPx, heightPx, png.readUInt32BE(png.indexOf('pHYs') + 4)];
}

/** The size of the pages of a PDF whose table of contents is right, a text a page. */
function pdfPages(pdf: Buffer): string[] {
  const text = pdf.toString('latin1');
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  expect(text.slice(table, table + 5)).toBe('xref\n');
  return [...text.matchAll(/\/MediaBox \[0 0 (\d+ \d+)\]/g)].map(([, size]) => size ?? '');
}

describe('a label', () => {
  // dots an inch, width and height in pixels, dots a metre
  it.each([
    [300, [1200, 1800, 11811]],
    [203, [812, 1218, 7992]],
  ])('as PNG at %i dpi has so many pixels and says so', async (dpi, facts) => {
    const [label] = papers(await bought(ratesRequest('P'), { change: { dpi } }));
    expect(pngFacts(label?.bytes ?? Buffer.alloc(0))).toEqual(facts);
  });

  it('as PNG of an Amazon order has the resolution of a label printer, as none can be chosen', async () => {
    const [label] = papers(await bought(amazonRatesRequest('P')));
    expect(pngFacts(label?.bytes ?? Buffer.alloc(0))).toEqual([812, 1218, 7992]);
  });

  it('as ZPL is one format of the right size with the tracking id as barcode', async () => {
    const purchase = await bought(ratesRequest('P'), { specification: 1, change: { dpi: 300 } });
    const text = papers(purchase)[0]?.bytes.toString('utf8') ?? '';
    const { trackingId } = purchase.packageDocumentDetails[0] ?? {};
    expect(text).toMatch(/^\^XA\n[^]*\^PW1200\n\^LL1800\n[^]*\^XZ\n$/);
    expect(text).toContain(`^BCN,300,Y,N,N^FD${trackingId ?? ''}^FS`);
    expect(text).toContain('Ottilie Quillfeather');
  });

  it('as PDF has a page of the right size with the recipient on it', async () => {
    const [label] = papers(await bought(ratesRequest('P'), { specification: 2 }));
    expect(pdfPages(label?.bytes ?? Buffer.alloc(0))).toEqual(['288 432']);
    expect(label?.bytes.toString('latin1')).toContain('Ottilie Quillfeather');
  });

  it('shows the attributes that were asked for', async () => {
    const requestAttributes = ['PACKAGE_CLIENT_REFERENCE_ID', 'SELLER_DISPLAY_NAME'];
    const request = ratesRequest('P-77', { packages: [packageOf('P-77', { sellerDisplayName: 'Kettle Shop' })] });
    const purchase = await bought(request, {
      specification: 1,
      change: { requestedLabelCustomization: { requestAttributes } },
    });
    const text = papers(purchase)[0]?.bytes.toString('utf8');
    expect(text).toContain('REF P-77');
    expect(text).toContain('Kettle Shop');
  });
});

describe('several documents', () => {
  const abroad = ratesRequest('P', { shipTo: addressOf({ countryCode: 'DE' }) });

  it('come one by one when they are not joined', async () => {
    const documents = papers(await bought(abroad, { change: { needFileJoining: false } }));
    expect(documents.map(({ type }) => type)).toEqual(['LABEL', 'CUSTOM_FORM']);
    expect(documents.map(({ bytes }) => pdfPages(bytes))).toEqual([['425 283'], ['425 283']]);
  });

  it('are pages of the label when they are joined', async () => {
    const documents = papers(await bought(abroad, { change: { needFileJoining: true } }));
    expect(documents.map(({ type }) => type)).toEqual(['LABEL']);
    expect(pdfPages(documents[0]?.bytes ?? Buffer.alloc(0))).toHaveLength(2);
  });

  it('hold an optional one when it is asked for', async () => {
    const change = { needFileJoining: false, requestedDocumentTypes: ['LABEL', 'RECEIPT'] };
    const documents = papers(await bought(ratesRequest('P'), { rate: 2, change }));
    expect(documents.map(({ type }) => type)).toEqual(['LABEL', 'RECEIPT']);
    expect(documents[1]?.bytes.toString('latin1')).toContain('6.9 GBP');
  });
});

describe('getShipmentDocuments', () => {
  const fetchAgain = (shipmentId: string, query: Record<string, string>, headers = {}) =>
    here.call<{ payload: { shipmentId: string; packageDocumentDetail: object } }>(
      'GET',
      `${purchasePath}/${shipmentId}/documents`,
      undefined,
      { query, headers },
    );

  it('gives what the purchase gave, and buys nothing', async () => {
    const { shipmentId, packageDocumentDetails } = await bought(ratesRequest('P'));
    const query = { packageClientReferenceId: 'P', format: 'PNG', dpi: '300' };
    const { body } = await fetchAgain(shipmentId, query);
    expect(body).toEqual({ payload: { shipmentId, packageDocumentDetail: packageDocumentDetails[0] } });
    expect(here.amazon.book().money).toHaveLength(1);
  });

  it.each<[query: Record<string, string>, refusal: string]>([
    [{}, '400 InvalidRequest PackageClientReferenceId cannot be null'],
    [{ packageClientReferenceId: 'OTHER' }, '404 NotFound'],
    [{ packageClientReferenceId: 'P', format: 'ZPL' }, '400 InvalidInput The shipment was bought with another format.'],
    [{ packageClientReferenceId: 'P', dpi: '203' }, '400 InvalidInput The shipment was bought with another dpi.'],
    [{ packageClientReferenceId: 'P', format: 'JPG' }, '400 InvalidRequest'],
  ])('refuses the query %j', async (query, refusal) => {
    const { shipmentId } = await bought(ratesRequest('P'));
    expect(outcome(await fetchAgain(shipmentId, query))).toMatch(new RegExp(`^${refusal}`));
  });

  it('does not know a shipment of nobody, nor one of another business', async () => {
    const { shipmentId } = await bought(ratesRequest('P'));
    const query = { packageClientReferenceId: 'P' };
    expect((await fetchAgain('amzn1.sid.1.100', query)).status).toBe(404);
    const other = { 'x-amzn-shipping-business-id': 'AmazonShipping_FR' };
    expect((await fetchAgain(shipmentId, query, other)).status).toBe(404);
  });
});
