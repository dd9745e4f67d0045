import process from 'node:process';

import { executableNamedBy, findOnPath, firstExecutable } from './executables.js';
import {
  cachedTestServers,
  downloadTestServer,
  fetchTestServerWithMaven,
  mavenArtifact,
} from './provision-test-server.js';
import { firstWayThatWorks } from './provision.js';
import type { ProvisionWay, Report } from './provision.js';

/** What can be seen on this machine before anything is fetched. */
export interface TestServerFacts {
  /** `TEMPORAL_TEST_SERVER_PATH`, known to be executable. */
  path?: string | undefined;
  /** A server provisioned earlier. */
  cached?: string | undefined;
  /** `java` on `PATH`. */
  java?: string | undefined;
  /** `mvn` on `PATH`. */
  maven?: string | undefined;
}

/** Where the time-skipping test server comes from. */
export type TestServerSource =
  { from: 'executable'; path: string } | { from: 'provisioning'; ways: readonly ('SDK download' | 'Maven')[] };

/** The search order: a named one, one provisioned earlier, a new one. */
export function chooseTestServer(facts: TestServerFacts): TestServerSource {
  const path = facts.path ?? facts.cached;
  if (path) return { from: 'executable', path };
  return { from: 'provisioning', ways: facts.java && facts.maven ? ['SDK download', 'Maven'] : ['SDK download'] };
}

/** What {@link chooseTestServer} decides by. Rejects when `TEMPORAL_TEST_SERVER_PATH` is wrong. */
export async function testServerFacts(env: NodeJS.ProcessEnv = process.env): Promise<TestServerFacts> {
  return {
    path: await executableNamedBy('TEMPORAL_TEST_SERVER_PATH', env),
    cached: await firstExecutable(cachedTestServers(env)),
    java: await findOnPath('java', env['PATH']),
    maven: await findOnPath('mvn', env['PATH']),
  };
}

/**
 * The test server's executable, which takes a port as its only argument; provisioned when there is none (about 30 s).
 *
 * Rejects with the ways to get one when all fail.
 */
export async function testServerExecutable(
  source: TestServerSource,
  report: Report,
  ways: Record<'SDK download' | 'Maven', ProvisionWay['provide']> = {
    'SDK download': downloadTestServer,
    Maven: fetchTestServerWithMaven,
  },
): Promise<string> {
  if (source.from === 'executable') return source.path;
  const provisioning = source.ways.map((name) => ({ name, provide: ways[name] }));
  return await firstWayThatWorks(provisioning, noTestServer, report);
}

function noTestServer(reasons: readonly string[]): string {
  return [
    'No time-skipping Temporal test server. There are three ways to have one:',
    '  1. TEMPORAL_TEST_SERVER_PATH: the path of its executable',
    '  2. the download by the Temporal SDK: starts by itself, needs access to the internet',
    `  3. Java and Maven: ${mavenArtifact} is fetched by itself when \`java\` and \`mvn\` are on PATH`,
    'Tried:',
    ...reasons.map((reason) => `  ${reason}`),
  ].join('\n');
}
