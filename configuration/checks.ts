import type { z } from 'zod';

/** Refuses a second row with the same texts in all `fields`. A row that lacks one of them has a fault of its own. */
export function uniqueRows(fields: string[]): (rows: unknown[], context: z.RefinementCtx) => void {
  return (rows, context) => {
    const seen = new Set<string>();
    for (const [index, row] of rows.entries()) {
      const values = fields.map((field) => (isRecord(row) ? row[field] : undefined));
      if (!values.every((value) => typeof value === 'string')) continue;
      const id = JSON.stringify(values);
      if (seen.has(id)) {
        const message = `is there twice: the same ${fields.join(' and ')} as in an earlier row. Remove one.`;
        context.addIssue({ code: 'custom', path: [index], message });
      }
      seen.add(id);
    }
  };
}

/** Refuses a second entry with the same value. */
export function uniqueEntries(entries: unknown[], context: z.RefinementCtx): void {
  for (const [index, entry] of entries.entries()) {
    if (entries.indexOf(entry) === index) continue;
    context.addIssue({ code: 'custom', path: [index], message: 'is there twice. Remove one.' });
  }
}

/** Lets a check run on a list whatever is wrong inside it, so that all faults come at once. */
export const whenList = { when: ({ value }: { value: unknown }): boolean => Array.isArray(value) };

/** The same for an object. */
export const whenObject = { when: ({ value }: { value: unknown }): boolean => isRecord(value) };

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
