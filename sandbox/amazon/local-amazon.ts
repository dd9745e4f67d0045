import { createControl } from './control.js';
import type { Control } from './control.js';
import { accessTokenPath } from './operations/access-token.js';
import { settingsFrom } from './options.js';
import type { LocalAmazonOptions } from './options.js';
import { startServer } from './server.js';
import { createWorld } from './world.js';

/** The variables that point the product at a local Amazon. */
export interface LocalAmazonEnvironment {
  readonly SP_API_ENDPOINT: string;
  /** The full token URL. */
  readonly LWA_ENDPOINT: string;
  readonly LWA_CLIENT_ID: string;
  readonly LWA_CLIENT_SECRET: string;
  readonly LWA_REFRESH_TOKEN: string;
  readonly VENDOR_CODE: string;
  readonly SP_API_REGION: string;
}

/** A running local Amazon with its control in process. */
export interface LocalAmazon extends Control {
  /** Such as `http://127.0.0.1:40001`, without a slash at the end. */
  readonly url: string;
  readonly environment: LocalAmazonEnvironment;
  /** Ends at once, also with open keep-alive connections and delayed answers. */
  stop(): Promise<void>;
}

/**
 * Starts an Amazon that behaves like the real Selling Partner API and not like its static sandbox, on the loopback interface.
 *
 * Everything it knows is in memory. Outcomes are worked out from the clock when something is asked; nothing runs on timers.
 */
export async function startLocalAmazon(options: LocalAmazonOptions = {}): Promise<LocalAmazon> {
  const settings = settingsFrom(options);
  const world = createWorld(settings);
  const control = createControl(world);
  const server = await startServer(world, control, options.port ?? 0);
  const { credentials, region } = settings;
  return {
    ...control,
    url: server.url,
    environment: {
      SP_API_ENDPOINT: server.url,
      LWA_ENDPOINT: `${server.url}${accessTokenPath}`,
      LWA_CLIENT_ID: credentials.clientId,
      LWA_CLIENT_SECRET: credentials.clientSecret,
      LWA_REFRESH_TOKEN: credentials.refreshToken,
      VENDOR_CODE: credentials.vendorCode,
      SP_API_REGION: region,
    },
    stop: () => server.stop(),
  };
}
