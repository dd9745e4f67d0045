import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listOtherAttention } from '../../../clients/attention.js';
import { deliveryNotificationWorkflowId } from '../../../workflows/delivery-notification/messages.js';
import { startPayWorld } from '../../activities/delivery-notification/merchant.js';
import type { PayWorld } from '../../activities/delivery-notification/merchant.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { account, openNoticeDesk } from '../../workflows/delivery-notification/notice-desk.js';
import type { NoticeDesk } from '../../workflows/delivery-notification/notice-desk.js';
import { run } from '../terminal.js';

const LIMIT_MS = 60_000;

describe('attention beside the orders', () => {
  let desk: NoticeDesk;
  let world: PayWorld;
  let environment: Record<string, string>;
  beforeAll(async () => {
    installQuietRuntime();
    world = await startPayWorld();
    desk = await openNoticeDesk(() => world.dependencies());
    environment = { ...desk.environment, SP_API_ACCOUNT: account, AMAZON_PAY_ENVIRONMENT: 'live' };
    const notice = ['--carrier', 'Pigeon Post', '--charge-permission', 'P01-1234567-1234567'];
    await run(['notices', 'create', 'OTHER1', ...notice], environment);
    await eventually(
      'it waits',
      async () => (await listOtherAttention(desk.client, {})).some(({ businessId }) => businessId === 'OTHER1'),
      LIMIT_MS,
    );
  }, LIMIT_MS);
  afterAll(async () => {
    await desk.close();
    await world.amazon.stop();
  }, LIMIT_MS);

  it('a notice is listed with what answers it, by its kind, account and reason', async () => {
    const listed = await run(['attention'], environment);
    expect(listed.stdout).toContain('OTHER1  PayCarrierMissing  delivery-notice');
    expect(listed.stdout).toContain('fulfillment attention resolve OTHER1 ANSWER --type delivery-notice');
    const grouped = await run(['attention', '--group', 'reason'], environment);
    expect(grouped.stdout).toContain('PayCarrierMissing  delivery-notice  1 item');
    const found = async (filter: object): Promise<number> => (await listOtherAttention(desk.client, filter)).length;
    expect(await found({ account, reason: 'PayCarrierMissing', step: 'sendNotice' })).toBe(1);
    // None of them has a warehouse, so that no filter by one means them.
    const others = [{ account: 'other' }, { reason: 'Rejected' }, { step: 'purchase' }, { warehouse: 'WH01' }];
    for (const filter of others) expect(await found(filter)).toBe(0);
  });

  it.each<[args: string[], exitCode: number, says: string]>([
    [
      ['OTHER1', 'retry', '--type', 'parcel'],
      2,
      '- --type: "parcel" is not one of purchase-order, shipment, delivery-notice',
    ],
    [['OTHER1', 'choose', '--type', 'delivery-notice'], 1, 'takes retry, done-elsewhere, abort, not "choose"'],
    [['NEVER1', 'retry', '--type', 'delivery-notice'], 1, 'knows no delivery notice'],
    [['WEB-1/1', 'retry'], 2, 'For another kind of process add --type shipment or --type delivery-notice.'],
    [['A B', 'retry', '--type', 'shipment'], 2, '- REFERENCE: "A B" is no reference'],
    [['--all-of', 'PayCarrierMissing', 'retry', '--type', 'delivery-notice'], 2, '- --type: goes with one item'],
  ])('resolve %j is refused with the reason', async (args, exitCode, says) => {
    const ran = await run(['attention', 'resolve', ...args], environment);
    expect([ran.exitCode, ran.stderr]).toEqual([exitCode, expect.stringContaining(says)]);
  });

  it(
    'a notice is answered, and goes on',
    async () => {
      const data = ['--data', '{"carrierCode":"DPD"}'];
      const args = ['attention', 'resolve', 'OTHER1', 'retry', '--type', 'delivery-notice', ...data];
      expect(await run(args, environment)).toMatchObject({ exitCode: 0, stdout: 'OTHER1  answered  SENDING\n' });
      await desk.client.workflow.getHandle(deliveryNotificationWorkflowId('live', 'OTHER1')).result();
      expect(world.accepted()).toEqual(['OTHER1']);
    },
    LIMIT_MS,
  );
});
