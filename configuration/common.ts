import { z } from 'zod';

import type { LabelModeName } from '../workflows/purchase-order/order.js';
import { accountName, baseUrl, truth, url } from './values.js';

export type LogLevel = (typeof logLevels)[number];

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export const labelModeNames = ['amazon', 'vendor-label', 'vendor-carrier'] as const satisfies readonly LabelModeName[];

/** The variables that every command reads. */
export const commonSchema = z.object({
  LOG_LEVEL: z.enum(logLevels).default('info'),
  SP_API_ACCOUNT: accountName.default('default'),
  SP_API_ENDPOINT: baseUrl.exactOptional(),
  LWA_ENDPOINT: url.exactOptional(),
  DRY_RUN: truth.default(false),
  LABEL_MODE: z.enum(labelModeNames).exactOptional(),
});

export type Common = z.output<typeof commonSchema>;
