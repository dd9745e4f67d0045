import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

import { executableName, findOnPath } from './executables.js';
import { cacheFolder, provisionOnce } from './provision.js';
import type { Report } from './provision.js';
import { runTool } from './run-tool.js';
import { downloadWithSdk, sdkVersion } from './sdk-download.js';

const MAVEN_VERSION = '1.38.0';

/** What Maven is asked for. */
export const mavenArtifact = `io.temporal:temporal-test-server:${MAVEN_VERSION}`;

const PROGRAM = 'temporal-test-server';

const POM = `<project><modelVersion>4.0.0</modelVersion>
<groupId>sandbox</groupId><artifactId>test-server</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency>
<groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${MAVEN_VERSION}</version>
</dependency></dependencies></project>
`;

// One client and one file of tests use it: a fast start counts, a fast long run does not.
const WRAPPER = `#!/bin/sh
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;

/** Where the servers provisioned earlier are, best first. */
export function cachedTestServers(env: NodeJS.ProcessEnv = process.env): string[] {
  return [downloadedPath(env), mavenPath(env)];
}

/** Fetches the test server with the SDK. Rejects within about 15 s when it cannot be reached. */
export async function downloadTestServer(report: Report): Promise<string> {
  const path = downloadedPath(process.env);
  report('Downloading the Temporal test server, once; this takes about a minute');
  await provisionOnce(dirname(path), async (staging) => {
    await downloadWithSdk('test-server', staging, executableName(PROGRAM), report);
  });
  return path;
}

/** Fetches the test server and its libraries with Maven. Rejects with the end of Maven's output. */
export async function fetchTestServerWithMaven(report: Report): Promise<string> {
  const path = mavenPath(process.env);
  const maven = await findOnPath('mvn');
  if (maven === undefined) throw new Error('no `mvn` on PATH');
  report('Fetching the Temporal test server with Maven, once; this takes about 30 s');
  await provisionOnce(dirname(path), async (staging) => {
    const project = await mkdtemp(join(tmpdir(), 'temporal-test-server-'));
    try {
      await writeFile(join(project, 'pom.xml'), POM);
      const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(staging, 'lib')}`];
      const args = ['-q', '-B', '-f', join(project, 'pom.xml'), ...goal];
      await runTool({ program: maven, args, doing: 'Fetching', report });
    } finally {
      await rm(project, { recursive: true, force: true });
    }
    await writeFile(join(staging, PROGRAM), WRAPPER, { mode: 0o755 });
  });
  return path;
}

const downloadedPath = (env: NodeJS.ProcessEnv): string =>
  join(cacheFolder(env), `test-server-sdk-${sdkVersion}`, executableName(PROGRAM));

const mavenPath = (env: NodeJS.ProcessEnv): string =>
  join(cacheFolder(env), `test-server-maven-${MAVEN_VERSION}`, PROGRAM);
