import type { Shipper } from '../../../temporal.config.js';
import { HOOKED_REASON } from './cases.js';

/** The names under which NDR_FILE finds its secrets. */
export const secretNames = { apiKey: 'NDR_API_KEY', addressHook: 'ADDRESS_HOOK_KEY' } as const;

/** The header in which a push brings its key. */
export const API_KEY_HEADER = 'X-API-KEY';

/** On a server of somebody's own an earlier demo may have had the same parcels: the account tells them apart. */
export const shipperOf = (account: string): Shipper => ({
  account,
  shippingPartyAccountId: `A1${account.toUpperCase()}`,
  appIds: [],
});

/** NDR_FILE of the demo: pushes prove themselves by an API key, and one reason is asked of the address hook. */
export const demoNdrDesk = (options: { account: string; receiverPort: number; addressHookUrl: string }) => ({
  shippers: [shipperOf(options.account)],
  receiver: {
    port: options.receiverPort,
    authentication: { apiKey: { header: API_KEY_HEADER, keys: [`env:${secretNames.apiKey}`] } },
  },
  addressHook: {
    url: options.addressHookUrl,
    keys: [`env:${secretNames.addressHook}`],
    timeoutMs: 2_000,
    retry: { firstMs: 500, factor: 2, maxMs: 2_000 },
  },
  rules: [{ reasonCode: HOOKED_REASON, decide: 'address-hook' }],
  // A look at the parcel every few seconds in place of every day.
  timing: { lookEveryMs: 2_000 },
});
