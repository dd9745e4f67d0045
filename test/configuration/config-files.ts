import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import type { ConfigNeed, Environment } from '../../temporal.config.js';
import { ConfigError, loadConfig } from '../../temporal.config.js';

export const key = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

export const notifyKey = (byte: number, length = 32): string =>
  `whsec_${Buffer.alloc(length, byte).toString('base64')}`;

/** Everything that a worker with one account needs; the values of the secrets must never be shown. */
export const worker = {
  SP_API_REGION: 'NA',
  LWA_CLIENT_ID: 'amzn1.application-oa2-client.1',
  LWA_CLIENT_SECRET: 'hush-client-secret',
  LWA_REFRESH_TOKEN: 'Atzr|hush-refresh-token',
  DOCUMENTS_KEY: key('k1', 1),
  INTAKE_TOKEN: 'hush-intake-token-1',
  NOTIFY_URL: 'https://example.com/hush?token=hush',
  NOTIFY_KEY: notifyKey(2),
  INVENTORY_HOOK_URL: 'https://example.com/hook?token=hush',
  INVENTORY_HOOK_KEY: notifyKey(3),
};

export const everything: ConfigNeed[] = [
  'amazon',
  'documents',
  'ledger',
  'intake',
  'notify',
  'inventoryHook',
  'amazonPay',
  'workerServer',
];

// One for all test files of a process, gone with it.
const directory = mkdtempSync(join(tmpdir(), 'config-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
let files = 0;

/** A new file with this content; whatever is no text, as JSON. */
export function file(content: unknown): string {
  const path = join(directory, `${(files += 1)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The faults that the configuration is refused with. */
export function errorOf(env: Environment, needs: readonly ConfigNeed[] = everything, now?: number): ConfigError {
  try {
    loadConfig(env, needs, now);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('Expected a fault.');
}

export const placesOf = (env: Environment, needs?: readonly ConfigNeed[]): string[] =>
  errorOf(env, needs).faults.map(({ where }) => where);
