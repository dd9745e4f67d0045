import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toMessage } from '../../../activities/notifications/message.js';
import type { DigestData, Message, NoticeData } from '../../../activities/notifications/message.js';
import { signedRequest } from '../../../activities/notifications/webhook.js';
import { failures } from '../../../workflows/failures.js';
import type { FailureKind } from '../../../workflows/failures.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import { noticeOf } from './support.js';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/notifications.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '');
const [notice, digest] = blocks('json').map((text) => JSON.parse(text) as Omit<Message, 'id'>);

const messageOf = (all: readonly Notice[], now: string): Omit<Message, 'id'> => {
  const waiting = all.map((one, index) => ({ key: String(index), addedAt: 0, notice: one }));
  const { id: _id, ...payload } = toMessage({ group: '', notices: waiting }, Date.parse(now));
  return payload;
};

describe('docs/notifications.md', () => {
  it('shows a notice as it is sent', () => {
    const { command: _command, ...data } = notice?.data as NoticeData;
    expect(messageOf([data], '2027-01-01T00:00:00Z')).toEqual(notice);
    expect(data.answers).toEqual(failures[data.reason as FailureKind].answers);
  });

  it('shows a digest as it is sent', () => {
    const { reason, nextStep } = digest?.data as DigestData;
    const all = Array.from({ length: 412 }, (_, index) =>
      noticeOf(index + 1, {
        account: 'acme-us',
        reason,
        nextStep,
        warehouse: index < 300 ? 'WH01' : 'WH02',
        at: new Date(Date.parse('2026-01-05T09:10:00Z') + index).toISOString(),
        dueAt: '2026-01-05T11:00:00.000Z',
      }),
    );
    expect(messageOf(all, '2026-01-05T09:20:00Z')).toEqual(digest);
  });

  it('names every type there is', () => {
    const named = [...page.matchAll(/^\| `([a-z]+\.[a-z]+)` /gm)].map(([, type]) => type);
    const types: Record<Message['type'], true> = {
      'attention.raised': true,
      'attention.reminder': true,
      'deadline.warning': true,
      'deadline.breach': true,
      'incident.opened': true,
      'incident.closed': true,
      'pickup.missed': true,
      'attention.digest': true,
      'deadline.digest': true,
      'incident.digest': true,
      'pickup.digest': true,
    };
    expect(named).toEqual(Object.keys(types));
  });

  const key = Buffer.alloc(32, 9);
  const secret = `whsec_${key.toString('base64')}`;
  const request = (now: number) =>
    signedRequest({
      url: 'https://example.com',
      message: { id: 'notice-1', ...messageOf([noticeOf(1, { happened: 'Straße 🚚' })], '2027-01-01T00:00:00Z') },
      keys: [Buffer.alloc(32, 8), key],
      userAgent: 'tests/1',
      now,
    });
  const cases = () => {
    const { headers, body } = request(Date.now());
    const old = request(Date.now() - 400_000);
    return [
      { headers, body, key: secret, isGenuine: true },
      { headers, body: body.replace('PO1', 'PO2'), key: secret, isGenuine: false },
      { headers: { ...headers, 'webhook-id': 'notice-2' }, body, key: secret, isGenuine: false },
      { headers, body, key: `whsec_${Buffer.alloc(32, 7).toString('base64')}`, isGenuine: false },
      { headers: old.headers, body: old.body, key: secret, isGenuine: false },
    ];
  };

  it('checks signatures in Node.js as they are made', () => {
    const program = `${blocks('js')[0] ?? ''}
      import { readFileSync } from 'node:fs';
      const cases = JSON.parse(readFileSync(0, 'utf8'));
      console.log(JSON.stringify(cases.map(({ headers, body, key }) => isGenuine(headers, body, key))));`;
    const all = cases();
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      input: JSON.stringify(all),
    });
    expect(JSON.parse(printed.toString())).toEqual(all.map(({ isGenuine }) => isGenuine));
  });

  const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
  (hasPython ? it : it.skip)('checks signatures in Python as they are made', () => {
    const program = `${blocks('python')[0] ?? ''}
import json, sys
cases = json.load(sys.stdin)
print(json.dumps([is_genuine(case["headers"], case["body"].encode(), case["key"]) for case in cases]))`;
    const all = cases();
    const printed = execFileSync('python3', ['-c', program], { input: JSON.stringify(all) });
    expect(JSON.parse(printed.toString())).toEqual(all.map(({ isGenuine }) => isGenuine));
  });
});
