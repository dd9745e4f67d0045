import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { interceptorsPath, payloadConverterPath, workflowBundlePath, workflowsPath } from './workflow-bundle.js';

/** Bundles the compiled workflows, unless the bundle is newer than all of them. */
async function buildBundle(): Promise<void> {
  if (existsSync(workflowBundlePath) && statSync(workflowBundlePath).mtimeMs > newestSource()) return;
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    payloadConverterPath,
    workflowInterceptorModules: [interceptorsPath],
    // Each workflow in memory would have all of this code once more.
    preloadModules: [workflowsPath],
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(workflowBundlePath, code);
}

function newestSource(): number {
  const directory = dirname(workflowsPath);
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  return Math.max(...files.map((file) => statSync(join(directory, file)).mtimeMs));
}

await buildBundle();
