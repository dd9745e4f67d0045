import type { z } from 'zod';

import type { Fault } from './faults.js';
import { isRecord } from './checks.js';

/** What is wrong, from the rule and never from the value. */
export function explain(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type' || issue.code === 'invalid_value') {
    const problem = issue.input === undefined ? 'is missing; it ' : '';
    if (issue.code === 'invalid_type') return `${problem}must be ${typeNames[issue.expected] ?? issue.expected}.`;
    return `${problem}must be one of ${issue.values.map(String).join(', ')}.`;
  }
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return 'must not be empty.';
      return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}.`;
    case 'too_big':
      return `must be at most ${issue.maximum}.`;
    case 'unrecognized_keys':
      return 'is unknown. Remove it, or correct its spelling.';
    default:
      return 'is not valid.';
  }
}

/** The faults of a file in the order in which a person meets them there; what is missing comes after what is there. */
export function faultsInFile(file: string, content: unknown, issues: readonly z.core.$ZodIssue[]): Fault[] {
  return issues
    .flatMap((issue) => {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return paths.map((path) => ({ path, what: issue.message, position: positionOf(content, path) }));
    })
    .sort((a, b) => comparePositions(a.position, b.position))
    .map(({ path, what }) => ({ where: placeIn(file, path), what }));
}

function positionOf(content: unknown, path: readonly PropertyKey[]): number[] {
  let inner = content;
  return path.map((key) => {
    const keys = isRecord(inner) ? Object.keys(inner) : [];
    const index = typeof key === 'number' ? key : keys.indexOf(String(key));
    inner = Array.isArray(inner) ? (inner[Number(key)] as unknown) : isRecord(inner) ? inner[String(key)] : undefined;
    return index === -1 ? Number.MAX_SAFE_INTEGER : index;
  });
}

function comparePositions(a: readonly number[], b: readonly number[]): number {
  for (const [depth, index] of a.entries()) {
    const other = b[depth];
    if (other === undefined) return 1;
    if (index !== other) return index - other;
  }
  return a.length - b.length;
}

const placeIn = (file: string, path: readonly PropertyKey[]): string => {
  const inside = path.map(stepInto).join('');
  return inside === '' ? file : `${file}, ${inside.replace(/^\./, '')}`;
};

function stepInto(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  return /^[\w$-]{1,60}$/.test(name) ? `.${name}` : `["${readable(name)}"]`;
}

/** A name that somebody wrote into a file, kept to a part of one line. */
const readable = (name: string): string => name.slice(0, 60).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
