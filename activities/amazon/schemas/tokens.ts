import { z } from 'zod';
import { present } from './shared.js';

/** Body of createRestrictedDataToken; at most 50 resources. Source: model of tokens 2021-03-01. */
export const createRestrictedDataTokenRequest = z.strictObject({
  restrictedResources: z
    .array(z.strictObject({ method: z.enum(['GET', 'PUT', 'POST', 'DELETE']), path: z.string().startsWith('/') }))
    .min(1)
    .max(50),
});

/** `expiresIn` in seconds. Both are optional in the model and needed here. */
export const restrictedDataToken = z.object({
  restrictedDataToken: present(z.string().min(1)),
  expiresIn: present(z.number()),
});

/** LWA's answer; `expires_in` in seconds, 3600 as documented when it is absent. */
export const accessTokenGrant = z.object({ access_token: z.string().min(1), expires_in: z.number().default(3600) });
