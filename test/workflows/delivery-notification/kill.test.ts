import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNotice } from '../../../clients/delivery-notices.js';
import { deliveryNotificationWorkflowId } from '../../../workflows/delivery-notification/messages.js';
import { eventually } from '../../support/eventually.js';
import { openFloor } from '../../support/floor.js';
import type { Floor } from '../../support/floor.js';
import { policy } from './notice-desk.js';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const publicKeyId = 'SANDBOX-A1';
const environment = 'sandbox';

describe('delivery notices of a worker that is killed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pay-key-'));
  const keyFile = join(directory, 'key.pem');
  writeFileSync(keyFile, keys.privateKey);
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor({
      environment: {
        AMAZON_PAY_REGION: 'NA',
        AMAZON_PAY_ENVIRONMENT: environment,
        AMAZON_PAY_PUBLIC_KEY_ID: publicKeyId,
        AMAZON_PAY_PRIVATE_KEY_FILE: keyFile,
      },
    });
    floor.environment['AMAZON_PAY_ENDPOINT'] = floor.amazon.url;
    floor.amazon.registerPayKey({ publicKeyId, publicKey: keys.publicKey });
  }, 60_000);
  afterAll(async () => {
    await floor.close();
    rmSync(directory, { recursive: true });
  }, 30_000);

  it('are accepted once each, at one call a second, with lost replies and two workers', async () => {
    const numbers = Array.from({ length: 6 }, (_, index) => `KILLED${index}`);
    floor.amazon.addFault({ operation: 'deliveryTrackers', fault: { kind: 'reply-lost' }, times: 2 });
    const [first, second] = await Promise.all([floor.startWorker(), floor.startWorker()]);
    const notice = { carrierId: 'UPS', chargePermissionId: 'S01-1234567-1234567' };
    await Promise.all(
      [...numbers, ...numbers].map((trackingNumber) =>
        startNotice(floor.client, {
          account: floor.account,
          environment,
          notice: { trackingNumber, ...notice },
          actor: 'a test',
          policy: { ...policy, startToCloseMs: 5_000 },
        }),
      ),
    );
    const posts = () => floor.amazon.received({ operation: 'deliveryTrackers' });
    await eventually('some are sent', () => posts().length >= 2, 30_000);
    first.kill('SIGKILL');
    await eventually('more are sent', () => posts().length >= 4, 30_000);
    second.kill('SIGKILL');
    await floor.startWorker();
    const results = await Promise.all(
      numbers.map((trackingNumber) =>
        floor.client.workflow.getHandle(deliveryNotificationWorkflowId(environment, trackingNumber)).result(),
      ),
    );
    expect(results).toEqual(numbers.map(() => ({ state: 'ACCEPTED' })));
    const accepted = floor.amazon.book().notices.map(({ trackingNumber }) => trackingNumber);
    expect(accepted.toSorted()).toEqual(numbers);
    // Two workers keep one pace together; at their start each may send one at once.
    const times = posts().map(({ at }) => at);
    const within3s = times.map((from) => times.filter((at) => at >= from && at < from + 3_000).length);
    expect(Math.max(...within3s)).toBeLessThanOrEqual(5);
    expect(floor.log()).not.toMatch(/S01-1234567|BEGIN PRIVATE KEY|Signature=/);
  }, 120_000);
});
