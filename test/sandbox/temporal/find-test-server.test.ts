import { describe, expect, it } from 'vitest';

import { chooseTestServer, testServerExecutable, testServerFacts } from '../../../sandbox/temporal/find-test-server.js';

describe('the search for a time-skipping test server', () => {
  const downloadOnly = { from: 'provisioning', ways: ['SDK download'] };

  it.each([
    [
      'TEMPORAL_TEST_SERVER_PATH before all',
      { path: '/named/server', cached: '/cache/server' },
      { from: 'executable', path: '/named/server' },
    ],
    [
      'one provisioned earlier before a new one',
      { cached: '/cache/server', java: '/bin/java', maven: '/bin/mvn' },
      { from: 'executable', path: '/cache/server' },
    ],
    [
      'a download, then Maven',
      { java: '/bin/java', maven: '/bin/mvn' },
      { from: 'provisioning', ways: ['SDK download', 'Maven'] },
    ],
    ['a download alone without Maven', { java: '/bin/java' }, downloadOnly],
    ['a download alone without Java, which what Maven brings needs', { maven: '/bin/mvn' }, downloadOnly],
  ])('takes %s', (_what, facts, source) => {
    expect(chooseTestServer(facts)).toEqual(source);
  });

  it('refuses a TEMPORAL_TEST_SERVER_PATH that cannot be executed instead of taking another server', async () => {
    await expect(testServerFacts({ TEMPORAL_TEST_SERVER_PATH: '/not/there' })).rejects.toThrow(
      'TEMPORAL_TEST_SERVER_PATH is set to /not/there, which is not an executable file.',
    );
  });

  it('names every way and what was tried when there is none to be had', async () => {
    const source = { from: 'provisioning', ways: ['SDK download', 'Maven'] } as const;
    const ways = {
      'SDK download': async () => await Promise.reject(new Error('no network')),
      Maven: async () => await Promise.reject(new Error('no artifact')),
    };

    const failing = testServerExecutable(source, () => undefined, ways);
    const message = await failing.then(String, (error: unknown) => (error as Error).message);
    expect(message.split('\n')).toEqual([
      'No time-skipping Temporal test server. There are three ways to have one:',
      '  1. TEMPORAL_TEST_SERVER_PATH: the path of its executable',
      '  2. the download by the Temporal SDK: starts by itself, needs access to the internet',
      '  3. Java and Maven: io.temporal:temporal-test-server:1.38.0 is fetched by itself when `java` and `mvn` are on PATH',
      'Tried:',
      '  SDK download: no network',
      '  Maven: no artifact',
    ]);
  });
});
