import { describe, expect, it } from 'vitest';

import type { Environment } from '../../temporal.config.js';
import { loadConfig } from '../../temporal.config.js';
import { errorOf, file, notifyKey, placesOf } from './config-files.js';

const hook = (env: Environment) => loadConfig(env, ['inventoryHook']).inventoryHook;
const INVENTORY_HOOK_URL = 'https://example.com/decide?token=hush';
const asking = () => ({ POLICY_FILE: file({ acknowledgement: { decide: 'hook' } }) });
const askingByRule = () => ({
  POLICY_FILE: file({ acknowledgement: { rules: [{ decide: 'hook', warehouse: 'WH01' }] } }),
});

describe('an inventory hook', () => {
  it('is there only when it is configured', () => {
    expect(hook({})).toBeUndefined();
    expect(hook({ INVENTORY_HOOK_URL, INVENTORY_HOOK_KEY: `${notifyKey(2)},${notifyKey(1)}` })).toEqual({
      url: INVENTORY_HOOK_URL,
      keys: [Buffer.alloc(32, 2), Buffer.alloc(32, 1)],
    });
  });

  it.each([
    ['by the policy', asking],
    ['by a rule', askingByRule],
  ])('that is asked %s has to be configured', (_by, policy) => {
    const env = policy();
    expect(placesOf(env, ['inventoryHook'])).toEqual(['INVENTORY_HOOK_URL', 'INVENTORY_HOOK_KEY']);
    expect(hook({ ...env, INVENTORY_HOOK_URL, INVENTORY_HOOK_KEY: notifyKey(1) })).toBeDefined();
  });

  it('needs a key', () => {
    expect(placesOf({ INVENTORY_HOOK_URL }, ['inventoryHook'])).toEqual(['INVENTORY_HOOK_KEY']);
  });

  it('asks nothing of a command that asks no inventory', () => {
    expect(() => loadConfig({ ...asking(), INVENTORY_HOOK_URL: 'x' })).not.toThrow();
  });

  it.each<[string, string, Environment]>([
    ['INVENTORY_HOOK_URL', 'https:', { INVENTORY_HOOK_URL: 'http://hush.example.com' }],
    ['INVENTORY_HOOK_URL', 'without user', { INVENTORY_HOOK_URL: 'https://hush:hush@example.com' }],
    ['INVENTORY_HOOK_KEY', 'whsec_', { INVENTORY_HOOK_KEY: 'hush' }],
    ['INVENTORY_HOOK_KEY', 'twice', { INVENTORY_HOOK_KEY: `${notifyKey(1)},${notifyKey(1)}` }],
  ])('with a faulty %s is refused: %s', (where, what, env) => {
    const good = { INVENTORY_HOOK_URL, INVENTORY_HOOK_KEY: notifyKey(1) };
    const { faults, message } = errorOf({ ...good, ...env }, ['inventoryHook']);
    expect(faults).toEqual([{ where, what: expect.stringContaining(what) as unknown }]);
    expect(message).not.toContain('hush');
  });
});
