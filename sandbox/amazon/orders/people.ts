import type { Random } from '../random.js';
import type { WireAddress } from './order.js';

const givenNames = ['Ottilie', 'Bartholomew', 'Zenobia', 'Thaddeus', 'Philippa', 'Ignatius', 'Cordelia', 'Evander'];
const familyNames = [
  'Quillfeather',
  'Marrowbone',
  'Vandersloot',
  'Thistlewaite',
  'Okonjo-Bell',
  'Larkspurton',
  'Zuylen',
];
const streets = ['Crooked Lantern Lane', 'Old Kiln Terrace', 'Nightjar Crescent', 'Saltmarsh Row', 'Bellwether Street'];
const places = [
  { city: 'Millbrook Hollow', stateOrRegion: 'IL', postalCode: '60699' },
  { city: 'Cedar Bight', stateOrRegion: 'WA', postalCode: '98999' },
  { city: 'Fallow Ridge', stateOrRegion: 'TX', postalCode: '75099' },
  { city: 'Port Ansley', stateOrRegion: 'NJ', postalCode: '07099' },
];
const giftMessages = ['Happy birthday', 'With all our love', 'Congratulations on the new house', 'Get well soon'];

/** Invents a recipient: names and streets that are unlikely to occur anywhere else, so that a leak is found by a search. */
export function inventRecipient(random: Random): WireAddress {
  return {
    name: `${random.pick(givenNames)} ${random.pick(familyNames)}`,
    addressLine1: `${String(random.integer(100, 9999))} ${random.pick(streets)}`,
    addressLine2: `Apartment ${String(random.integer(101, 999))}Q`,
    ...random.pick(places),
    countryCode: 'US',
    // 555-01xx is reserved for invented numbers.
    phone: `+1 ${String(random.integer(201, 989))} 555 01${random.digits(2)}`,
  };
}

/** Invents a gift message that names its recipient. */
export function inventGiftMessage(random: Random, recipient: WireAddress): string {
  return `${random.pick(giftMessages)}, ${recipient.name.split(' ')[0] ?? ''}! From ${random.pick(givenNames)}`;
}

/** What the model says orders of vendors with Amazon's labels hold instead of personal data. */
export function masked(recipient: WireAddress): WireAddress {
  return {
    name: 'xxxxx',
    attention: 'xxxxx',
    addressLine1: 'xxxxx',
    addressLine2: 'xxxxx',
    city: 'xxxxx',
    stateOrRegion: recipient.stateOrRegion,
    ...(recipient.postalCode === undefined ? {} : { postalCode: recipient.postalCode }),
    countryCode: recipient.countryCode,
    phone: 'xxxxx',
  };
}
