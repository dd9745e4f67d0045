import type { WorkflowInterceptors } from '@temporalio/workflow';
import { refuseUndelivered } from './undelivered.js';

/** What runs beside every workflow: the bundle is built with this module. */
export const interceptors = (): WorkflowInterceptors => ({ internals: [refuseUndelivered()] });
