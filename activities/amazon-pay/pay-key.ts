/** Where notices go. In the sandbox nobody is notified. */
export type PayEnvironment = 'live' | 'sandbox';

/**
 * The path of deliveryTrackers for a key.
 *
 * A key whose id begins with `LIVE` or `SANDBOX` says itself which environment it is for; for any other one the path
 * says it.
 *
 * @throws TypeError when the key is for the other environment: Amazon would follow the key.
 */
export function deliveryTrackersPath(publicKeyId: string, environment: PayEnvironment): string {
  const [prefix] = /^(live|sandbox)/.exec(publicKeyId.toLowerCase()) ?? [];
  if (prefix === undefined) return `/${environment}/v2/deliveryTrackers`;
  if (prefix === environment) return '/v2/deliveryTrackers';
  throw new TypeError(`Expected a public key for ${environment}, got one for ${prefix}`);
}
