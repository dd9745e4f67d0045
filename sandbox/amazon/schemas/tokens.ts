import { z } from 'zod';

/** Tokens API `CreateRestrictedDataTokenRequest`; at most 50 resources (model). */
export const createRestrictedDataTokenRequest = z.strictObject({
  targetApplication: z.string().optional(),
  restrictedResources: z
    .array(
      z.strictObject({
        method: z.enum(['GET', 'PUT', 'POST', 'DELETE']),
        path: z.string().regex(/^\/[^?#]*$/),
        dataElements: z.array(z.string()).optional(),
      }),
    )
    .min(1)
    .max(50),
});
