import type { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';

import { findOnPath } from './executables.js';
import { chooseTestServer, testServerExecutable, testServerFacts } from './find-test-server.js';
import { freePorts } from './ports.js';
import { startGuarded } from './processes.js';
import { reportToStderr } from './provision.js';
import type { Report } from './provision.js';
import { connectWhenServing, ServerEndedError } from './readiness.js';
import { addSearchAttributes } from './search-attributes.js';
import type { SearchAttribute } from './search-attributes.js';

/** Options of {@link startTestEnvironment}. */
export interface TestEnvironmentOptions {
  /** Options of the environment's client, such as a data converter. */
  client?: NonNullable<TimeSkippingTestWorkflowEnvironmentOptions['client']>;
  plugins?: NonNullable<TimeSkippingTestWorkflowEnvironmentOptions['plugins']>;
  /** Search attributes to register. */
  searchAttributes?: readonly SearchAttribute[];
  /** Told what is being provisioned, on first use only. Default: lines on stderr. */
  report?: Report;
}

const NAMESPACE = 'default';
const ATTEMPTS = 3;

/**
 * Starts a server whose clock jumps to the next timer while a result is awaited; about 2 s.
 *
 * It has one clock for all workflows, so each test file starts its own. `teardown()` ends it; it also ends with this
 * process, however that ends. Not there: `list` with a query, schedules, reset. It listens on every interface of the
 * machine, because it has no option for it. Rejects when no server can be had; the message names the ways.
 */
export async function startTestEnvironment(options: TestEnvironmentOptions = {}): Promise<TestWorkflowEnvironment> {
  const { report = reportToStderr } = options;
  const executable = await testServerExecutable(chooseTestServer(await testServerFacts()), report);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(executable, options);
    } catch (error) {
      // Between the look for a free port and its use somebody else may take it.
      if (!(error instanceof ServerEndedError && /in use/i.test(error.message)) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOnce(executable: string, options: TestEnvironmentOptions): Promise<TestWorkflowEnvironment> {
  const [port = 0] = await freePorts(1);
  const server = await startGuarded(executable, [String(port)], { stopSignal: 'SIGKILL' });
  try {
    const connection = await connectWhenServing({ process: server, port, probe: isUp });
    await addSearchAttributes(connection, NAMESPACE, options.searchAttributes ?? []).finally(
      async () => await connection.close(),
    );
    const environment = await connectEnvironment(port, options);
    return stopWithTeardown(environment, server.stop);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function isUp({ workflowService }: Connection): Promise<void> {
  await workflowService.getSystemInfo({});
}

/**
 * The SDK insists on starting a program itself, gives it 5 s and lets it outlive a killed process. It only looks whether
 * the port serves, though: it is given a program that ends at once, and finds the guarded server on the port.
 */
async function connectEnvironment(port: number, options: TestEnvironmentOptions): Promise<TestWorkflowEnvironment> {
  const path = await findOnPath('true');
  if (path === undefined) throw new Error('The program `true` is not on PATH; the test server needs a POSIX system');
  return await TestWorkflowEnvironment.createTimeSkipping({
    server: { port, executable: { type: 'existing-path', path } },
    ...(options.client && { client: options.client }),
    ...(options.plugins && { plugins: options.plugins }),
  });
}

function stopWithTeardown(environment: TestWorkflowEnvironment, stop: () => Promise<void>): TestWorkflowEnvironment {
  const teardown = environment.teardown.bind(environment);
  environment.teardown = async () => {
    await teardown();
    await stop();
  };
  return environment;
}
