import process from 'node:process';

import { describe, expect, it } from 'vitest';

import { chooseDevServer, devServerExecutable, devServerFacts } from '../../../sandbox/temporal/find-dev-server.js';

const everything = {
  address: 'temporal.example:7233',
  cliPath: '/named/temporal',
  onPath: '/path/temporal',
  inGoBin: '/go/bin/temporal',
  cached: '/cache/temporal',
  goTool: '/go/go',
};
const without = (...names: (keyof typeof everything)[]): Partial<typeof everything> =>
  Object.fromEntries(Object.entries(everything).filter(([name]) => !names.includes(name as keyof typeof everything)));

describe('the search for a dev server', () => {
  it.each([
    ['the server at TEMPORAL_ADDRESS', without(), { from: 'address', address: 'temporal.example:7233' }],
    ['TEMPORAL_CLI_PATH', without('address'), { from: 'executable', path: '/named/temporal' }],
    ['`temporal` on PATH', without('address', 'cliPath'), { from: 'executable', path: '/path/temporal' }],
    [
      'what `go install` left',
      without('address', 'cliPath', 'onPath'),
      { from: 'executable', path: '/go/bin/temporal' },
    ],
    [
      'one provisioned earlier',
      without('address', 'cliPath', 'onPath', 'inGoBin'),
      { from: 'executable', path: '/cache/temporal' },
    ],
    ['a download, then a build', { goTool: '/go/go' }, { from: 'provisioning', ways: ['SDK download', 'go install'] }],
    ['a download alone without Go', {}, { from: 'provisioning', ways: ['SDK download'] }],
  ])('takes %s when nothing that comes before it is there', (_what, facts, source) => {
    expect(chooseDevServer(facts)).toEqual(source);
  });

  it('looks at nothing else when TEMPORAL_ADDRESS is set', async () => {
    const env = { TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_CLI_PATH: '/not/there' };

    expect(await devServerFacts(env)).toEqual({ address: 'temporal.example:7233' });
  });

  it('refuses a TEMPORAL_CLI_PATH that cannot be executed instead of taking another server', async () => {
    await expect(devServerFacts({ TEMPORAL_CLI_PATH: '/not/there' })).rejects.toThrow(
      'TEMPORAL_CLI_PATH is set to /not/there, which is not an executable file.',
    );
  });

  it('treats an empty variable as not set', async () => {
    const facts = await devServerFacts({ TEMPORAL_ADDRESS: '', TEMPORAL_CLI_PATH: '', PATH: process.env['PATH'] });

    expect(facts).toMatchObject({ cliPath: undefined });
    expect(facts).not.toHaveProperty('address');
  });
});

describe('provisioning a dev server', () => {
  const both = { from: 'provisioning', ways: ['SDK download', 'go install'] } as const;
  const unreachable = async (): Promise<string> => await Promise.reject(new Error('nothing received in 15 s'));
  const built = async (): Promise<string> => await Promise.resolve('/built/temporal');

  it('builds when the download cannot be reached, and says so', async () => {
    const lines: string[] = [];
    const report = (line: string): unknown => lines.push(line);
    const path = await devServerExecutable(both, report, { 'SDK download': unreachable, 'go install': built });

    expect(path).toBe('/built/temporal');
    expect(lines).toEqual(['SDK download: nothing received in 15 s']);
  });

  it('is not begun, and nothing is said, when a server is there', async () => {
    const lines: string[] = [];
    const report = (line: string): unknown => lines.push(line);

    expect(await devServerExecutable({ from: 'executable', path: '/path/temporal' }, report)).toBe('/path/temporal');
    expect(lines).toEqual([]);
  });

  it('names all four ways and what was tried when there is no server to be had', async () => {
    const source = { from: 'provisioning', ways: ['SDK download'] } as const;
    const failing = devServerExecutable(source, () => undefined, { 'SDK download': unreachable, 'go install': built });

    const message = await failing.then(String, (error: unknown) => (error as Error).message);
    expect(message.split('\n')).toEqual([
      'No Temporal dev server. There are four ways to have one:',
      '  1. TEMPORAL_ADDRESS: the address of a server that is already running',
      '  2. the Temporal CLI: `temporal` on PATH, or its path in TEMPORAL_CLI_PATH',
      '  3. the download by the Temporal SDK: starts by itself, needs access to the internet',
      '  4. a Go toolchain: `go install github.com/temporalio/cli/cmd/temporal@v1.5.1` starts by itself when `go` is on PATH',
      'Tried:',
      '  SDK download: nothing received in 15 s',
    ]);
  });
});
