import { WorkflowNotFoundError } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { ClientError } from '../../../clients/errors.js';
import { settingsFrom } from '../../../sandbox/amazon/options.js';
import { makeOrder } from '../../../sandbox/amazon/orders/make-order.js';
import type { CommandResult } from '../../../sandbox/demo/command-line.js';
import { demoCases } from '../../../sandbox/demo/ndr/cases.js';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import {
  acting,
  caseScenes,
  createAfternoon,
  orderScenes,
  scenes,
  shipmentScenes,
  viewing,
  waiting,
} from '../../../sandbox/demo/scenes/afternoon.js';
import { packagesOf } from '../../../sandbox/demo/scenes/packages.js';
import { SceneFailed, SceneInterrupted } from '../../../sandbox/demo/scenes/scene.js';
import type { Company, Play } from '../../../sandbox/demo/scenes/scene.js';
import { demoShipments } from '../../../sandbox/demo/shipments/shipments.js';

const never = new AbortController().signal;

/** So many orders, and no parcels. */
const only = (orders: number): Company => ({ orders: demoOrders(orders), shipments: [], cases: [] });

/** Amazon that knows nobody, and people who do nothing. */
const idle = (): Play => ({
  client: undefined as unknown as Play['client'],
  account: 'demo',
  amazon: { withdrawRole: () => undefined } as unknown as Play['amazon'],
  directory: '.',
  made: () => {
    throw new RangeError('no order');
  },
  view: () => Promise.reject(new SceneFailed('no order can be read')),
  viewShipment: () => Promise.reject(new SceneFailed('no shipment can be read')),
  viewCase: () => Promise.reject(new SceneFailed('no case can be read')),
  parcel: () => ({ items: [] }),
  hookAsked: () => [],
  until: () => Promise.reject(new SceneInterrupted('over')),
  tell: () => undefined,
  act: () => Promise.reject(new SceneFailed('no command runs')),
  handOver: () => undefined,
});

describe('the afternoon', () => {
  it('has every scene when there are orders for all of them, and says which have none otherwise', () => {
    const named = (count: number, isPlayed: boolean): string[] =>
      createAfternoon({ orders: demoOrders(count), shipments: demoShipments, cases: demoCases }, idle())
        .outcomes()
        .filter(({ outcome }) => (outcome !== 'not played') === isPlayed)
        .map(({ name }) => name);
    expect(named(25, true)).toEqual(scenes.map(({ name }) => name));
    const ofParcels = [...shipmentScenes, ...caseScenes].map(({ name }) => name);
    expect(named(2, true)).toEqual(['label-mode', ...ofParcels]);
    expect(named(2, false)).toHaveLength(orderScenes.length - 1);
    expect(named(1, true)).toEqual(ofParcels);
    expect(createAfternoon(only(0), idle()).outcomes()[0]).toMatchObject({
      outcome: 'not played',
      result: 'too few orders',
    });
  });

  it('takes the role away before the first order comes in', () => {
    const withdrawn: string[] = [];
    const play = idle();
    createAfternoon(only(25), {
      ...play,
      amazon: { ...play.amazon, withdrawRole: (operation) => void withdrawn.push(operation) },
    });
    expect(withdrawn).toEqual(['submitShippingLabelRequest']);
  });

  it('says of each scene what went wrong, and tells what was cut short from what has failed', async () => {
    const afternoon = createAfternoon(only(2), idle());
    expect([afternoon.isOver(), afternoon.hasFailed()]).toEqual([false, false]);
    await afternoon.play();
    const played = (of: typeof afternoon) => of.outcomes().filter(({ outcome }) => outcome !== 'not played');
    expect(played(afternoon)).toMatchObject([{ outcome: 'interrupted', result: 'over' }]);
    expect([afternoon.isOver(), afternoon.hasFailed()]).toEqual([true, false]);

    const failing = createAfternoon(only(2), { ...idle(), until: () => Promise.resolve() });
    await failing.play();
    expect(played(failing)).toMatchObject([{ outcome: 'failed', result: 'no command runs' }]);
    expect(failing.hasFailed()).toBe(true);
  });
});

describe('a scene waits', () => {
  it('until something holds', async () => {
    let looks = 0;
    await waiting(60_000, never)('it holds', () => (looks += 1) > 1);
    expect(looks).toBe(2);
  });

  it('no longer than the limit, and says for what', async () => {
    await expect(waiting(0, never)('the label is there', () => false)).rejects.toThrow(
      new SceneFailed('the label is there: that has not come about within 0 s.'),
    );
  });

  it('not at all once the run is over', async () => {
    const waits = waiting(60_000, AbortSignal.abort())('it holds', () => false);
    await expect(waits).rejects.toBeInstanceOf(SceneInterrupted);
  });
});

describe('a scene reads', () => {
  const until = waiting(60_000, never);

  it.each<[string, Error]>([
    ['what is not there yet', new ClientError('unknown-order', 'There is no such shipment.')],
    ['what no worker answers for', new ClientError('no-worker', 'No worker answered.')],
    ['what Temporal does not know yet', new WorkflowNotFoundError('none', 'id', undefined)],
  ])('again %s', async (_case, error) => {
    const answers = [() => Promise.reject(error), () => Promise.resolve('RATING')];
    expect(await viewing(() => answers.shift()!(), until)('SHIP1')).toBe('RATING');
  });

  it('nothing again that has failed otherwise', async () => {
    const read = () => Promise.reject(new ClientError('refused', 'It is forbidden.'));
    await expect(viewing(read, until)('SHIP1')).rejects.toThrow('It is forbidden.');
  });
});

describe('a command of a scene', () => {
  const lines: string[] = [];
  const result = (code: number): CommandResult => ({ code, stdout: `ended with ${code}`, stderr: '' });
  const actingWith = (codes: number[]): Play['act'] =>
    acting({
      run: () => Promise.resolve(result(codes.shift() ?? 0)),
      tell: (what, command) => void lines.push(`${what} $ ${command}`),
      signal: never,
    });

  // exit codes in their order, whether its effect is there, wanted code, what comes of it
  it.each<[string, number[], boolean, number, string | undefined]>([
    ['is done when it says so', [0], false, 0, 'ended with 0'],
    ['is done when no worker has answered but it is in effect', [1], true, 0, 'ended with 1'],
    ['is typed again when it has failed', [1, 0], false, 0, 'ended with 0'],
    ['that has to be refused is done when it is', [2], false, 2, 'ended with 2'],
  ])('%s', async (_rule, codes, isDone, code, printed) => {
    const ran = actingWith(codes)('it is time', { args: ['orders', 'list'], isDone: () => isDone, code });
    expect(await ran).toBe(printed);
    expect(lines.splice(0)).toEqual(['it is time $ fulfillment orders list']);
  });

  it('is not typed any more once the run is over', async () => {
    const act = acting({
      run: () => Promise.resolve(result(1)),
      tell: () => undefined,
      signal: AbortSignal.abort(),
    });
    await expect(act('too late', { args: ['attention'], isDone: () => false })).rejects.toBeInstanceOf(
      SceneInterrupted,
    );
  });
});

describe('the packages of a scene', () => {
  it('hold every line of the order whole, each in a package of its own', () => {
    const order = makeOrder(settingsFrom({}), 1, { lines: 2 });
    const packages = packagesOf(order);
    expect(packages.map(({ containerIdentifier }) => containerIdentifier)).toEqual(['C1', 'C2']);
    expect(packages.flatMap(({ items }) => items)).toEqual(
      order.details.items.map(({ itemSequenceNumber, orderedQuantity }) => ({
        itemSequenceNumber,
        quantity: orderedQuantity.amount,
      })),
    );
  });
});
