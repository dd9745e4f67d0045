import { describe, expect, it } from 'vitest';
import { run } from '../terminal.js';

describe('orders depart', () => {
  it.each([
    // option, value, what is wrong
    ['--ship-method', 'x'.repeat(101), 'must have at most 100 characters'],
    ['--ship-method', '', 'must be a non-empty text'],
    ['--estimated-delivery', 'Friday', 'must be a date and time with zone'],
    ['--estimated-delivery', '2026-02-30T10:00:00Z', 'must be a date and time with zone'],
  ])('refuses %s %p before anything is reported, by its name', async (option, value, what) => {
    const { exitCode, stdout, stderr } = await run(['orders', 'depart', 'PO1', option, value]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${option}: ${what}`);
  });
});
