import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPublicKey } from 'node:crypto';
import { makeEnvironment, newSigningKey, quoted, writeShellFile } from '../../../sandbox/demo/environment.js';
import { shipperOf } from '../../../sandbox/demo/ndr/desk-file.js';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import { makePayMerchant } from '../../../sandbox/demo/pay-merchant.js';
import { amazonLatency, demoPolicy } from '../../../sandbox/demo/settings.js';
import { labelModeFor, loadConfig } from '../../../temporal.config.js';

const amazon = {
  environment: {
    SP_API_ENDPOINT: 'http://127.0.0.1:1',
    LWA_ENDPOINT: 'http://127.0.0.1:1/auth/o2/token',
    LWA_CLIENT_ID: 'made-up',
    LWA_CLIENT_SECRET: "made-up with a quote ' in it",
    LWA_REFRESH_TOKEN: 'made-up',
    VENDOR_CODE: 'MADEUP',
    SP_API_REGION: 'EU',
  },
};
const places = () => ({
  intakePort: 8080,
  receiverPort: 8090,
  addressHook: { url: 'http://127.0.0.1:1/address', key: newSigningKey() },
  amazonPay: makePayMerchant(directory, 'http://127.0.0.1:1').environment,
});
const server = { address: '127.0.0.1:7233', namespace: 'default', pid: 1 };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'demo-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the demo's environment", () => {
  it('is a whole configuration for every command', () => {
    const environment = makeEnvironment(directory, server, amazon, places());
    const config = loadConfig(environment, [
      ...(['amazon', 'amazonPay', 'documents', 'ledger', 'intake'] as const),
      ...(['ndrReceiver', 'addressHook'] as const),
    ]);

    const modes = demoOrders(25).map(({ request }) => [
      request.labelMode,
      labelModeFor(config, { account: 'demo', warehouse: request.warehouse ?? '', shipMethod: 'UPS_2ND' })?.mode,
    ]);
    expect(modes.filter(([wanted, found]) => wanted !== found)).toEqual([
      ['amazon', undefined],
      ['amazon', undefined],
    ]);
  });

  it('makes its account the shipper of the failed deliveries', () => {
    const environment = makeEnvironment(directory, server, amazon, places());
    const { ndr, accountNames } = loadConfig(environment);
    expect(ndr?.shippers).toEqual([shipperOf(accountNames[0]!)]);
  });

  it('sends notices to Amazon Pay with a key pair of its own, which only its user can read', () => {
    const { key, environment } = makePayMerchant(directory, 'http://127.0.0.1:1');
    const { amazonPay } = loadConfig({ ...environment }, ['amazonPay']);
    expect(amazonPay.merchant).toMatchObject({ publicKeyId: key.publicKeyId, environment: 'sandbox', region: 'eu' });
    const { privateKey = '' } = amazonPay.merchant ?? {};
    expect(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })).toBe(key.publicKey);
    expect(statSync(environment['AMAZON_PAY_PRIVATE_KEY_FILE']!).mode & 0o777).toBe(0o600);
  });

  it('names an account of its own on a server that may know an earlier demo', () => {
    const { address, namespace } = server;
    const accounts = [1, 2].map(
      () => makeEnvironment(directory, { address, namespace }, amazon, places())['SP_API_ACCOUNT'],
    );
    expect(new Set(accounts).size).toBe(2);
  });

  it('reaches another terminal through a file that only its user can read', () => {
    const environment = makeEnvironment(directory, server, amazon, places());
    const file = writeShellFile(directory, environment, 'main.js');

    expect(statSync(file).mode & 0o777).toBe(0o600);
    const printed = execFileSync('sh', ['-c', `. ${quoted(file)}; printenv LWA_CLIENT_SECRET; command -v fulfillment`]);
    expect(printed.toString()).toBe(`${amazon.environment.LWA_CLIENT_SECRET}\nfulfillment\n`);
  });

  it('waits longer for the effect of a write than its Amazon can take', () => {
    const latest = demoOrders(25)
      .flatMap(({ faults }) => faults.map(({ fault }) => (fault.kind === 'label-late' ? fault.delayMs : 0)))
      .reduce((longest, delayMs) => Math.max(longest, delayMs), 0);
    expect(demoPolicy.proof.windowMs).toBeGreaterThan(amazonLatency.maxMs + latest);
  });
});
