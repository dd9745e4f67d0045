import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf } from './hands.js';

const HOUR = 3_600_000;

describe('the papers of an order', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime({ invoices: true });
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });
  const started = (request: Parameters<SkippedTime['amazon']['addOrder']>[0]) => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon', gift: false, ...request });
    return time.start(purchaseOrderNumber);
  };

  it('are the packing slip where the order needs one and, in India, the invoice: both are in the document store', async () => {
    const handle = await started({ packingSlipRequired: true, invoiced: true });
    const { papers } = await time.until(handle, 'both are there', (order) => order.papers.length === 2);
    expect(papers.map(({ kind, mediaType }) => [kind, mediaType]).sort()).toEqual([
      ['customer-invoice', 'application/pdf'],
      ['packing-slip', 'application/pdf'],
    ]);
    for (const { documentId } of papers) {
      const found = await time.documents.get(documentId);
      expect(Buffer.from(found.bytes).subarray(0, 5).toString()).toBe('%PDF-');
    }
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('that are late wait for a person, and hold up neither departure nor confirmation', async () => {
    const handle = await started({ invoiced: false });
    await time.untilState(handle, 'READY_TO_SHIP');
    await time.skip(HOUR + 60_000);
    const asked = await time.untilAttention(handle);
    expect(asked.attention.items.map(({ reason }) => reason)).toEqual(['PaperLate']);
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('that a person skips are left out, and nobody is asked again', async () => {
    const handle = await started({ invoiced: false });
    await time.untilState(handle, 'READY_TO_SHIP');
    await time.skip(HOUR + 60_000);
    const { attention } = await time.untilAttention(handle);
    const { attentionId = '' } = attention.items[0] ?? {};
    await handle.executeUpdate(resolveUpdate, { args: [{ attentionId, answer: 'skip', actor: 'ann' }] });
    await time.skip(3 * HOUR);
    const order = await handle.query(viewQuery);
    expect(order).toMatchObject({ papersSkipped: ['customer-invoice'], papers: [], attention: { items: [] } });
    await handle.terminate();
  });
});
