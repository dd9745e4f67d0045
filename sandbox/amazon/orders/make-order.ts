import { seededRandom } from '../random.js';
import type { Random } from '../random.js';
import type { Settings } from '../options.js';
import { inventGiftMessage, inventRecipient, masked } from './people.js';
import { shipMethodNames } from './ship-methods.js';
import type {
  LineRequest,
  MadeOrder,
  OrderRequest,
  WireAddress,
  WireMoney,
  WireOrderItem,
  WireTaxLine,
} from './order.js';

const dayMs = 24 * 3_600_000;
const warehouses = ['WH01', 'WH02', 'WH03'];
const titles = [
  'Cast Iron Skillet, 26 cm',
  'Wool Blanket, 130 x 170 cm',
  'Desk Lamp with Dimmer',
  'Trail Backpack, 28 l',
  'Stoneware Mugs, Set of 4',
  'Cordless Drill, 18 V',
];
const messageToCustomer =
  'This shipment completes your order. The state of your orders is shown under "Your Account" on every page of the site.';

/**
 * Makes the n-th realistic purchase order of a seed: one to many lines, gifts, priorities, warehouses and ship methods.
 *
 * The recipient is invented; with label mode `amazon` the order itself says `xxxxx` in its place (model, Address).
 */
export function makeOrder(settings: Settings, sequence: number, request: OrderRequest = {}): MadeOrder {
  const random = seededRandom(settings.seed, 'order', sequence);
  const now = settings.clock();
  const labelMode = request.labelMode ?? 'amazon';
  const orderDate = request.orderDate ?? now;
  const requiredShipDate = request.requiredShipDate ?? orderDate + dayMs;
  const gift = request.gift ?? random.next() < 0.2;
  const recipient = inventRecipient(random);
  const giftMessage = gift ? inventGiftMessage(random, recipient) : undefined;
  const lines = lineRequests(request, random);
  const items = lines.map((line, i) => makeItem(line, i, random, giftMessage, request.scheduledDelivery ?? false, now));
  const net = sum(items.map((item) => Number(item.netPrice.amount) * item.orderedQuantity.amount));
  return {
    purchaseOrderNumber: request.purchaseOrderNumber ?? purchaseOrderNumber(random, sequence),
    labelMode,
    availableAt: request.availableAt ?? now,
    packages: request.packages ?? 1,
    labelFormat: request.labelFormat ?? settings.labelFormat,
    invoiced: request.invoiced ?? false,
    details: {
      customerOrderNumber: `${random.digits(3)}-${random.digits(7)}-${random.digits(7)}`,
      orderDate: instant(orderDate, request.orderDateWithoutZone ?? false),
      shipmentDetails: {
        isPriorityShipment: request.priority ?? random.next() < 0.1,
        isScheduledDeliveryShipment: request.scheduledDelivery ?? false,
        isPslipRequired: request.packingSlipRequired ?? gift,
        isGift: gift,
        shipMethod: request.shipMethod ?? random.pick(Object.keys(shipMethodNames)),
        shipmentDates: {
          requiredShipDate: instant(requiredShipDate),
          promisedDeliveryDate: instant(requiredShipDate + 3 * dayMs),
        },
        messageToCustomer,
      },
      taxTotal: { taxLineItem: [taxLine(net)] },
      sellingParty: { partyId: settings.credentials.vendorCode },
      shipFromParty: { partyId: request.warehouse ?? random.pick(warehouses) },
      shipToParty: labelMode === 'amazon' ? masked(recipient) : recipient,
      billToParty: { partyId: 'AMZUS' },
      items,
    },
    recipient,
    personalData: personalDataOf(recipient, giftMessage),
  };
}

function lineRequests(request: OrderRequest, random: Random): readonly LineRequest[] {
  if (typeof request.lines === 'object') return request.lines;
  const count = request.lines ?? random.pick([1, 1, 1, 1, 2, 2, 3, 4]);
  return Array.from({ length: count }, () => ({}));
}

function makeItem(
  line: LineRequest,
  index: number,
  random: Random,
  giftMessage: string | undefined,
  scheduled: boolean,
  now: number,
): WireOrderItem {
  const amount = line.amount ?? random.pick([1, 1, 1, 2, 3]);
  const price = random.integer(500, 25_000) / 100;
  return {
    itemSequenceNumber: String(index + 1).padStart(5, '0'),
    buyerProductIdentifier: line.buyerProductIdentifier ?? `B0${random.hex(8)}`,
    vendorProductIdentifier: line.vendorProductIdentifier ?? `SKU-${random.digits(6)}`,
    title: random.pick(titles),
    orderedQuantity: { amount, unitOfMeasure: random.pick(['Each', 'EACH']) },
    ...(scheduled
      ? {
          scheduledDeliveryShipment: {
            scheduledDeliveryServiceType: 'SCHEDULED',
            earliestNominatedDeliveryDate: instant(now + 3 * dayMs),
            latestNominatedDeliveryDate: instant(now + 4 * dayMs),
          },
        }
      : {}),
    ...(giftMessage === undefined ? {} : { giftDetails: { giftMessage, giftWrapId: 'WRAP-1' } }),
    netPrice: money(price),
    taxDetails: { taxLineItem: [taxLine(price * amount)] },
    totalPrice: money(price * 1.1),
  };
}

function purchaseOrderNumber(random: Random, sequence: number): string {
  // The sequence keeps numbers of one seed apart whatever chance gives.
  return `${random.pick(['D', 'T', 'W', 'X'])}${random.hex(4)}${sequence.toString(36).toUpperCase().padStart(4, '0')}`;
}

function instant(epochMs: number, withoutZone = false): string {
  const text = new Date(epochMs).toISOString().replace('.000Z', 'Z');
  return withoutZone ? text.replace(/Z$/, '') : text;
}

function money(amount: number): WireMoney {
  return { currencyCode: 'USD', amount: amount.toFixed(2) };
}

function taxLine(taxable: number): WireTaxLine {
  return { taxRate: '0.1', taxAmount: money(taxable * 0.1), taxableAmount: money(taxable), type: 'TOTAL' };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function personalDataOf(recipient: WireAddress, giftMessage: string | undefined): string[] {
  const { name, addressLine1, addressLine2, city, phone } = recipient;
  return [name, addressLine1, addressLine2, city, phone, giftMessage].filter((value) => value !== undefined);
}
