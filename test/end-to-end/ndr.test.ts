import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PushTarget } from '../../sandbox/amazon/ndr/push.js';
import { push } from '../../sandbox/amazon/ndr/push.js';
import { ndrCaseWorkflowId, viewQuery } from '../../workflows/ndr-case/messages.js';
import type { NdrCaseState } from '../../workflows/ndr-case/state.js';
import { COMMAND, run } from '../clients/terminal.js';
import { SAMPLE } from '../clients/ndr/sample.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import { seededDice } from '../support/random-json.js';

const PARTY = 'A109W4MEBU BWQI';
const key = 'made-up-api-key-0001';

/** The desk as it is installed: worker, receiver and command line, each a process of its own. */
describe('the desk for non-delivery reports', () => {
  let floor: Floor;
  let directory: string;
  let environment: Record<string, string>;
  const receivers: ChildProcess[] = [];
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ndr-'));
    const ndrFile = join(directory, 'ndr.json');
    writeFileSync(
      ndrFile,
      JSON.stringify({
        shippers: [
          {
            account: 'default',
            shippingPartyAccountId: PARTY,
            appIds: ['amzn1.sp.solution.4622520d-ef11-4366-aa17-5ff8bb0b1010'],
          },
        ],
        receiver: { port: 0, rate: { burst: 10_000 }, authentication: { apiKey: { keys: ['env:NDR_API_KEY'] } } },
        rules: [
          {
            reasonCode: 'Customer unavailable',
            decide: 'reschedule',
            afterDays: 1,
            workingDays: [1, 2, 3, 4, 5, 6, 7],
          },
        ],
        onboarding: { webhookUrl: 'https://ndr.example.com/ndr', technicalContact: 'it@example.com' },
      }),
    );
    floor = await openFloor({
      amazon: { region: 'EU' },
      environment: { NDR_FILE: ndrFile, NDR_API_KEY: key, LOG_LEVEL: 'warn' },
      policy: { quotas: { submitNdrFeedback: { ratePerSecond: 100, burst: 100 } } },
    });
    environment = { ...floor.environment, LOG_LEVEL: 'info' };
    floor.environment['LOG_LEVEL'] = 'info';
  }, 60_000);
  afterAll(async () => {
    for (const receiver of receivers) receiver.kill('SIGKILL');
    await floor.close();
    rmSync(directory, { recursive: true });
  }, 60_000);

  async function startReceiver(port = 0): Promise<{ child: ChildProcess; target: PushTarget; log: () => string }> {
    const file = join(directory, 'ndr.json');
    const desk = JSON.parse(readFileSync(file, 'utf8')) as { receiver: { port: number } };
    desk.receiver.port = port;
    writeFileSync(file, JSON.stringify(desk));
    const child = spawn(process.execPath, [COMMAND, 'ndr', 'receiver', '--json'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    receivers.push(child);
    let [stdout, log] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await eventually(`it listens: ${log}`, () => stdout.includes('\n'), 20_000);
    const { listening } = JSON.parse(stdout) as { listening: { url: string } };
    const authentication = { kind: 'api-key', header: 'X-API-KEY', key } as const;
    return { child, target: { url: listening.url, authentication }, log: () => log };
  }

  const view = (trackingId: string): Promise<NdrCaseState> =>
    floor.client.workflow.getHandle(ndrCaseWorkflowId({ shippingPartyAccountId: PARTY, trackingId })).query(viewQuery);
  /** Repeats as a sender does that gets no 2xx. */
  const untilTaken = async (send: () => Promise<number>): Promise<void> => {
    await eventually('the push is taken in', async () => (await send()) === 200, 60_000);
  };
  const command = async (...args: string[]) => {
    const ran = await run([...args, '--json'], environment);
    return { ...ran, json: (ran.stdout === '' ? undefined : JSON.parse(ran.stdout)) as never };
  };

  it('takes the guide\u2019s own push in, lists and shows it past due, and a person decides', async () => {
    const { child, target, log } = await startReceiver();
    const worker = await floor.startWorker();
    expect(await push(SAMPLE, target)).toBe(200);
    expect(await push(SAMPLE, target)).toBe(200);
    await eventually('it waits', async () => (await view('1809561149386')).attention.items.length === 1, 20_000);
    await eventually('it is listed', async () => {
      const { json } = await command('ndr', 'list', '--attention');
      return (json as { total: number }).total === 1;
    });
    const shown = await run(['ndr', 'show', '1809561149386'], environment);
    expect(shown.stdout).toMatch(/Customer rejected \(Undeliverable\), attempt 4/);
    expect(shown.stdout).toContain('NdrPastDue');
    const refused = await command('ndr', 'decide', '1809561149386', 'reattempt', '--notes', 'call 98765 43210');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('telephone number');
    expect(refused.stderr).not.toContain('98765');
    const decided = await command('ndr', 'decide', '1809561149386', 'no-answer', '--actor', 'asha');
    expect(decided.json).toMatchObject({ state: 'NOT_ANSWERED' });
    expect((await view('1809561149386')).audit).toMatchObject([
      { actor: 'asha', said: expect.stringContaining('no-answer') },
    ]);
    child.kill('SIGTERM');
    await eventually('the receiver ends', () => child.exitCode === 0);
    expect(log()).not.toMatch(new RegExp(key));
    worker.kill('SIGKILL');
  }, 90_000);

  it('keeps what it cannot read in quarantine, with one item, and takes it in once it can', async () => {
    const { child, target } = await startReceiver();
    const worker = await floor.startWorker();
    const stranger = SAMPLE.replace('A109W4MEBU BWQI', 'SOMEBODY').replace('1809561149386', 'Q1');
    for (const body of [stranger, stranger, '{"detail":']) expect(await push(body, target)).toBe(200);
    const pushes = async () =>
      ((await command('ndr', 'quarantine', 'list')).json as { pushes: { id: string }[] }).pushes.map(({ id }) => id);
    await eventually('two are listed', async () => (await pushes()).length === 2);
    const faults: Record<string, string> = {};
    for (const id of await pushes()) {
      const { json } = await command('ndr', 'quarantine', 'show', id);
      faults[(json as { fault: string }).fault] = id;
    }
    const [unknown, broken] = [
      faults['detail.shippingPartyAccountId is not configured'],
      faults['The body is no JSON object'],
    ];
    const kept = join(directory, 'push.json');
    await command('ndr', 'quarantine', 'show', unknown!, '--out', kept);
    expect(readFileSync(kept, 'utf8')).toBe(stranger);
    expect((await command('ndr', 'quarantine', 'retry', unknown!)).stderr).toContain('It stays in quarantine');
    expect((await command('ndr', 'quarantine', 'note', broken!)).json).toMatchObject({ state: 'NOTED' });
    const file = join(directory, 'ndr.json');
    const desk = JSON.parse(readFileSync(file, 'utf8')) as { shippers: object[] };
    writeFileSync(
      file,
      JSON.stringify({
        ...desk,
        shippers: [...desk.shippers, { account: 'default', shippingPartyAccountId: 'SOMEBODY' }],
      }),
    );
    const retried = await command('ndr', 'quarantine', 'retry', unknown!, '--actor', 'asha');
    expect(retried.json).toMatchObject({ workflowId: 'ndr/SOMEBODY/Q1' });
    await eventually('none is left', async () => (await pushes()).length === 0);
    writeFileSync(file, JSON.stringify(desk));
    child.kill('SIGKILL');
    worker.kill('SIGKILL');
  }, 90_000);

  it('writes a list, takes decisions and new parcels from it, and does nothing of a list with a fault', async () => {
    const worker = await floor.startWorker();
    const due = new Date(Date.now() + 48 * 3_600_000).toISOString();
    for (const trackingId of ['L1', 'L2']) floor.amazon.failDelivery({ trackingId, reasonCode: 'Address not found' });
    const header = 'trackingId,attempt,shipmentStatus,reasonCode,dueAt,answer,addressNotes,rescheduleDate';
    const list = join(directory, 'list.csv');
    const faulty = [
      header,
      `L1,1,Attempted,Address not found,${due},reattempt,ring 9876543210,`,
      'L2,,,,,,Gate 2,',
    ].join('\n');
    writeFileSync(list, faulty);
    const refused = await command('ndr', 'import', list);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/line 2, addressNotes[\s\S]*line 3, addressNotes/);
    expect(refused.stderr).not.toContain('9876543210');
    await expect(view('L1')).rejects.toThrow();
    writeFileSync(
      list,
      [
        header,
        `L1,1,Attempted,Address not found,${due},reattempt,"Blue gate, 560001",`,
        `L2,1,Attempted,Address not found,${due},,,`,
        'L3,,,,,rto,,',
      ].join('\n'),
    );
    const done = await command('ndr', 'import', list, '--actor', 'asha');
    expect(done.exitCode).toBe(1);
    expect(done.json).toMatchObject({
      rows: [
        { trackingId: 'L1', outcome: 'opened and decided' },
        { trackingId: 'L2', outcome: 'opened' },
        { trackingId: 'L3', problem: expect.stringContaining('needed to open one') },
      ],
    });
    await eventually('L1 is answered', async () => (await view('L1')).state === 'ANSWERED', 20_000);
    expect(floor.amazon.ndrParcel('L1')?.answers).toMatchObject([{ additionalAddressNotes: 'Blue gate, 560001' }]);
    await eventually('L2 waits', async () => (await view('L2')).attention.items.length === 1, 20_000);
    const out = join(directory, 'today.csv');
    await eventually('it is listed', async () => {
      rmSync(out, { force: true });
      const { json } = await command('ndr', 'export', '--out', out);
      return (json as { cases: number }).cases === 1;
    });
    const [columns = '', row = ''] = readFileSync(out, 'utf8').split('\r\n');
    expect(row).toContain('L2');
    const cells = row.split(',');
    cells[columns.split(',').indexOf('answer')] = 'reattempt';
    cells[columns.split(',').indexOf('addressNotes')] = 'Second floor';
    writeFileSync(out, [columns, cells.join(',')].join('\r\n'));
    expect((await command('ndr', 'import', out)).json).toMatchObject({ rows: [{ outcome: 'decided' }] });
    await eventually('L2 is answered', async () => (await view('L2')).state === 'ANSWERED', 20_000);
    expect((await command('ndr', 'import', out)).json).toMatchObject({ rows: [{ outcome: 'already' }] });
    expect(floor.amazon.ndrParcel('L2')?.answers).toHaveLength(1);
    expect((await command('ndr', 'onboarding')).json).toEqual({
      webhookUrl: 'https://ndr.example.com/ndr',
      applicationIds: ['amzn1.sp.solution.4622520d-ef11-4366-aa17-5ff8bb0b1010'],
      shippingPartyAccountIds: [PARTY],
      technicalContact: 'it@example.com',
    });
    worker.kill('SIGKILL');
  }, 120_000);

  it('brings every case to its final version and answers once, through bursts, kills, repetitions and any order', async () => {
    const PARCELS = 40;
    const dice = seededDice(5);
    let receiver = await startReceiver();
    const port = Number(new URL(receiver.target.url).port);
    let worker = await floor.startWorker();
    const parcels = Array.from({ length: PARCELS }, (_, index) => `B${index}`);
    const pushes: { trackingId: string; body: string }[] = [];
    for (const trackingId of parcels) {
      floor.amazon.failDelivery({ trackingId, reasonCode: 'Wrong address' });
      for (let more = dice.below(3); more > 0; more -= 1)
        floor.amazon.failDelivery({ trackingId, isSameAttempt: true });
      const last = floor.amazon.failDelivery({ trackingId, reasonCode: 'Customer unavailable', isSameAttempt: true });
      pushes.push({ trackingId, body: JSON.stringify(last) });
      for (const { version } of floor.amazon.ndrParcel(trackingId)!.reports) {
        // Every report several times, in any order.
        for (let times = 1 + dice.below(3); times > 0; times -= 1)
          pushes.push({ trackingId, body: envelope(trackingId, version) });
      }
    }
    for (let at = pushes.length - 1; at > 0; at -= 1) {
      const other = dice.below(at + 1);
      [pushes[at], pushes[other]] = [pushes[other]!, pushes[at]!];
    }
    const bursts = Array.from({ length: Math.ceil(pushes.length / 50) }, (_, index) =>
      pushes.slice(index * 50, index * 50 + 50),
    );
    for (const [index, burst] of bursts.entries()) {
      const sending = Promise.all(burst.map(({ body }) => untilTaken(() => push(body, receiver.target))));
      if (index === 1) worker.kill('SIGKILL');
      if (index < 3) {
        receiver.child.kill('SIGKILL');
        receiver = await startReceiver(port);
      }
      if (index === 1) worker = await floor.startWorker();
      await sending;
    }
    for (const trackingId of parcels) {
      const { reports } = floor.amazon.ndrParcel(trackingId)!;
      await eventually(
        `${trackingId} is at its last version`,
        async () => (await view(trackingId)).report?.version === reports.at(-1)!.version,
        60_000,
      );
    }
    // Some were asked about an earlier version's reason first: those wait for a person, the others follow the rule.
    await eventually(
      'all are asked or answered',
      async () =>
        (await Promise.all(parcels.map(view))).every(
          ({ state, attention }) => state === 'ANSWERED' || attention.items.length > 0,
        ),
      60_000,
    );
    for (const trackingId of parcels) {
      const { state } = await view(trackingId);
      if (state !== 'ANSWERED') {
        const date = new Date(Date.now() + 86_400_000).toISOString();
        expect((await command('ndr', 'decide', trackingId, 'reschedule', '--date', date)).exitCode).toBe(0);
      }
    }
    await eventually(
      'all are answered',
      async () => (await Promise.all(parcels.map(view))).every(({ state }) => state === 'ANSWERED'),
      60_000,
    );
    for (const trackingId of parcels) {
      expect([trackingId, floor.amazon.ndrParcel(trackingId)?.answers.length]).toEqual([trackingId, 1]);
    }
    const taken = floor.amazon.received({ operation: 'submitNdrFeedback' }).filter(({ status }) => status === 204);
    expect(taken.filter(({ parcels: [of = ''] = [] }) => of.startsWith('B'))).toHaveLength(PARCELS);
    receiver.child.kill('SIGKILL');
    worker.kill('SIGKILL');
  }, 240_000);

  /** As it was pushed, or would have been. */
  function envelope(trackingId: string, version: number): string {
    const parcel = floor.amazon.ndrParcel(trackingId)!;
    const report = parcel.reports.find((each) => each.version === version)!;
    const sample = JSON.parse(SAMPLE) as { detail: object };
    const instant = (at: number): string => new Date(at).toISOString();
    return JSON.stringify({
      ...sample,
      id: report.id,
      time: instant(report.time),
      detail: {
        ...sample.detail,
        trackingId,
        version,
        deliveryAttemptCount: String(report.attempt),
        reasonCode: report.reasonCode,
        shipmentStatus: report.shipmentStatus,
        ndrDueDate: instant(report.dueAt),
      },
    });
  }
});
