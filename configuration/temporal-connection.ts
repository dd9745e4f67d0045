import type { ClientConnectConfig } from '@temporalio/envconfig';
import { loadClientConnectConfig } from '@temporalio/envconfig';

import type { Fault } from './faults.js';
import { ConfigError } from './faults.js';
import { codeOf, readText } from './text-files.js';
import type { Environment } from './variables.js';

/**
 * How to reach Temporal: the SDK's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS_…`) and its configuration file.
 *
 * Pass `namespace` to the client and to the worker: a connection does not carry it.
 *
 * @throws {ConfigError} when the SDK refuses them, without its own message, which may quote the file; and when it
 *   would quietly do something else than they say.
 */
export function temporalConnection(env: Environment): ClientConnectConfig & { namespace: string } {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
  const ignored = ignoredBySdk(given);
  if (ignored.length > 0) throw new ConfigError(ignored);
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: given });
    return { connectionOptions, namespace: namespace ?? 'default' };
  } catch (error) {
    throw new ConfigError([refusal(error, given.TEMPORAL_PROFILE)]);
  }
}

/** What the SDK takes as if it were not there. */
function ignoredBySdk({ TEMPORAL_TLS: tls, TEMPORAL_CONFIG_FILE: file }: Environment): Fault[] {
  const faults: Fault[] = [];
  if (tls !== undefined && !['true', '1', 'false', '0'].includes(tls)) {
    const what = 'must be true or 1 to switch TLS on, false or 0 to switch it off. Anything else would switch it off.';
    faults.push({ where: 'TEMPORAL_TLS', what });
  }
  const content = file === undefined ? undefined : readText(file);
  if (content !== undefined && 'fault' in content) faults.push({ where: 'TEMPORAL_CONFIG_FILE', what: content.fault });
  return faults;
}

function refusal(error: unknown, profile: string | undefined): Fault {
  if (error instanceof Error && error.message === `Profile '${profile ?? ''}' not found in config data`) {
    const what = 'names a profile that the configuration file does not have. Check TEMPORAL_CONFIG_FILE, or remove it.';
    return { where: 'TEMPORAL_PROFILE', what };
  }
  const what = `cannot be used${codeOf(error)}. Check TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE and TEMPORAL_TLS_….`;
  return { where: 'TEMPORAL_…', what };
}
