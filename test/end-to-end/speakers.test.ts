import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { viewSpeaker } from '../../clients/speakers.js';
import { speakerWorkflowId } from '../../workflows/speaker/messages.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';

const LIMIT_MS = 60_000;

describe('of several worker processes', () => {
  let floor: Floor;
  beforeEach(async () => {
    floor = await openFloor();
  }, LIMIT_MS);
  afterEach(async () => floor.close(), 30_000);

  /** What a process has said about its role, oldest first. */
  const said = ({ pid }: ChildProcess): { role: string; why?: string }[] =>
    floor
      .log()
      .split('\n')
      .filter((line) => line.includes(`"process":"${pid}@`))
      .map((line) => JSON.parse(line) as { msg: string; why?: string })
      .map(({ msg, why }) => ({
        role: msg.replace(' for account default', ''),
        ...(why === undefined ? {} : { why }),
      }));
  const speaks = (worker: ChildProcess): boolean => said(worker).at(-1)?.role === 'speaks';
  const untilSpeaks = (worker: ChildProcess): Promise<void> => eventually('it speaks', () => speaks(worker), LIMIT_MS);
  const lease = () => floor.client.workflow.getHandle(speakerWorkflowId(floor.account));
  const seen = () => viewSpeaker(floor.client, floor.account, Date.now);
  const attemptOfLease = async () => (await lease().describe()).raw.pendingActivities?.[0];

  async function two(): Promise<{ speaker: ChildProcess; other: ChildProcess }> {
    const speaker = await floor.startWorker();
    await untilSpeaks(speaker);
    return { speaker, other: await floor.startWorker() };
  }
  /** An order that is sent to Amazon as often as it should be, from begin to end. */
  async function shipOne(): Promise<void> {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
    const handle = await floor.start(purchaseOrderNumber);
    await floor.untilState(handle, 'READY_TO_SHIP');
    await floor.depart(handle);
    await expect(handle.result()).resolves.toMatchObject({ state: 'COMPLETED' });
  }
  function expectAllOnce(): void {
    expect(floor.amazon.violations()).toEqual([]);
    for (const { accepted } of floor.amazon.orders()) {
      expect(accepted).toMatchObject({ acknowledgements: 1, labelRequests: 1, confirmations: 1 });
    }
  }

  it(
    'one speaks and the other stands by, until the first is killed',
    async () => {
      const { speaker, other } = await two();
      await shipOne();
      expect(said(speaker)).toEqual([{ role: 'stands by' }, { role: 'speaks' }]);
      expect(said(other)).toEqual([{ role: 'stands by' }]);
      const identityOf = ({ pid }: ChildProcess): unknown => expect.stringMatching(new RegExp(`^${pid}@`));
      await expect(seen()).resolves.toMatchObject({
        process: identityOf(speaker),
        standsBy: [identityOf(other)],
        pausedActivity: null,
      });
      speaker.kill('SIGKILL');
      await untilSpeaks(other);
      await shipOne();
      expectAllOnce();
    },
    3 * LIMIT_MS,
  );

  it(
    'the one that stops drains its queue and hands over before it ends',
    async () => {
      const { speaker, other } = await two();
      // A write is under way when it is told to stop.
      const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
      floor.amazon.addFault({ operation: 'submitAcknowledgement', fault: { kind: 'slow', delayMs: 800 } });
      const handle = await floor.start(purchaseOrderNumber);
      await eventually(
        'Amazon is asked',
        () => floor.amazon.received({ operation: 'submitAcknowledgement' }).length > 0,
        LIMIT_MS,
      );
      speaker.kill('SIGTERM');
      const [code] = (await once(speaker, 'exit')) as [number | null];
      expect(code).toBe(0);
      // Given back, not timed out.
      const { lastFailure } = (await attemptOfLease()) ?? {};
      expect(lastFailure?.applicationFailureInfo?.type).toBe('HandedOver');
      await untilSpeaks(other);
      await floor.untilState(handle, 'READY_TO_SHIP');
      expect(floor.amazon.received({ operation: 'submitAcknowledgement' })).toHaveLength(1);
      await floor.depart(handle);
      await handle.result();
      expectAllOnce();
    },
    3 * LIMIT_MS,
  );

  it(
    'the one that was stopped for longer than its lease speaks no more when it goes on',
    async () => {
      const { speaker, other } = await two();
      const numbers = floor.amazon
        .addOrders(Array.from({ length: 6 }, () => ({ labelMode: 'amazon' as const })))
        .map(({ purchaseOrderNumber }) => purchaseOrderNumber);
      const handles = [];
      for (const number of numbers) handles.push(await floor.start(number));
      await eventually('Amazon is asked', () => floor.amazon.received().length > 3, LIMIT_MS);
      speaker.kill('SIGSTOP');
      await untilSpeaks(other);
      speaker.kill('SIGCONT');
      await eventually('it notices', () => !speaks(speaker), LIMIT_MS);
      expect(['expired', 'gone']).toContain(said(speaker).at(-1)?.why);
      expect(speaks(other)).toBe(true);
      for (const handle of handles) {
        await floor.untilState(handle, 'READY_TO_SHIP', LIMIT_MS);
        await floor.depart(handle);
      }
      await Promise.all(handles.map((handle) => handle.result()));
      expectAllOnce();
      expect(said(speaker).filter(({ role }) => role === 'speaks')).toHaveLength(1);
    },
    4 * LIMIT_MS,
  );

  it(
    'none speaks while an operator pauses the lease, and one does afterwards',
    async () => {
      const { speaker, other } = await two();
      const { workflowService, options } = floor.client;
      const of = {
        namespace: options.namespace,
        execution: { workflowId: lease().workflowId },
        type: 'speak',
        identity: 'test',
      };
      await workflowService.pauseActivity(of);
      await eventually('it hands over', () => said(speaker).at(-1)?.why === 'paused', LIMIT_MS);
      await eventually('nobody runs it', async () => (await attemptOfLease())?.lastFailure != null, LIMIT_MS);
      expect([speaks(speaker), speaks(other)]).toEqual([false, false]);
      await expect(seen()).resolves.toMatchObject({ process: null, since: null, pausedActivity: expect.any(String) });
      await workflowService.unpauseActivity(of);
      await eventually('one speaks', () => speaks(speaker) || speaks(other), LIMIT_MS);
      await shipOne();
      expectAllOnce();
    },
    3 * LIMIT_MS,
  );
});
