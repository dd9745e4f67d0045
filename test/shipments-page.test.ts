import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShipmentFile } from '../clients/shipments-file.js';
import { wantedFields } from '../clients/shipments-wanted.js';
import { isEnd, nextStates } from '../workflows/shipment/state.js';
import type { ShipmentStateName } from '../workflows/shipment/state.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/shipments.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

describe('docs/shipments.md', () => {
  it('draws the states as they are, but for what a person closes', () => {
    const drawn = [...block('mermaid').matchAll(/(\w+) --> (\w+)/g)].map(([, from, to]) => `${from} ${to}`);
    const states = Object.keys(nextStates) as ShipmentStateName[];
    const all = states.flatMap((from) => nextStates[from].map((to) => `${from} ${to}`));
    expect(drawn.toSorted()).toEqual(all.filter((move) => !move.endsWith(' CLOSED_BY_PERSON')).toSorted());
    for (const state of states.filter((each) => !isEnd(each))) expect(nextStates[state]).toContain('CLOSED_BY_PERSON');
  });

  it('shows a JSON and a CSV file that are taken as they stand', () => {
    const json = block('json');
    const read = (text: string, format: 'json' | 'csv', defaults: Record<string, unknown>) => {
      const found = readShipmentFile(Buffer.from(text), { format, accounts: ['acme'], defaults });
      return 'value' in found
        ? found.value.map((order) => ('wanted' in order ? order.wanted.packages.length : order.faults))
        : found;
    };
    expect(read(json, 'json', {})).toEqual([1]);
    const { shipmentReference: _own, ...defaults } = JSON.parse(json) as Record<string, unknown>;
    expect(read(block('csv'), 'csv', defaults)).toEqual([1, 2]);
  });

  it('explains every field of the form', () => {
    const explained = page.split('## Which rate')[0] ?? '';
    for (const name of wantedFields) expect(explained).toContain(`\`${name}\``);
  });
});
