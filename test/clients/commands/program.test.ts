import { describe, expect, it } from 'vitest';
import { product } from '../../../temporal.config.js';
import { run, spawned } from '../terminal.js';

/** Nothing listens there. */
const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };

const commands = [
  'worker',
  'intake',
  'setup',
  'orders list',
  'orders show',
  'orders depart',
  'orders reject',
  'attention list',
  'attention resolve',
  'orders adopt',
  'orders hold',
  'orders release',
  'orders pack',
  'orders relabel',
  'orders manifest',
  'orders floor-denial',
  'orders cancel',
  'documents get',
  'find',
  'doctor',
  'forecast',
];

describe('help', () => {
  it.each(commands)('of "%s" has examples, explains every option and names --json', async (command) => {
    const { exitCode, stdout, stderr } = await run([...command.split(' '), '--help']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Examples?:\n/);
    expect(stdout).toContain('--json');
    const options = stdout.split('\n').filter((line) => /^ {2}--/.test(line));
    for (const option of options) expect(option).toMatch(/^ {2}--\S+( <\S+>)? {2,}\S/);
  });

  it('of the program lists the commands and the exit codes', async () => {
    const { stdout } = await run(['--help']);
    for (const word of [
      'worker',
      'intake',
      'setup',
      'doctor',
      'orders',
      'attention',
      'documents',
      'find',
      'Exit codes',
    ])
      expect(stdout).toContain(word);
  });
});

describe('bad input', () => {
  it.each([
    // what is wrong, arguments, what the error names
    ['no command', [], 'name a command'],
    ['no command of a group', ['orders'], 'name a command'],
    ['an unknown command', ['order'], "unknown command 'order'"],
    ['an unknown option', ['orders', 'list', '--sate', 'X'], "unknown option '--sate'"],
    ['a missing argument', ['orders', 'show'], "missing required argument 'order'"],
    ['an argument too many', ['setup', 'now'], 'too many arguments'],
    ['a wrong state', ['orders', 'list', '--state', 'LOST'], '--state: "LOST" is not one of RECEIVED'],
    ['a wrong warehouse', ['orders', 'list', '--warehouse', "x' OR 1=1"], '--warehouse'],
    ['an unknown reason', ['attention', 'list', '--reason', 'Bad'], '--reason'],
    ['a missing code', ['orders', 'reject', 'PO1'], '--code: is missing'],
    ['the code that accepts', ['orders', 'reject', 'PO1', '--code', '00'], '--code: must not be 00'],
    [
      'one tracking number for two orders',
      ['orders', 'depart', 'PO1', 'PO2', '--tracking', '1Z'],
      '--tracking: belongs to one',
    ],
    ['data that is no JSON', ['attention', 'resolve', 'PO1', 'retry', '--data', '{'], '--data: is no valid JSON'],
    ['data that is no object', ['attention', 'resolve', 'PO1', 'retry', '--data', '[]'], '--data: must be an object'],
  ])('such as %s ends with exit code 2 before Temporal is asked', async (_what, args, named) => {
    const { exitCode, stdout, stderr } = await run(args, NOWHERE);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Nothing was done: a fault\.\n/);
    expect(stderr).toContain(named);
  });

  const wrong = ['orders', 'depart', 'PO-1', '--at', 'later', '--weight', '3', '--account', 'nobody', '--carrier', ''];

  it('is listed whole, configuration included', async () => {
    const { exitCode, stderr } = await run(wrong, { LABEL_MODE: 'none' });
    expect(exitCode).toBe(2);
    for (const name of ['LABEL_MODE', 'ORDER', '--at', '--weight', '--carrier'])
      expect(stderr).toContain(`- ${name}: `);
  });

  it('is one JSON document with --json, wherever that stands', async () => {
    for (const args of [
      [...wrong, '--json'],
      ['--json', ...wrong],
    ]) {
      const { exitCode, stdout, stderr } = await run(args);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(JSON.parse(stderr)).toMatchObject({
        error: {
          message: 'Nothing was done: 5 faults.',
          faults: [{ where: 'ORDER' }, { where: '--account' }, {}, {}, {}],
        },
      });
    }
  });

  it('of the configuration names every variable that the command needs', async () => {
    const worker = await run(['worker']);
    const intake = await run(['intake']);
    for (const name of ['SP_API_REGION', 'LWA_CLIENT_ID', 'LWA_CLIENT_SECRET', 'LWA_REFRESH_TOKEN', 'DOCUMENTS_KEY']) {
      expect(worker.stderr).toContain(name);
    }
    expect(intake.stderr).toContain('INTAKE_TOKEN');
    expect(intake.stderr).not.toContain('LWA_CLIENT_SECRET');
    expect([worker.exitCode, intake.exitCode]).toEqual([2, 2]);
  });
});

describe('the binary', () => {
  it.each<[string[], number]>([
    // arguments, exit code
    [['--version'], 0],
    [['--help'], 0],
    [['orders', 'list', '--limit', 'x'], 2],
    [['worker'], 2],
  ])(
    'with %j ends with exit code %d and no stack trace',
    async (args, exitCode) => {
      const ran = await spawned(args, NOWHERE);
      expect(ran.exitCode).toBe(exitCode);
      expect(ran.stdout + ran.stderr).not.toMatch(/^\s+at /m);
    },
    20_000,
  );

  it('prints its version', async () => {
    await expect(run(['--version'])).resolves.toMatchObject({ exitCode: 0, stdout: `${product.version}\n` });
  });

  it('names the address and the remedy when Temporal cannot be reached', async () => {
    const { exitCode, stdout, stderr } = await spawned(['orders', 'list', '--json'], NOWHERE);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(JSON.parse(stderr)).toEqual({
      error: { message: expect.stringMatching(/127\.0\.0\.1:1, namespace default,.*TEMPORAL_ADDRESS/), faults: [] },
    });
  }, 20_000);
});
