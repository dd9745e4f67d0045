import { fileURLToPath } from 'node:url';

/** The prebuilt workflow code: `npm run build` makes it, workers and replay tests load it. */
export const workflowBundlePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** The compiled entry of all workflows, which the bundle is made of. */
export const workflowsPath = fileURLToPath(new URL('../workflows/index.js', import.meta.url));

/** Their payload converter, part of the bundle. */
export const payloadConverterPath = fileURLToPath(new URL('../workflows/payload-converter.js', import.meta.url));

/** What runs beside every workflow, part of the bundle. */
export const interceptorsPath = fileURLToPath(new URL('../workflows/interceptors.js', import.meta.url));
