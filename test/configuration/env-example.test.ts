import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import {
  loadConfig,
  secretVariables,
  temporalConnection,
  temporalVariables,
  variables,
} from '../../temporal.config.js';
import { everything, worker } from './config-files.js';

describe('.env.example', () => {
  const lines = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8').split('\n');
  const entries = lines.flatMap((line, index) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value, comment: lines[index - 1] ?? '' }];
  });

  it('lists every variable once, and no other', () => {
    const known = [...Object.keys(variables), ...secretVariables.map((name) => `${name}_FILE`), ...temporalVariables];
    expect(entries.map(({ name }) => name).sort()).toEqual(known.sort());
  });

  it('explains each in one line above it', () => {
    for (const { name, comment } of entries) expect([name, comment]).toEqual([name, expect.stringMatching(/^# \S/)]);
  });

  it('shows the true defaults', () => {
    const env = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    expect(loadConfig({ ...env, ...worker }, everything)).toEqual(loadConfig(worker, everything));
    const own = entries.filter(({ name, value }) => value !== '' && !name.startsWith('TEMPORAL_'));
    expect(own.map(({ name }) => name).sort()).toEqual([
      'DOCUMENTS_DIR',
      'DRY_RUN',
      'INTAKE_HOST',
      'INTAKE_PORT',
      'LEDGER_DIR',
      'LOG_LEVEL',
      'NOTIFY_DIR',
      'SP_API_ACCOUNT',
      'WORKER_HOST',
    ]);
    expect(temporalConnection(env)).toEqual(
      temporalConnection({ TEMPORAL_ADDRESS: 'localhost:7233', TEMPORAL_NAMESPACE: 'default' }),
    );
  });
});
