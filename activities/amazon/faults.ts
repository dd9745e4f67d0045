import type { z } from 'zod';

/** Fields named at most. */
const most = 5;

/** What a schema found, as `field: expectation`; no value that was received appears. */
export function faultsOf(error: z.ZodError): string {
  const faults = error.issues.map(({ path, message }) => `${fieldName(path)}: ${message}`);
  const rest = faults.length - most;
  return [...faults.slice(0, most), ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
}

const fieldName = (path: readonly PropertyKey[]): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`))
    .join('') || 'body';
