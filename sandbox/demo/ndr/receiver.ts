import type { PushTarget } from '../../amazon/ndr/push.js';
import type { DemoEnvironment } from '../environment.js';
import { startProduct } from '../product-process.js';
import { API_KEY_HEADER, secretNames } from './desk-file.js';

/** The running receiver of Amazon's pushes. */
export interface DemoReceiver {
  /** Where pushes go, and how they prove where they are from. */
  readonly target: PushTarget;
  stop(): Promise<void>;
}

/** Starts the receiver and resolves when it takes pushes in. */
export async function startReceiver(
  environment: DemoEnvironment,
  directory: string,
  port: number,
): Promise<DemoReceiver> {
  const receiver = await startProduct(['ndr', 'receiver'], environment, directory);
  await receiver.hasWritten('Taking in pushes');
  const key = environment[secretNames.apiKey] ?? '';
  return {
    target: {
      url: `http://127.0.0.1:${port}/ndr`,
      authentication: { kind: 'api-key', header: API_KEY_HEADER, key },
    },
    stop: () => receiver.stop(),
  };
}
