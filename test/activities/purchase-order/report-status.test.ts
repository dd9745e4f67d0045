import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { createCipher } from '../../../activities/cipher.js';
import { shipmentStatusCodes } from '../../../activities/amazon/shipment-status-codes.js';
import type { StatusDialect } from '../../../activities/amazon/shipment-status-codes.js';
import { createDirectoryLedger } from '../../../activities/ledger/directory-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import type { Fault } from '../../../sandbox/amazon/faults.js';
import type { ReportStatusInput } from '../../../workflows/purchase-order/activities.js';
import { shipmentStatuses } from '../../../workflows/purchase-order/carrier.js';
import type { ReportedStatus, ShipmentStatus } from '../../../workflows/purchase-order/carrier.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { CONSIGNEE, DEPOT, openCarrierDesk, operation, PO, TRACKING } from './carrier-desk.js';
import type { Attempted, CarrierDesk } from './carrier-desk.js';

const HOUR = 3_600_000;
const occurredAt = '2026-03-04T08:30:00.000Z';

const opened: CarrierDesk[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const desk of opened.splice(0)) await desk.stop();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

async function open(options: Parameters<typeof openCarrierDesk>[0] = {}): Promise<CarrierDesk> {
  const desk = await openCarrierDesk(options);
  opened.push(desk);
  return desk;
}

const on = (reported: Partial<ReportedStatus>): Partial<ReportStatusInput> => ({
  reported: { occurredAt, ...reported },
});
const kindOf = (came: Attempted): string => (came instanceof ApplicationFailure ? String(came.type) : came.outcome);
const textOf = (came: Attempted): string => (came instanceof ApplicationFailure ? came.message : JSON.stringify(came));
const detailsSent = ({ local }: CarrierDesk) =>
  local
    .received({ operation })
    .map(({ body }) => (body as { shipmentStatusUpdates: { statusUpdateDetails: unknown }[] }).shipmentStatusUpdates)
    .map(([entry]) => entry?.statusUpdateDetails);

describe('a status update', () => {
  const pairs = (['X12', 'EDIFACT'] as const).flatMap((dialect) =>
    shipmentStatuses.map((status): [ShipmentStatus, StatusDialect] => [status, dialect]),
  );
  it.each(pairs)(
    'of %s goes out as the pair of %s, byte for byte as confirmed, and is proven',
    async (status, dialect) => {
      const desk = await open();
      desk.settings = { ...desk.settings, dialect };
      await expect(desk.carry(on({ status }))).resolves.toEqual({
        outcome: 'proven',
        status,
        sentAt: expect.any(String),
        transactionIds: [expect.any(String)],
        requestIds: [expect.any(String)],
      });
      const pair = shipmentStatusCodes[dialect][status];
      expect(detailsSent(desk)).toEqual([
        { trackingNumber: TRACKING, ...pair, statusDateTime: occurredAt, statusLocationAddress: DEPOT },
      ]);
      expect(desk.applied()).toMatchObject([{ trackingNumber: TRACKING, ...pair }]);
      expect(desk.local.violations()).toEqual([]);
    },
  );

  it.each([
    // region, the code list where none is configured
    ['NA', 'X12'],
    ['EU', 'EDIFACT'],
    ['FE', 'EDIFACT'],
  ] as const)('in %s goes out in %s where nothing else is configured', async (region, dialect) => {
    const desk = await open({ steps: { region } });
    await desk.carry();
    expect(desk.applied()).toMatchObject([shipmentStatusCodes[dialect].IN_TRANSIT]);
  });
});

describe("the carrier's own code", () => {
  it('means what the table says, and a person knows better', async () => {
    const desk = await open();
    desk.settings = { ...desk.settings, codes: { OK: 'DELIVERED', XX: 'ignore' } };
    expect(await desk.carry(on({ code: 'OK' }))).toMatchObject({ outcome: 'proven', status: 'DELIVERED' });
    expect(await desk.carry({ ...on({ code: 'XX' }), meaning: 'LOST' })).toMatchObject({ status: 'LOST' });
  });

  it('that means nothing to Amazon is ignored, and nothing is sent', async () => {
    const desk = await open();
    desk.settings = { codes: { XX: 'ignore' } };
    expect(await desk.attempt(on({ code: 'XX' }))).toEqual({ outcome: 'ignored', transactionIds: [], requestIds: [] });
    expect([detailsSent(desk), await desk.sends()]).toEqual([[], []]);
  });

  it.each([['D9'], ['ok'], ['OK '], ['toString'], ['__proto__']])(
    'that is in no table, %j, is for a person, who finds it and the place named; after mending it goes out',
    async (code) => {
      const desk = await open();
      desk.settings = { ...desk.settings, codes: { OK: 'DELIVERED' } };
      const came = await desk.attempt(on({ code }));
      expect(came).toMatchObject({ type: 'CarrierNotConfigured', nonRetryable: true });
      expect(textOf(came)).toMatch(/carrierCodes of that label mode in WAREHOUSES_FILE/);
      expect(textOf(came)).toContain(
        `${JSON.stringify(code)} is in no table for warehouse ${desk.local.order(PO)!.warehouse}`,
      );
      expect(await desk.sends()).toEqual([]);
      desk.settings = { ...desk.settings, codes: Object.fromEntries([[code, 'DELIVERED']]) };
      expect(kindOf(await desk.carry(on({ code })))).toBe('proven');
    },
  );
});

describe('the address of a status update', () => {
  const hub = { name: 'Hub 9', addressLine1: '9 Hub Road', city: 'Elko', postalCode: '89801', countryCode: 'US' };
  const rawOrder = { payload: { orderDetails: { shipToParty: CONSIGNEE } } };
  const addressSent = (desk: CarrierDesk) =>
    (detailsSent(desk)[0] as { statusLocationAddress: unknown }).statusLocationAddress;

  it.each<[string, ShipmentStatus, object, object]>([
    // where it was, what happened, the location as reported, what Amazon is told
    ['elsewhere', 'IN_TRANSIT', hub, hub],
    [
      "somewhere known by its city only: with the carrier's name and first line",
      'IN_TRANSIT',
      { city: 'Elko' },
      { ...DEPOT, city: 'Elko' },
    ],
    ["at the customer's door", 'DELIVERED', hub, DEPOT],
    ["at the customer's door, in vain", 'REJECTED', hub, DEPOT],
    ["at the customer's, by name", 'OUT_FOR_DELIVERY', { ...hub, name: ' jane  PLANTED' }, DEPOT],
    ["at the customer's, by street", 'IN_TRANSIT', { ...hub, addressLine1: '1 PLANTED street ' }, DEPOT],
  ])('is that of a package %s', async (_where, status, location, told) => {
    const desk = await open();
    const orderDocumentId = await desk.put(rawOrder);
    const locationDocumentId = await desk.put(location);
    await desk.carry({ ...on({ status, locationDocumentId }), orderDocumentId });
    expect(addressSent(desk)).toEqual(told);
  });

  it('is whole without a configured one where the event names it', async () => {
    const desk = await open();
    desk.settings = {};
    const came = await desk.carry(on({ status: 'IN_TRANSIT', locationDocumentId: await desk.put(hub) }));
    expect([kindOf(came), addressSent(desk)]).toEqual(['proven', hub]);
  });

  it.each<[string, ShipmentStatus, object | undefined]>([
    ['no location', 'IN_TRANSIT', undefined],
    ['half a location', 'IN_TRANSIT', { city: 'Elko', countryCode: 'US' }],
    ["the customer's", 'DELIVERED', CONSIGNEE],
  ])(
    'that nobody has configured, with %s, is for a person; nothing is sent and nobody is named',
    async (_what, status, location) => {
      const desk = await open();
      desk.settings = {};
      const orderDocumentId = await desk.put(rawOrder);
      const locationDocumentId = location === undefined ? 'gone' : await desk.put(location);
      const came = await desk.attempt({ ...on({ status, locationDocumentId }), orderDocumentId });
      expect(came).toMatchObject({ type: 'CarrierNotConfigured', nonRetryable: true });
      expect(textOf(came)).toMatch(/statusAddress.*WAREHOUSES_FILE/);
      expect(JSON.stringify(came) + textOf(came)).not.toMatch(/Planted|Elko/);
      expect(await desk.sends()).toEqual([]);
    },
  );

  it("is the carrier's when the order to compare with, or the location itself, is gone", async () => {
    const desk = await open();
    const locationDocumentId = await desk.put(hub);
    await desk.carry({ ...on({ status: 'IN_TRANSIT', locationDocumentId }), orderDocumentId: 'purged' });
    desk.forget(locationDocumentId);
    await desk.carry({
      ...on({ status: 'OUT_FOR_DELIVERY', locationDocumentId }),
      orderDocumentId: await desk.put(rawOrder),
    });
    const told = detailsSent(desk).map(
      (details) => (details as { statusLocationAddress: unknown }).statusLocationAddress,
    );
    expect(told).toEqual([DEPOT, DEPOT]);
  });
});

describe('the schedule of a status update', () => {
  const nominated = { earliest: '2026-03-05T08:00:00.000Z', latest: '2026-03-05T12:00:00.000Z' };
  const appointment = { earliest: '2026-03-06T08:00:00.000Z', latest: '2026-03-06T12:00:00.000Z' };
  const estimatedDeliveryAt = '2026-03-06T09:00:00.000Z';
  const windowOf = ({ earliest, latest }: typeof nominated) => ({
    apptWindowStartDateTime: earliest,
    apptWindowEndDateTime: latest,
  });

  it.each<[string, Partial<ReportedStatus>, typeof nominated | undefined, object | undefined]>([
    // the event has, what it says, what the customer nominated, what Amazon is told
    ['nothing', {}, undefined, undefined],
    ['an estimate', { estimatedDeliveryAt }, undefined, { estimatedDeliveryDateTime: estimatedDeliveryAt }],
    ['an appointment', { appointment }, undefined, windowOf(appointment)],
    ['nothing, for a scheduled delivery', {}, nominated, windowOf(nominated)],
    ['an appointment other than the nominated one', { appointment }, nominated, windowOf(appointment)],
    [
      'an estimate, for a scheduled delivery',
      { estimatedDeliveryAt },
      nominated,
      { estimatedDeliveryDateTime: estimatedDeliveryAt, ...windowOf(nominated) },
    ],
  ])('of an event with %s', async (_what, reported, nominatedDelivery, told) => {
    const desk = await open({ scheduledDelivery: nominatedDelivery !== undefined });
    const order = { ...desk.order, ...(nominatedDelivery === undefined ? {} : { nominatedDelivery }) };
    const came = await desk.carry({ ...on({ status: 'DELAYED', ...reported }), order });
    expect(kindOf(came)).toBe('proven');
    const details = detailsSent(desk).at(-1) as { shipmentSchedule?: object };
    expect(details.shipmentSchedule).toEqual(told);
  });
});

describe('an event', () => {
  it.each<[string, Partial<ReportStatusInput>]>([
    ['of another package', { trackingNumber: 'PRO 8' }],
    ['of another status', on({ status: 'OUT_FOR_DELIVERY' })],
    ['at another time', { reported: { status: 'IN_TRANSIT', occurredAt: '2026-03-04T08:30:00.001Z' } }],
    ['elsewhere', on({ status: 'IN_TRANSIT', locationDocumentId: 'gone' })],
    ['with another estimate', on({ status: 'IN_TRANSIT', estimatedDeliveryAt: '2026-03-06T09:00:00.000Z' })],
    [
      'with an appointment',
      on({ status: 'IN_TRANSIT', appointment: { earliest: occurredAt, latest: '2026-03-06T09:00:00.000Z' } }),
    ],
  ])('%s has a number of its own in the ledger', async (_what, other) => {
    const desk = await open();
    await desk.carry();
    await desk.attempt(other);
    expect((await desk.sends()).map((sends) => sends.length)).toEqual([1, 1]);
    expect(detailsSent(desk)).toHaveLength(2);
  });

  it.each<[string, Partial<ReportStatusInput>, Partial<CarrierDesk['settings']>]>([
    ['again', {}, {}],
    ['by a code that means the same', on({ code: 'ARR' }), {}],
    ['as a person has named it', { ...on({ code: 'XX' }), meaning: 'IN_TRANSIT' }, {}],
    ['with another dialect configured since', {}, { dialect: 'EDIFACT' }],
    ['with another address configured since', {}, { statusAddress: { ...DEPOT, addressLine1: '2 Depot Road' } }],
    [
      'by another actor, with another deadline',
      { actor: 'ann', deadline: Date.now() + 48 * HOUR, references: ['trk:1'] },
      {},
    ],
  ])('that is reported %s, as after a reset, is found and not sent anew', async (_how, other, settings) => {
    const desk = await open();
    desk.settings = { ...desk.settings, codes: { ARR: 'IN_TRANSIT' } };
    const first = await desk.carry();
    await desk.carry(on({ status: 'OUT_FOR_DELIVERY' }));
    desk.settings = { ...desk.settings, ...settings };
    expect(await desk.attempt(other)).toEqual(first);
    expect(detailsSent(desk)).toHaveLength(2);
  });

  it.each<[string, (directory: string) => Ledger]>([
    ['in memory', () => createMemoryLedger()],
    [
      'in files, where the line of the loser stays',
      (directory) =>
        createDirectoryLedger({ directory, cipher: createCipher([{ id: 'k', key: Buffer.alloc(32, 1) }]) }),
    ],
  ])('never shares a number with others that begin at once, with a ledger %s', async (_where, ledgerIn) => {
    const directory = mkdtempSync(join(tmpdir(), 'status-race-'));
    directories.push(directory);
    const rates = { [operation]: { ratePerSecond: 100, burst: 100 } };
    const desk = await open({
      local: { latency: { default: { minMs: 0, medianMs: 0, maxMs: 0 } }, rates },
      ledger: ledgerIn(directory),
    });
    const events = shipmentStatuses.map((status) => on({ status }));
    const atOnce = () => Promise.all(events.map((event) => desk.attempt(event)));
    const begun = await atOnce();
    expect(begun.map(kindOf)).toEqual(events.map(() => 'NotReady'));
    expect(begun.filter((came) => /Another attempt is sending/.test(textOf(came))).length).toBeGreaterThan(0);
    let ended = begun;
    for (let rounds = 0; rounds < 20 && ended.some((came) => kindOf(came) !== 'proven'); rounds += 1) {
      desk.skip(60_000);
      ended = await atOnce();
    }
    expect(ended.map(kindOf)).toEqual(events.map(() => 'proven'));
    expect(detailsSent(desk)).toHaveLength(events.length);
    const sends = await desk.sends();
    expect(sends.map((of) => of.length)).toEqual(events.map(() => 1));
    expect(new Set(sends.map(([send]) => send?.subject)).size).toBe(events.length);
    const again = await atOnce();
    expect(again).toEqual(ended);
  });
});

describe('a status update whose outcome is unknown', () => {
  const silent: Fault = { kind: 'never-success', effect: true };

  it('is asked about for half an hour, sent once more with the identical body, and then counted as unproven', async () => {
    const desk = await open();
    desk.local.addFault({ operation, fault: silent, times: 'always' });
    await desk.attempt();
    desk.settings = { dialect: 'EDIFACT', statusAddress: { ...DEPOT, addressLine1: 'elsewhere' } };
    const began = desk.clock();
    expect(await desk.carry()).toEqual({
      outcome: 'unproven',
      status: 'IN_TRANSIT',
      sentAt: expect.any(String),
      transactionIds: [expect.any(String), expect.any(String)],
      requestIds: [expect.any(String), expect.any(String)],
    });
    const [first, second, ...others] = detailsSent(desk);
    expect([second, others]).toEqual([first, []]);
    const [[one, two] = []] = await desk.sends();
    expect(two!.openedAt - one!.openedAt).toBeGreaterThanOrEqual(HOUR / 2);
    expect(desk.clock() - began).toBeLessThan(1.5 * HOUR);
    expect(desk.unproven).toEqual([{ account: 'default' }]);
  });

  it('stays unproven after a reset, is not sent again and not counted again', async () => {
    const desk = await open();
    desk.local.addFault({ operation, fault: silent, times: 'always' });
    const first = await desk.carry();
    desk.skip(HOUR);
    expect(await desk.attempt()).toEqual(first);
    expect([detailsSent(desk).length, desk.unproven.length]).toEqual([2, 1]);
  });

  it('is unproven, and nobody is asked, when its time is over before', async () => {
    const desk = await open();
    desk.local.addFault({ operation, fault: silent, times: 'always' });
    await desk.attempt();
    desk.skip(60_000);
    expect(await desk.attempt({}, 5_000)).toMatchObject({ outcome: 'unproven', transactionIds: [expect.any(String)] });
    expect([detailsSent(desk).length, desk.unproven.length]).toEqual([1, 1]);
  });

  it.each<[Fault, number]>([
    // what becomes of the first send, how often Amazon takes it
    [{ kind: 'reply-lost' }, 2],
    [{ kind: 'reset-before' }, 1],
    [{ kind: 'status', status: 500 }, 1],
    [{ kind: 'status', status: 503, html: true, processed: true }, 2],
    [silent, 2],
  ])('by %j is proven by the transaction of its repetition', async (fault, accepted) => {
    const desk = await open({ httpTimeoutMs: 1_000 });
    desk.local.addFault({ operation, fault });
    expect(kindOf(await desk.carry())).toBe('proven');
    expect(desk.local.order(PO)?.statusUpdates?.accepted).toBe(accepted);
    const sends = await desk.sends();
    expect(sends.map((of) => of.length)).toEqual([2]);
    expect(sends[0]![1]!.openedAt - sends[0]![0]!.openedAt).toBeGreaterThanOrEqual(HOUR / 2);
    expect(desk.unproven).toEqual([]);
  });

  it('after a kill at any moment keeps its number, and is sent at most twice', async () => {
    for (let killAt = 0; killAt < 10; killAt += 1) {
      const ledger = mortal(createMemoryLedger());
      const desk = await open({ ledger });
      ledger.killAt(killAt);
      // The server tries an attempt again whose process has died.
      const died = await desk.carry();
      expect(kindOf(died)).toBe('Unexpected');
      expect(kindOf(await desk.carry())).toBe('proven');
      expect(await desk.sends()).toHaveLength(1);
      expect(desk.local.order(PO)?.statusUpdates?.accepted).toBeLessThanOrEqual(2);
    }
  }, 30_000);
});

describe('a status update that Amazon does not take', () => {
  const failing = (code: string): Fault => ({ kind: 'transaction-failure', code });

  it.each<[string, Fault]>([
    ['a failed transaction', failing('INVALID_ORDER_ID')],
    ['a refusal', { kind: 'status', status: 400 }],
  ])('by %s is for a person, and nothing is sent again by itself', async (_how, fault) => {
    const desk = await open();
    desk.local.addFault({ operation, fault });
    expect(await desk.carry()).toMatchObject({ type: 'Rejected', nonRetryable: true, details: [{ send: 1 }] });
    desk.skip(HOUR);
    expect(kindOf(await desk.attempt())).toBe('Rejected');
    expect(detailsSent(desk)).toHaveLength(1);
  });

  it('by an error of its own is sent again, three times at most', async () => {
    const desk = await open();
    desk.local.addFault({ operation, fault: failing('INTERNAL_SERVER_ERROR'), times: 2 });
    expect(kindOf(await desk.carry())).toBe('proven');
    desk.local.addFault({ operation, fault: failing('INTERNAL_SERVER_ERROR'), times: 'always' });
    expect(kindOf(await desk.carry(on({ status: 'LOST' })))).toBe('Rejected');
    expect((await desk.sends()).map((sends) => sends.length)).toEqual([3, 3]);
  });

  it('goes out once more after a retry, as it is configured by then', async () => {
    const desk = await open();
    desk.local.addFault({ operation, fault: failing('INVALID_ADDRESS') });
    await desk.carry();
    desk.settings = { statusAddress: { ...DEPOT, addressLine1: '2 Depot Road' } };
    const overrule = { send: 1, actor: 'ann', requestId: 'r-1' };
    expect(kindOf(await desk.carry({ overrule }))).toBe('proven');
    expect(detailsSent(desk)[1]).toMatchObject({ statusLocationAddress: { addressLine1: '2 Depot Road' } });
    expect((await desk.sends()).map((sends) => sends.map(({ actor }) => actor))).toEqual([['carrier', 'ann']]);
  });

  it('goes out once after a retry with another meaning, which is another event', async () => {
    const desk = await open();
    desk.local.addFault({ operation, fault: failing('INVALID_STATUS') });
    await desk.carry(on({ code: 'OK' })).catch(() => undefined);
    desk.settings = { ...desk.settings, codes: { OK: 'LOST' } };
    await desk.carry(on({ code: 'OK' }));
    const overrule = { send: 1, actor: 'ann', requestId: 'r-1' };
    const retried = { ...on({ code: 'OK' }), meaning: 'DELIVERED', overrule } as const;
    desk.local.addFault({ operation, fault: { kind: 'never-success', effect: true } });
    expect(kindOf(await desk.attempt(retried))).toBe('NotReady');
    desk.skip(60_000);
    expect(kindOf(await desk.attempt(retried))).toBe('NotReady');
    expect((await desk.sends()).map((sends) => sends.length)).toEqual([1, 1]);
  });

  it('says nothing of anybody in what history keeps', async () => {
    const desk = await open();
    desk.settings = { statusAddress: { ...DEPOT, name: CONSIGNEE.name } };
    desk.local.addFault({ operation, fault: { kind: 'status', status: 400 } });
    const came = await desk.carry();
    expect(JSON.stringify(came) + textOf(came)).not.toContain('Planted');
  });
});

describe('a status update in a dry run', () => {
  it('is put on record under its own number, and not sent', async () => {
    const desk = await open();
    const isDryRun = true;
    for (const status of ['IN_TRANSIT', 'DELIVERED', 'IN_TRANSIT'] as const) {
      expect(await desk.attempt({ ...on({ status }), isDryRun })).toMatchObject({ outcome: 'recorded', status });
    }
    expect((await desk.sends()).map((sends) => sends.map(({ status }) => status))).toEqual([['dry-run'], ['dry-run']]);
    expect(detailsSent(desk)).toEqual([]);
  });
});

/** A ledger whose process can be killed once: before a call from now on (0 is the next, 2 the one after), or right after it (odd). */
function mortal(ledger: Ledger): Ledger & { killAt: (step: number) => void } {
  let left = Infinity;
  const dies = (): void => {
    left -= 1;
    if (left === -1) throw new Error('killed');
  };
  const call = async <T>(run: () => Promise<T>): Promise<T> => {
    dies();
    const answer = await run();
    dies();
    return answer;
  };
  return {
    killAt: (step) => (left = step),
    identity: () => ledger.identity(),
    read: (account, businessId) => call(() => ledger.read(account, businessId)),
    open: (intents) => call(() => ledger.open(intents)),
    append: (records) => call(() => ledger.append(records)),
  };
}
