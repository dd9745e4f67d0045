import { startLocalAmazon } from '../amazon/local-amazon.js';
import type { LocalAmazon } from '../amazon/local-amazon.js';
import { startDevServer } from '../temporal/dev-server.js';
import type { DevServer } from '../temporal/dev-server.js';
import { freePorts, isFree } from '../temporal/ports.js';
import type { Report } from '../temporal/provision.js';
import { makeEnvironment, newSigningKey, writeShellFile } from './environment.js';
import type { DemoEnvironment } from './environment.js';
import { startIntake } from './intake.js';
import type { DemoIntake } from './intake.js';
import { startAddressHook } from './ndr/address-hook.js';
import type { DemoAddressHook } from './ndr/address-hook.js';
import { startReceiver } from './ndr/receiver.js';
import type { DemoReceiver } from './ndr/receiver.js';
import { makePayMerchant } from './pay-merchant.js';
import { COMMAND, startProduct } from './product-process.js';
import { amazonLatency } from './settings.js';
import { startWorker } from './worker.js';
import type { DemoWorker } from './worker.js';

/** Everything that runs in a demo: servers, the product's processes, and a directory for what they write. */
export interface Stage {
  server: DevServer;
  amazon: LocalAmazon;
  worker: DemoWorker;
  intake: DemoIntake;
  /** Takes Amazon's pushes in. */
  receiver: DemoReceiver;
  /** The shipper's own system that knows addresses. */
  addressHook: DemoAddressHook;
  environment: DemoEnvironment;
  /** Where everything is written. */
  directory: string;
  /** `. FILE` makes another terminal part of the demo. */
  shellFile: string;
}

export interface StageOptions {
  /** Where everything is written. */
  directory: string;
  seed: number;
  /** Port of Temporal's gRPC interface; a free one by default. */
  port?: number;
  /** Port of the Temporal UI; by default the usual one, or a free one when that is taken. */
  uiPort?: number;
  report: Report;
}

const USUAL_UI_PORT = 8233;

/**
 * Starts everything, servers first.
 *
 * @param onExit is given, for each thing as soon as it runs, what ends it; to be called in the reverse order.
 */
export async function setUpStage(options: StageOptions, onExit: (end: () => Promise<void>) => void): Promise<Stage> {
  const { directory, seed, report } = options;
  report('Starting Temporal, a local Amazon, and the product: setup, worker, intake, NDR receiver …');
  const server = await startDevServer({
    uiPort: await uiPortFor(options.uiPort),
    ...(options.port === undefined ? {} : { port: options.port }),
    report,
  });
  onExit(() => server.stop());
  if (server.pid === undefined) {
    report(`TEMPORAL_ADDRESS is set: it runs on ${server.address}, where no other worker may run meanwhile.`);
  }
  const amazon = await startLocalAmazon({ seed, region: 'EU', latency: { default: amazonLatency } });
  onExit(() => amazon.stop());
  const hookKey = newSigningKey();
  const addressHook = await startAddressHook(hookKey, Date.now);
  onExit(() => addressHook.stop());
  const merchant = makePayMerchant(directory, amazon.url);
  amazon.registerPayKey(merchant.key);
  const [intakePort = 0, receiverPort = 0] = await freePorts(2);
  const environment = makeEnvironment(directory, server, amazon, {
    intakePort,
    receiverPort,
    addressHook: { url: addressHook.url, key: hookKey },
    amazonPay: merchant.environment,
  });
  const shellFile = writeShellFile(directory, environment, COMMAND);

  await setUp(environment, directory);
  // Side by side: most of the time of each is loading code.
  const [worker, intake, receiver] = await Promise.all([
    startWorker(environment, directory),
    startIntake(environment, directory),
    startReceiver(environment, directory, receiverPort),
  ]);
  onExit(async () => {
    await Promise.all([worker.stop(), intake.stop(), receiver.stop()]);
  });
  return { server, amazon, worker, intake, receiver, addressHook, environment, directory, shellFile };
}

async function setUp(environment: DemoEnvironment, directory: string): Promise<void> {
  const setup = await startProduct(['setup'], environment, directory);
  const { code } = await setup.exited;
  if (code !== 0) throw new Error(`fulfillment setup has failed:\n${setup.lastLines()}`);
}

async function uiPortFor(wish: number | undefined): Promise<number> {
  if (wish !== undefined) return wish;
  if (await isFree(USUAL_UI_PORT)) return USUAL_UI_PORT;
  const [free = 0] = await freePorts(1);
  return free;
}
