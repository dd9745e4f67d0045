import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelUpdate, packageOf } from '../../../workflows/shipment/messages.js';
import { startShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentHandle, ShipmentTime } from '../../support/shipment-time.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the reference of a package', () => {
  it.each([
    ['WEB-1/2', 3, { orderReference: 'WEB-1', number: 2 }],
    ['a/b/1', 2, { orderReference: 'a/b', number: 1 }],
    ['WEB-1/4', 3, undefined],
    ['WEB-1/0', 3, undefined],
    ['WEB-1/02', 3, undefined],
    ['WEB-1', 3, undefined],
  ])('%s of %i is %j', (reference, packages, expected) => {
    expect(packageOf(reference, packages)).toEqual(expected);
  });
});

describe('an order of several packages', () => {
  let time: ShipmentTime;
  beforeAll(async () => {
    time = await startShipmentTime({ isForgetful: true });
  });
  afterAll(async () => time.stop());

  const asked = { policy: { rates: 'ask' as const } };
  const start = (order: string, number: number, packages: number, changes = {}): Promise<ShipmentHandle> =>
    time.start(`${order}/${number}`, { packages, ...changes });
  const itemsOf = async (handles: readonly ShipmentHandle[]) =>
    (await Promise.all(handles.map((handle) => time.view(handle)))).flatMap(({ attention }) =>
      attention.items.filter(({ reason }) => reason === 'OrderBoughtInPart'),
    );
  const cancel = (handle: ShipmentHandle) => handle.executeUpdate(cancelUpdate, { args: [{}] });

  it('that is bought in part is one item, naming what is bought and what is not; noted ends it', async () => {
    const [first, second, third] = [
      await start('PART', 1, 3),
      await start('PART', 2, 3, asked),
      await start('PART', 3, 3, asked),
    ] as const;
    await time.untilState(first, 'PURCHASED');
    await time.untilItem(second, 'RateChoiceNeeded');
    await time.untilItem(third, 'RateChoiceNeeded');
    await Promise.all([cancel(second), cancel(third)]);
    const { state } = await time.untilItem(second, 'OrderBoughtInPart');
    expect(state).toBe('CANCELLED');
    await time.skip(5 * MINUTE);
    expect(await third.result()).toMatchObject({ state: 'CANCELLED' });
    const items = await itemsOf([first, second]);
    expect(items).toMatchObject([
      { message: 'Order PART: bought PART/1; not bought PART/2, PART/3.', answers: ['noted', 'abort'] },
    ]);
    expect(time.notices.filter(({ reason }) => reason === 'OrderBoughtInPart')).toHaveLength(1);
    await time.answer(second, 'noted');
    expect(await second.result()).toMatchObject({ state: 'CANCELLED' });
  });

  it('whose package was given up before any other was bought is asked about when one is', async () => {
    const [first, second] = [await start('LATER', 1, 2, asked), await start('LATER', 2, 2, asked)] as const;
    await time.untilItem(first, 'RateChoiceNeeded');
    await time.untilItem(second, 'RateChoiceNeeded');
    await time.answer(first, 'abort');
    await time.skip(3 * HOUR);
    expect(await itemsOf([first])).toEqual([]);
    await time.answer(second, 'choose', { data: { serviceId: 'SWA-GB-ECON' } });
    await time.until(
      second,
      'a purchase or a question',
      (found) => found.state === 'PURCHASED' || found.attention.items.length > 0,
    );
    const [again] = (await time.view(second)).attention.items;
    if (again?.reason === 'PriceGuardRefused')
      await time.answer(second, 'choose', { data: { serviceId: 'SWA-GB-ECON' } });
    await time.untilState(second, 'PURCHASED');
    const { attention } = await time.untilItem(first, 'OrderBoughtInPart');
    expect(attention.items).toMatchObject([{ message: 'Order LATER: bought LATER/2; not bought LATER/1.' }]);
    await time.answer(first, 'noted');
    expect(await first.result()).toMatchObject({ state: 'CLOSED_BY_PERSON' });
  });

  it('that nobody wants any more asks nobody: what was bought is taken back', async () => {
    const [first, second] = [await start('WITHDRAWN', 1, 2), await start('WITHDRAWN', 2, 2, asked)] as const;
    await time.untilState(first, 'PURCHASED');
    await time.untilItem(second, 'RateChoiceNeeded');
    await cancel(second);
    await cancel(first);
    await time.untilState(first, 'REFUND_EXPECTED');
    await time.until(second, 'its end', () => true);
    await time.skip(10 * MINUTE);
    expect(await second.result()).toMatchObject({ state: 'CANCELLED' });
    expect(await itemsOf([first])).toEqual([]);
    expect(
      time.notices.some(
        ({ reason, businessId }) => reason === 'OrderBoughtInPart' && businessId.startsWith('WITHDRAWN'),
      ),
    ).toBe(false);
  });

  it('costs nothing where every package is bought, and where there is only one', async () => {
    const [first, second] = [await start('WHOLE', 1, 2), await start('WHOLE', 2, 2)] as const;
    for (const handle of [first, second]) await time.untilState(handle, 'DELIVERED', HOUR);
    const single = await time.start('SINGLE', asked);
    await time.untilItem(single, 'RateChoiceNeeded');
    await cancel(single);
    expect(await single.result()).toMatchObject({ state: 'CANCELLED' });
    for (const handle of [first, second, single]) {
      const { events } = await handle.fetchHistory();
      expect(JSON.stringify(events)).not.toContain('lookAtPackages');
    }
  });
});
