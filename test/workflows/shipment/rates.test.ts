import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { ShipmentDependencies } from '../../../activities/shipment/dependencies.js';
import { startShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentHandle, ShipmentTime } from '../../support/shipment-time.js';

let time: ShipmentTime;
/** Happens once, right after Amazon has offered rates. */
let afterRates: (() => void) | undefined;

const disturbed = (dependencies: ShipmentDependencies): ShipmentDependencies => ({
  ...dependencies,
  shipping: {
    ...dependencies.shipping,
    getRates: async (...args) => {
      const rates = await dependencies.shipping.getRates(...args);
      afterRates?.();
      afterRates = undefined;
      return rates;
    },
  },
});

const purchasesOf = (parcel: string) => time.amazon.book().purchases.filter((each) => each.parcel === parcel);
const refusal = async (update: Promise<unknown>): Promise<string> => {
  try {
    await update;
    return '';
  } catch (error) {
    return error instanceof WorkflowUpdateFailedError ? (error.cause?.message ?? '') : String(error);
  }
};
const bought = async (handle: ShipmentHandle) => (await time.untilState(handle, 'PURCHASED')).purchase;

beforeAll(async () => {
  time = await startShipmentTime({ disturbed });
});
afterAll(async () => time.stop());
afterEach(() => {
  afterRates = undefined;
});

describe('a rate that expires before it is bought', () => {
  it('is replaced by the same service at the same price, without asking', async () => {
    afterRates = () => void time.amazon.expireRates('same');
    const handle = await time.start('same');
    expect(await bought(handle)).toMatchObject({ bought: { total: { value: 3.72 } } });
    expect(purchasesOf('same')).toHaveLength(1);
    expect(time.calls('getRates', 'same')).toBe(2);
  });

  it('waits for a person when the new one is dearer, and is bought at the price that the person saw', async () => {
    afterRates = () => {
      time.amazon.expireRates('dearer');
      time.amazon.raisePrices({ percent: 10, parcel: 'dearer' });
    };
    const handle = await time.start('dearer');
    const waiting = await time.untilItem(handle, 'PriceGuardRefused');
    expect(waiting.attention.items[0]!.message).toContain('3.72 GBP before, 4.09 GBP now');
    await time.skip(30 * 60_000);
    expect(purchasesOf('dearer')).toEqual([]);
    await time.answer(handle, 'choose', { data: { serviceId: 'SWA-GB-ECON' } });
    expect(await bought(handle)).toMatchObject({ bought: { total: { value: 4.09 } } });
    expect(purchasesOf('dearer')).toHaveLength(1);
    expect((await time.view(handle)).approvedBy).toBe('ann');
  });

  it('asks again when the price has risen once more while the person was thinking', async () => {
    afterRates = () => {
      time.amazon.expireRates('twice');
      time.amazon.raisePrices({ percent: 10, parcel: 'twice' });
    };
    const handle = await time.start('twice');
    await time.untilItem(handle, 'PriceGuardRefused');
    time.amazon.raisePrices({ percent: 10, parcel: 'twice' });
    await time.answer(handle, 'choose', { data: { serviceId: 'SWA-GB-ECON' } });
    const again = await time.until(handle, 'a second question', ({ attention }) =>
      attention.items.some(({ attentionId }) => attentionId === 'obtainRates-2'),
    );
    expect(again.attention.items[0]).toMatchObject({ reason: 'PriceGuardRefused' });
    expect(purchasesOf('twice')).toEqual([]);
    await time.answer(handle, 'abort');
    await time.untilState(handle, 'CLOSED_BY_PERSON');
  });
});

describe('a rate that a person has to choose', () => {
  it('is asked for by policy, and the answer names it by its service or its id', async () => {
    const handle = await time.start('asked', { policy: { rates: 'ask' } });
    const { list, attention } = await time.untilItem(handle, 'RateChoiceNeeded');
    expect(list!.rates).toHaveLength(3);
    const update = time.answer(handle, 'choose', { data: { serviceId: 'none' } });
    expect(await refusal(update)).toContain('There is no such rate. Offered: SWA-GB-PRIME-PREM');
    const { rateId } = list!.rates[0]!;
    await time.answer(handle, 'choose', { attentionId: attention.items[0]!.attentionId, data: { rateId } });
    expect(await bought(handle)).toMatchObject({ bought: { serviceId: 'SWA-GB-PRIME-PREM' } });
    // What was listed is stale by then.
    expect(time.calls('getRates', 'asked')).toBe(2);
  });

  it('is asked for when none is inside the policy, and its reasons are kept', async () => {
    const rates = { prefer: { kind: 'cheapest' }, maximumPrice: { value: 1, unit: 'GBP' } } as const;
    const handle = await time.start('dear', { policy: { rates } });
    const { list } = await time.untilItem(handle, 'RateChoiceNeeded');
    expect(list!.rates.map(({ refused }) => refused)).toEqual(['price', 'price', 'price']);
    await time.answer(handle, 'choose', { data: { serviceId: 'SWA-GB-ECON' } });
    expect(await bought(handle)).toMatchObject({ bought: { total: { value: 3.72 } } });
  });

  it('needs its open groups of services filled, and their price counts', async () => {
    const handle = await time.start('signed', {
      policy: { rates: { prefer: { kind: 'cheapest' }, carriers: ['UPS'] } },
    });
    const { list } = await time.untilItem(handle, 'RateChoiceNeeded');
    expect(list!.rates.at(-1)).toMatchObject({ serviceId: 'UPS_STANDARD', open: [{ groupId: expect.any(String) }] });
    const update = time.answer(handle, 'choose', { data: { serviceId: 'UPS_STANDARD' } });
    expect(await refusal(update)).toContain('DELIVERY_CONFIRMATION, SIGNATURE_CONFIRMATION');
    const valueAddedServices = ['SIGNATURE_CONFIRMATION'];
    await time.answer(handle, 'choose', { data: { serviceId: 'UPS_STANDARD', valueAddedServices } });
    expect(await bought(handle)).toMatchObject({ bought: { total: { value: 9.4, unit: 'GBP' } } });
  });

  it('is chosen by policy where that fills the groups', async () => {
    const rates = {
      prefer: { kind: 'cheapest' },
      carriers: ['UPS'],
      valueAddedServices: ['DELIVERY_CONFIRMATION'],
    } as const;
    const handle = await time.start('confirmed', { policy: { rates } });
    expect(await bought(handle)).toMatchObject({ bought: { total: { value: 6.9, unit: 'GBP' } } });
  });

  it('prints what the warehouse can print, or is a person’s', async () => {
    time.amazon.placeRatePlan({
      parcel: 'printed',
      services: [
        {
          carrierId: 'AMZN_UK',
          carrierName: 'Amazon Shipping',
          serviceId: 'ZPL-ONLY',
          serviceName: 'ZPL only',
          priceMinor: 100,
          pickupHours: [2, 6],
          deliveryHours: [24, 36],
          documents: [
            {
              format: 'ZPL',
              size: { width: 4, length: 6, unit: 'INCH' },
              printOptions: [
                {
                  supportedPageLayouts: ['DEFAULT'],
                  supportedFileJoiningOptions: [false],
                  supportedDocumentDetails: [{ name: 'LABEL', isMandatory: true }],
                },
              ],
            },
          ],
        },
      ],
    });
    const handle = await time.start('printed');
    const { attention } = await time.untilItem(handle, 'RateChoiceNeeded');
    expect(attention.items[0]!.message).toContain('prints none of the documents');
    await time.answer(handle, 'choose', { data: { serviceId: 'ZPL-ONLY', format: 'ZPL' } });
    await bought(handle);
    expect((await time.view(handle)).documents).toMatchObject([{ format: 'ZPL' }]);
  });
});

describe('a parcel that nobody takes', () => {
  it('is an item with the reasons, and is asked for again with corrected documents', async () => {
    time.amazon.placeRatePlan({
      parcel: 'heavy',
      services: [],
      ineligible: [
        {
          carrierId: 'AMZN_UK',
          carrierName: 'Amazon Shipping',
          serviceId: 'SWA-GB-ECON',
          serviceName: 'Standard',
          ineligibilityReasons: [{ code: 'UNKNOWN', message: 'The terms were not accepted' }],
        },
      ],
      times: 1,
    });
    const handle = await time.start('heavy');
    const { list } = await time.untilItem(handle, 'NoRates');
    expect(list!.ineligible).toMatchObject([
      { reasons: [{ code: 'UNKNOWN', message: 'The terms were not accepted' }] },
    ]);
    await time.answer(handle, 'retry');
    await bought(handle);
  });

  it('is refused by field when its address is incomplete, and goes on with a corrected one', async () => {
    const { detailsOf } = await import('../../support/shipments.js');
    const handle = await time.start('address', { details: { shipTo: { name: 'Jane Planted' } } });
    const { attention } = await time.untilItem(handle, 'Rejected');
    expect(attention.items[0]!.message).toMatch(/shipTo/);
    expect(JSON.stringify(attention)).not.toContain('Planted');
    await time.answer(handle, 'retry', { data: { detailsDocumentId: await time.put(detailsOf()) } });
    await bought(handle);
  });
});

describe('additional inputs', () => {
  const international = {
    details: {
      shipTo: {
        name: 'Jane Planted',
        addressLine1: '1 Planted Street',
        city: 'Plantedville',
        stateOrRegion: 'NV',
        countryCode: 'US',
        postalCode: '89501',
      },
    },
    policy: { rates: { prefer: { kind: 'cheapest' } } },
  } as const;
  const item = {
    ITEM_WEIGHT: { value: 1, unit: 'KILOGRAM' },
    COUNTRY_OF_ORIGIN: 'GB',
    ITEM_VALUE: { value: 40, unit: 'GBP' },
    ITEM_DESCRIPTION: 'Garden gnome',
  };

  it('come from the request', async () => {
    const additionalInputs = {
      shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'ABANDON' },
      items: { 'item-1': item },
    };
    const handle = await time.start('abroad', {
      ...international,
      details: { ...international.details, additionalInputs },
    });
    expect(await bought(handle)).toMatchObject({ bought: { serviceId: 'UPS_WORLDWIDE_SAVER' } });
  });

  it('are asked for, exactly the missing ones, and taken from a document', async () => {
    const { COUNTRY_OF_ORIGIN, ...rest } = item;
    const handle = await time.start('abroad-2', {
      ...international,
      details: { ...international.details, additionalInputs: { items: { 'item-1': rest } } },
    });
    const { missing, attention } = await time.untilItem(handle, 'InputsNeeded');
    expect(missing!.map(({ path }) => path.join('.'))).toEqual([
      'shipment.NON_DELIVERABLE_INSTRUCTIONS',
      'items.item-1.COUNTRY_OF_ORIGIN',
    ]);
    expect(attention.items[0]!.message).toContain('items.item-1.COUNTRY_OF_ORIGIN');
    const additionalInputsDocumentId = await time.put({
      shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'RETURN_TO_SELLER' },
      items: { 'item-1': { COUNTRY_OF_ORIGIN } },
    });
    await time.answer(handle, 'retry', { data: { additionalInputsDocumentId } });
    await bought(handle);
    expect(purchasesOf('abroad-2')).toHaveLength(1);
  });
});
