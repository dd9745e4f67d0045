import { describe, expect, it } from 'vitest';
import { createRoles } from '../../workers/roles.js';

describe('the roles of a process', () => {
  it('are to stand by for every account, until it speaks for one', () => {
    const measured: string[] = [];
    const roles = createRoles(['a', 'b'], {
      speaker: ({ account, isSpeaker }) => measured.push(`${account} ${isSpeaker}`),
    });
    expect(roles.list()).toEqual({ speaksFor: [], standsByFor: ['a', 'b'] });
    roles.set('b', true);
    expect(roles.list()).toEqual({ speaksFor: ['b'], standsByFor: ['a'] });
    roles.set('b', false);
    expect(roles.list()).toEqual({ speaksFor: [], standsByFor: ['a', 'b'] });
    expect(measured).toEqual(['a false', 'b false', 'b true', 'b false']);
  });
});
