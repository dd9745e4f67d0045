import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { LocalAmazonEnvironment } from '../../../sandbox/amazon/local-amazon.js';
import { createTutorialActivities } from './activities.js';

/** The process of the tutorial design: one worker for workflows and activities, with the SDK's defaults. */
const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, ...environment } = process.env;
if (address === undefined || namespace === undefined)
  throw new Error('TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are needed');
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue: 'tutorial',
  workflowsPath: fileURLToPath(new URL('./workflow.js', import.meta.url)),
  activities: createTutorialActivities(environment as unknown as LocalAmazonEnvironment, Date.now),
});
const running = worker.run();
process.stdout.write('worker is running\n');
await running;
await connection.close();
