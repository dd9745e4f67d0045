import { z } from 'zod';

import type { ShipmentStatus } from '../workflows/purchase-order/carrier.js';
import type { StatusDialect } from './status-dialect.js';
import { statusDialect } from './status-dialect.js';
import { text } from './values.js';

/** How the vendor's own carrier reports, as a label mode of WAREHOUSES_FILE says it. */
export interface CarrierSettings {
  /** The code list that Amazon is told in. */
  dialect?: StatusDialect;
  /** What stands for, or completes, the location of an event. Without it only events with a whole one can be sent. */
  statusAddress?: z.output<typeof statusAddressSchema>;
  /** What the carrier's own codes mean, spelt as it spells them; `ignore` means nothing to Amazon. */
  codes?: Record<string, ShipmentStatus | 'ignore'>;
}

/** Any of Amazon's words, or none; one that is forgotten here does not compile. */
const meaning = z.enum({
  DELAYED: 'DELAYED',
  DELIVERED: 'DELIVERED',
  DEPARTED_FROM_FC: 'DEPARTED_FROM_FC',
  IN_TRANSIT: 'IN_TRANSIT',
  LOST: 'LOST',
  OUT_FOR_DELIVERY: 'OUT_FOR_DELIVERY',
  REJECTED: 'REJECTED',
  UNDELIVERABLE: 'UNDELIVERABLE',
  ignore: 'ignore',
} satisfies { [Meaning in ShipmentStatus | 'ignore']: Meaning });

const statusAddressSchema = z.strictObject({
  name: text,
  addressLine1: text,
  addressLine2: text.exactOptional(),
  city: text.exactOptional(),
  stateOrRegion: text.exactOptional(),
  postalCode: text.exactOptional(),
  countryCode: z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two letters, such as US.'),
});

/** What a label mode says of its carrier's reports. */
export const carrierFields = {
  dialect: statusDialect.exactOptional(),
  statusAddress: statusAddressSchema.exactOptional(),
  carrierCodes: z
    .record(text.max(50), meaning, {
      error: ({ code }) => (code === 'invalid_key' ? 'must be a code of 1 to 50 characters.' : undefined),
    })
    .exactOptional(),
};

/** What was said of them, or nothing. */
export const carrierSettings = ({
  carrierCodes,
  ...settings
}: z.output<z.ZodObject<typeof carrierFields>>): CarrierSettings => ({
  ...settings,
  ...(carrierCodes !== undefined && { codes: carrierCodes }),
});
