import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  accountFilter,
  accountName,
  actorName,
  choice,
  fromOptions,
  given,
  instantOrNow,
  jsonFile,
  jsonOrFile,
  orderNumbers,
  warehouseCode,
  weight,
  wholeNumber,
} from '../../../clients/commands/arguments.js';
import { allOf, bad, good, InputError } from '../../../clients/commands/checked-input.js';
import type { CommonConfig } from '../../../clients/commands/session.js';

const NOW = Date.parse('2026-01-05T16:05:00Z');
const faulty = { faults: expect.arrayContaining([]) };

describe('an argument', () => {
  it.each([
    // given, read
    [['PO1'], good(['PO1'])],
    [['b2', 'A1', 'b2'], good(['b2', 'A1'])],
    [['x'.repeat(50)], good(['x'.repeat(50)])],
    [['x'.repeat(51)], faulty],
    [['PO-1'], faulty],
    [["PO1' OR 1=1"], faulty],
    [[''], faulty],
  ])('that names the orders %j is read as %j', (numbers, read) => {
    expect(orderNumbers(numbers)).toEqual(read);
  });

  it('that names several wrong orders has a fault for each', () => {
    expect(orderNumbers(['PO1', 'a b', '/'])).toHaveProperty('faults.length', 2);
  });

  it.each([
    ['1.2kg', good({ value: '1.2', unitOfMeasure: 'KG' })],
    ['3lb', good({ value: '3', unitOfMeasure: 'LB' })],
    ['0.5 LB', good({ value: '0.5', unitOfMeasure: 'LB' })],
    [undefined, good(undefined)],
    ['3', faulty],
    ['kg', faulty],
    ['0kg', faulty],
    ['0.00kg', faulty],
    ['-1kg', faulty],
    ['01kg', faulty],
    ['1,2kg', faulty],
    ['1.kg', faulty],
    ['3oz', faulty],
  ])('that is the weight %j is read as %j', (text, read) => {
    expect(weight('--weight', text)).toEqual(read);
  });

  it.each([
    ['now', good('2026-01-05T16:05:00.000Z')],
    ['2026-01-05T10:05:00-06:00', good('2026-01-05T16:05:00.000Z')],
    ['2026-01-05T16:05Z', good('2026-01-05T16:05:00.000Z')],
    ['2026-01-05T16:05:00', faulty],
    ['2026-01-05', faulty],
    ['yesterday', faulty],
    ['', faulty],
  ])('that is the instant %j is read as %j', (text, read) => {
    expect(instantOrNow('--at', text, NOW)).toEqual(read);
  });

  it.each([
    ['1', good(1)],
    ['250', good(250)],
    ['0', faulty],
    ['-1', faulty],
    ['1.5', faulty],
    ['1e3', faulty],
    ['', faulty],
  ])('that is the number %j is read as %j', (text, read) => {
    expect(wholeNumber('--limit', text)).toEqual(read);
  });

  it.each([
    ['amazon', good('amazon')],
    [undefined, good(undefined)],
    ['AMAZON', faulty],
    ['', faulty],
  ])('that is the choice %j is read as %j', (text, read) => {
    expect(choice('--label-mode', text, ['amazon', 'vendor-label'])).toEqual(read);
  });

  it.each([
    ['WH01', good('WH01')],
    ['Lager Süd 2', good('Lager Süd 2')],
    ["WH' OR 1=1 --", faulty],
    ['', faulty],
  ])('that is the warehouse %j is read as %j', (text, read) => {
    expect(warehouseCode(text)).toEqual(read);
  });

  it('that names no actor means the user at this machine', () => {
    expect(actorName('dock-1')).toBe('dock-1');
    expect(actorName(undefined)).not.toBe('');
  });
});

describe('an account', () => {
  const config = good({ accountNames: ['acme-us', 'acme-eu'] } as CommonConfig);

  it('is the first configured one by default, and all for a list', () => {
    expect(accountName(undefined, config)).toEqual(good('acme-us'));
    expect(accountFilter(undefined, config)).toEqual(good(undefined));
  });

  it('must be configured', () => {
    expect(accountName('acme-eu', config)).toEqual(good('acme-eu'));
    expect(accountName('acme', config)).toEqual(
      bad('--account', '"acme" is not configured; there are acme-us, acme-eu.'),
    );
    expect(accountFilter('acme', config)).toEqual(faulty);
  });

  it('adds no fault of its own to a configuration that cannot be read', () => {
    expect(accountName('acme', bad('SP_API_ACCOUNT', 'is wrong'))).toEqual(good('acme'));
  });
});

describe('JSON', () => {
  const directory = mkdtempSync(join(tmpdir(), 'arguments-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };

  it('is read from the argument, or from a file after @', () => {
    expect(jsonOrFile('--data', '{"code":"03"}')).toEqual(good({ code: '03' }));
    expect(jsonOrFile('--data', `@${file('data.json', '{"code":"03"}')}`)).toEqual(good({ code: '03' }));
    expect(jsonFile('--containers', file('list.json', '[]'))).toEqual(good([]));
    expect(jsonFile('--containers', undefined)).toEqual(good(undefined));
  });

  it('that cannot be read names the file and never quotes it', () => {
    const path = file('broken.json', '{ secret');
    expect(jsonFile('--containers', path)).toEqual(bad('--containers', `is no valid JSON in ${path}.`));
    const none = join(directory, 'none');
    expect(jsonFile('--containers', none)).toEqual(bad('--containers', `${none} cannot be read (ENOENT).`));
    expect(jsonOrFile('--data', '{ secret')).toEqual(bad('--data', 'is no valid JSON.'));
  });
});

describe('the faults of a payload', () => {
  it('are named by the options that filled it', () => {
    const faults = [
      'containers[0].items is missing',
      'departedAt must be a date',
      'either attentionId or match is needed',
    ];
    expect(fromOptions({ faults }, { containers: '--containers', departedAt: '--at' })).toEqual({
      faults: [
        { where: '--containers[0].items', what: 'is missing' },
        { where: '--at', what: 'must be a date' },
        { where: 'arguments', what: 'either attentionId or match is needed' },
      ],
    });
  });

  it('of everything that is wrong come in one error', () => {
    const read = () => allOf({ a: bad('--a', 'is wrong'), b: good(1), c: bad('--c', 'too') });
    expect(read).toThrow(InputError);
    expect(read).toThrow('2 faults');
    expect(allOf({ b: good(1) })).toEqual({ b: 1 });
  });

  it('do not come from options that were not given', () => {
    expect(given({ a: undefined, b: 0, c: '' })).toEqual({ b: 0, c: '' });
  });
});
