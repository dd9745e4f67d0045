import { createRequire } from 'node:module';

interface SdkConfig {
  publicKeyId: string;
  /** PEM. */
  privateKey: string;
  region: string;
  sandbox: boolean;
  algorithm?: string;
}

interface SdkRequest {
  method: string;
  urlFragment: string;
  payload: string;
  headers: Record<string, string>;
}

/** The signing half of Amazon's own Node SDK, which has no types. What sends is not used. */
const { signHeaders, prepareOptions } = createRequire(import.meta.url)(
  '@amazonpay/amazon-pay-api-sdk-nodejs/src/clientHelper.js',
) as {
  signHeaders(config: SdkConfig, request: SdkRequest): Record<string, string>;
  prepareOptions(config: SdkConfig, request: SdkRequest): SdkRequest;
};

/** Path and headers, with `authorization`, of a delivery tracker as the SDK signs it. */
export function signedBySdk(
  config: SdkConfig,
  payload: string,
  headers: Record<string, string>,
): { path: string; headers: Record<string, string> } {
  const request = prepareOptions(config, { method: 'POST', urlFragment: 'deliveryTrackers', payload, headers });
  return { path: `/${request.urlFragment}`, headers: signHeaders(config, request) };
}
