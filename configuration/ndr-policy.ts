import type { NdrPolicy } from '../workflows/ndr-case/policy.js';
import type { NdrConfig } from './ndr.js';
import type { Policy } from './policy.js';

/** The part of the configuration that goes into the input of a non-delivery case. */
export const toNdrPolicy = (
  { rules, timing, hookGiveUpMs }: Pick<NdrConfig, 'rules' | 'timing'> & { hookGiveUpMs: number },
  { attempts, proof }: Pick<Policy, 'attempts' | 'proof'>,
): NdrPolicy => ({
  rules,
  ...timing,
  hookGiveUpMs,
  startToCloseMs: attempts.startToCloseMs,
  // Time for the first send, for two proof windows of silence, and for looking around.
  budgetMs: attempts.minimumBudgetMs + 2 * proof.windowMs,
});
