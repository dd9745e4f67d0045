import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { departUpdate } from '../../../workflows/purchase-order/messages.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';

describe('the road of a purchase order', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime();
  });
  afterAll(async () => time.stop());

  it('goes from the event to the proven confirmation', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const handle = await time.start(purchaseOrderNumber);
    const ready = await time.untilState(handle, 'READY_TO_SHIP');
    expect(ready.label?.packages).toHaveLength(1);
    await handle.executeUpdate(departUpdate, {
      args: [{ departedAt: new Date(await time.now()).toISOString(), actor: 'warehouse' }],
    });
    await expect(time.result(handle)).resolves.toMatchObject({ state: 'COMPLETED' });
    expect(time.amazon.order(purchaseOrderNumber)).toMatchObject({
      orderStatus: 'SHIPPED',
      accepted: { acknowledgements: 1, labelRequests: 1, confirmations: 1 },
    });
    expect(time.amazon.violations()).toEqual([]);
  });
});
