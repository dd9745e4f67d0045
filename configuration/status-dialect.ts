import { z } from 'zod';

/** The two code lists in which Amazon takes status updates. */
export type StatusDialect = z.output<typeof statusDialect>;

export const statusDialect = z.enum(['X12', 'EDIFACT']);
