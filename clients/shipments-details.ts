import { anyObject, checked, listOf, object, oneOf, optional, text } from '../workflows/steps/checks.js';
import type { Check, Checked } from '../workflows/steps/checks.js';
import type { ShipmentDetails } from '../workflows/shipment/request.js';

const postal = object({
  name: text({ max: 50 }),
  addressLine1: text({ max: 60 }),
  addressLine2: optional(text({ max: 60 })),
  addressLine3: optional(text({ max: 60 })),
  companyName: optional(text({ max: 200 })),
  stateOrRegion: optional(text({ max: 200 })),
  city: text({ max: 200 }),
  countryCode: text({
    max: 2,
    pattern: /^[A-Z]{2}$/,
    says: 'must be a country code of two capital letters, such as GB',
  }),
  postalCode: text({ max: 20 }),
  email: optional(text({ max: 64 })),
  phoneNumber: optional(text({ max: 20 })),
});

/** Amazon's `Address`; its faults hold no value of it. A state or region is needed everywhere but in India. */
export const shippingAddress: Check<Record<string, unknown>> = (value, path, faults) => {
  const found = postal(value, path, faults);
  if (found !== undefined && found.stateOrRegion === undefined && found.countryCode !== 'IN') {
    const at = path === '' ? 'stateOrRegion' : `${path}.stateOrRegion`;
    if (!faults.some((fault) => fault.startsWith(`${at} `))) faults.push(`${at} is missing`);
  }
  return found;
};

/** The personal part of a request, but for what is in the parcel. */
export const detailFields = {
  shipFrom: shippingAddress,
  shipTo: optional(shippingAddress),
  returnTo: optional(shippingAddress),
  deliveryNotes: optional(text({ max: 256 })),
  taxDetails: optional(
    listOf(object({ taxType: oneOf(['GST']), taxRegistrationNumber: text({ max: 100 }) }), { max: 10 }),
  ),
  additionalInputs: optional(anyObject),
};

/** What a piece in the parcel is, for carrier and customs. */
export const itemDescription = text({ max: 1_000 });

const descriptionOrNone: Check<string | null> = (value, path, faults) =>
  value === null ? null : itemDescription(value, path, faults);

const details: Check<ShipmentDetails> = object({
  ...detailFields,
  itemDescriptions: optional(listOf(descriptionOrNone, { max: 500 })),
});

/** Checks the personal part of a request as a whole, as it replaces an earlier one. */
export const checkShipmentDetails = (payload: unknown): Checked<ShipmentDetails> => checked(details, payload);
