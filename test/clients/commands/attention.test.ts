import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from 'commander';
import { listAttention } from '../../../clients/attention.js';
import { attentionResolveCommand } from '../../../clients/commands/attention-resolve.js';
import { createSession } from '../../../clients/commands/session.js';
import type { Terminal } from '../../../clients/commands/terminal.js';
import { concurrently } from '../../../clients/concurrently.js';
import { startPurchaseOrder } from '../../../clients/purchase-orders.js';
import { eventually } from '../../support/eventually.js';
import { openOrderDesk, policy } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { run } from '../terminal.js';

/** Some of them go to a command that is interrupted; the last one still has hundreds. */
const MANY = 180;

const many = Array.from({ length: MANY }, (_, index) => `NOMODE${index}`);
const few = ['REFUSED1', 'REFUSED2W2', 'REFUSED3W2'];

describe('commands about what waits for a person', () => {
  let desk: OrderDesk;
  beforeAll(async () => {
    desk = await openOrderDesk();
    await desk.startWorker();
    await concurrently([...few, ...many], 30, (purchaseOrderNumber) =>
      startPurchaseOrder(desk.client, { account: 'default', purchaseOrderNumber, policy }),
    );
    await untilWaiting('all', MANY + few.length);
  }, 120_000);
  afterAll(() => desk.close(), 60_000);

  const untilWaiting = (what: string, count: number, reason?: string) =>
    eventually(
      `${what}: ${count} wait`,
      async () => (await listAttention(desk.client, reason === undefined ? {} : { reason })).length === count,
      90_000,
    );
  const attention = (...args: string[]) => run(['attention', ...args], desk.environment);
  const json = async (...args: string[]): Promise<unknown> => JSON.parse((await attention(...args, '--json')).stdout);

  it('attention alone lists every item with what to type, and the same with --json', async () => {
    const { exitCode, stdout } = await attention('--reason', 'Rejected');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^REFUSED1 {2}Rejected {2}WH01 {2}due in 22 h 5\d min \(\w{3} \d\d:\d\d UTC\)\n {2}Amazon refused what was sent, or would refuse it\. Code 40 from Amazon\.\n/m,
    );
    expect(stdout).toContain(
      '  Answers: retry, done-elsewhere, abort\n  fulfillment attention resolve REFUSED1 ANSWER\n',
    );
    expect(stdout).toMatch(/\n3 items waiting\.\n$/);
    await expect(json('list', '--reason', 'Rejected', '--warehouse', 'WH01')).resolves.toEqual({
      total: 1,
      heldUp: [],
      items: [
        {
          process: 'purchase-order',
          account: 'default',
          businessId: 'REFUSED1',
          purchaseOrderNumber: 'REFUSED1',
          warehouse: 'WH01',
          attentionId: 'acknowledge-1',
          step: 'acknowledge',
          reason: 'Rejected',
          happened: 'Amazon refused what was sent, or would refuse it. Code 40 from Amazon.',
          nextStep: expect.any(String),
          answers: ['retry', 'done-elsewhere', 'abort'],
          raisedAt: expect.stringMatching(/Z$/),
          dueAt: expect.stringMatching(/Z$/),
        },
      ],
    });
  });

  it('no line is wider than a terminal of 80 columns', async () => {
    for (const args of [[], ['--group', 'reason'], ['--group', 'warehouse'], ['resolve', '--help']]) {
      const { stdout } = await attention(...args);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('groups have the command that answers all of them', async () => {
    const { stdout } = await attention('--group', 'reason');
    expect(stdout).toMatch(/^LabelModeMissing {2}180 items\n {2}Oldest .* ago, earliest deadline in 22 h /m);
    expect(stdout).toContain('  fulfillment attention resolve --all-of LabelModeMissing ANSWER\n');
    await expect(json('--group', 'warehouse', '--reason', 'Rejected')).resolves.toMatchObject({
      total: 3,
      groups: expect.arrayContaining([
        expect.objectContaining({ reason: 'Rejected', warehouse: 'WH02', count: 2 }),
        expect.objectContaining({ reason: 'Rejected', warehouse: 'WH01', count: 1 }),
      ]),
    });
  });

  it('lists need no worker', async () => {
    await desk.stopWorker();
    const listed = await attention('--reason', 'Rejected', '--json');
    await desk.startWorker();
    expect(listed.exitCode).toBe(0);
    expect(JSON.parse(listed.stdout)).toMatchObject({ total: 3, items: [{ attentionId: 'acknowledge-1' }, {}, {}] });
  }, 60_000);

  it('a dry run counts and sends nothing', async () => {
    const { exitCode, stdout } = await attention('resolve', '--all-of', 'LabelModeMissing', 'retry', '--dry-run');
    expect([exitCode, stdout]).toEqual([0, '180 items match; about 18 s at 10 per second. Nothing was sent.\n']);
    await untilWaiting('still', MANY, 'LabelModeMissing');
  });

  it.each([
    // rule, arguments, fault
    ['more than 100 items without --yes', ['--all-of', 'LabelModeMissing', 'abort'], /--yes: 180 items match/],
    [
      'an answer that no item takes',
      ['--all-of', 'LabelModeMissing', 'skip'],
      /ANSWER: LabelModeMissing takes retry, abort/,
    ],
    ['a reason that does not exist', ['--all-of', 'Nothing', 'retry'], /--all-of: "Nothing" is not one of/],
    ['done-elsewhere without a reference', ['--all-of', 'Rejected', 'done-elsewhere'], /--reference: is needed/],
    ['reject without a code', ['--all-of', 'DecisionNeeded', 'reject'], /--data: is needed/],
    ['a time to come', ['--all-of', 'Rejected', 'retry', '--raised-before', '2999-01-01T00:00:00Z'], /no past instant/],
    ['an order beside --all-of', ['--all-of', 'Rejected', 'PO1', 'retry'], /arguments: give ORDER and ANSWER, or/],
    ['an item beside --all-of', ['--all-of', 'Rejected', 'retry', '--item', 'a-1'], /--item: goes with one item/],
    ['neither an order nor --all-of', ['retry'], /arguments: give ORDER and ANSWER, or/],
    ['--dry-run for one order', ['PO1', 'retry', '--dry-run'], /--dry-run: goes with --all-of only/],
  ])('%s is refused before anything is sent', async (_rule, args, fault) => {
    const { exitCode, stdout, stderr } = await attention('resolve', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(fault);
  });

  it('what was raised later is not meant', async () => {
    const ran = await attention(
      ...['resolve', '--all-of', 'LabelModeMissing', 'abort', '--raised-before', '2020-01-01T00:00:00Z'],
    );
    expect([ran.exitCode, ran.stdout]).toEqual([0, 'No item matches.\n']);
  });

  it('only the step, the warehouse and the number that were asked for are answered', async () => {
    const allOf = ['resolve', '--all-of', 'Rejected', 'abort'];
    await expect(json(...allOf, '--step', 'confirmShipment')).resolves.toMatchObject({ matched: 0 });
    await expect(json(...allOf, '--step', 'acknowledge', '--warehouse', 'WH02', '--limit', '1')).resolves.toMatchObject(
      {
        matched: 2,
        outcomes: { answered: 1, refused: 0 },
        items: [{ attentionId: 'acknowledge-1', outcome: 'answered' }],
      },
    );
    await untilWaiting('two are left', 2, 'Rejected');
  });

  it('a retry that fails again is a new item, which the same instant leaves out', async () => {
    const raisedBefore = new Date().toISOString();
    const again = ['resolve', '--all-of', 'Rejected', 'retry', '--raised-before', raisedBefore];
    await expect(json(...again)).resolves.toMatchObject({ matched: 2, outcomes: { answered: 2 } });
    await eventually('both came back', async () => {
      const items = await listAttention(desk.client, { reason: 'Rejected' });
      return items.length === 2 && items.every(({ attentionId }) => attentionId === 'acknowledge-2');
    });
    await expect(json(...again)).resolves.toMatchObject({ matched: 0 });
  });

  it('matches items that are not the most urgent of their order, each for itself', async () => {
    await desk.client.workflow.getHandle('po/default/REFUSED1').cancel();
    await untilWaiting('the request to cancel', 1, 'CancelRequested');
    await expect(json('resolve', '--all-of', 'CancelRequested', 'resume')).resolves.toMatchObject({
      matched: 1,
      outcomes: { answered: 1 },
    });
    await untilWaiting('no request', 0, 'CancelRequested');
    await untilWaiting('the others', 2, 'Rejected');
  });

  it('refusals are grouped in the words of the workflow, and the exit code is 1', async () => {
    const wrong = [
      'resolve',
      '--all-of',
      'LabelModeMissing',
      'retry',
      '--data',
      '{"labelMode":"none"}',
      '--limit',
      '3',
    ];
    const { exitCode, stdout } = await attention(...wrong);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^LabelModeMissing, 3 of 180 items: 0 answered, 3 refused\.\n/);
    expect(stdout).toMatch(/^ {2}3 × data takes \{ "labelMode"/m);
    expect(stdout.replaceAll(/ \\\n +|\n +/g, ' ')).toMatch(/For example NOMODE\d+, NOMODE\d+, NOMODE\d+\./);
  });

  it('an interrupt ends it after the updates under way, and the summary says what was done', async () => {
    const printed: string[] = [];
    const shown: string[] = [];
    let interrupt: () => void = () => undefined;
    const terminal: Terminal = {
      width: () => 200,
      showsProgress: () => true,
      canAsk: () => true,
      ask: async (question) => {
        shown.push(question);
        return 'yes';
      },
      progress: (line) => {
        if (line === '') return;
        shown.push(line);
        interrupt();
      },
      onInterrupt: (stop) => {
        interrupt = stop;
        return () => undefined;
      },
    };
    const session = createSession({
      environment: desk.environment,
      stdout: { write: (text) => printed.push(text) },
      stderr: { write: () => undefined },
      now: Date.now,
    });
    const program = new Command().exitOverride();
    attentionResolveCommand(program, session, terminal);
    await program.parseAsync(['resolve', '--all-of', 'LabelModeMissing', 'abort', '--rate', '20'], { from: 'user' });
    expect(session.exitCode).toBe(1);
    expect(shown[0]).toMatch(/^Answer abort to 180 items of LabelModeMissing \(about 9 s at 20 per second\)\?\n/);
    expect(shown[1]).toMatch(/^\d+ answered, 0 not, \d+ left(, about \d+ s to go)?; Ctrl-C stops$/);
    const [, answered, left] =
      /^LabelModeMissing, 180 items: (\d+) answered, (\d+) not sent\./.exec(printed.join('')) ?? [];
    expect(Number(answered) + Number(left)).toBe(MANY);
    expect(Number(answered)).toBeGreaterThan(0);
    await untilWaiting('the rest', Number(left), 'LabelModeMissing');
  });

  it('one command answers all of them, and a second one finds nothing', async () => {
    const rest = (await listAttention(desk.client, { reason: 'LabelModeMissing' })).length;
    expect(rest).toBeGreaterThan(100);
    const { exitCode, stdout } = await attention('resolve', '--all-of', 'LabelModeMissing', 'abort', '--yes');
    expect([exitCode, stdout]).toEqual([0, `LabelModeMissing, ${rest} items: ${rest} answered.\n`]);
    await untilWaiting('none', 0, 'LabelModeMissing');
    const second = await attention('resolve', '--all-of', 'LabelModeMissing', 'abort', '--yes');
    expect([second.exitCode, second.stdout]).toEqual([0, 'No item matches.\n']);
  }, 60_000);
});
