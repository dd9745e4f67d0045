import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf } from '../../../activities/amazon/faults.js';

const schema = z.strictObject({
  items: z.array(z.strictObject({ code: z.string().regex(/^\d\d$/, 'expected two digits') })),
});

const faultsIn = (value: unknown): string => {
  const parsed = schema.safeParse(value);
  return parsed.success ? '' : faultsOf(parsed.error);
};

describe('faults', () => {
  it('name the field and what was expected, and no value', () => {
    expect(faultsIn({ items: [{ code: '00' }, { code: 'Jane Doe' }] })).toBe('items[1].code: expected two digits');
  });

  it('name the body when that is wrong as a whole', () => {
    expect(faultsIn('Jane Doe')).toMatch(/^body: [^J]*$/);
  });

  it('name five at most', () => {
    const text = faultsIn({ items: Array.from({ length: 7 }, () => ({ code: '' })) });
    expect(text.split('; ')).toHaveLength(6);
    expect(text).toMatch(/; 2 more$/);
  });
});
