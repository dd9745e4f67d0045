import { describe, expect, it } from 'vitest';

import { createTaskLanes } from '../../activities/task-lanes.js';

/** A task that ends only when told to, and the order in which tasks began. */
function rehearsal() {
  const began: string[] = [];
  const ends: Record<string, () => void> = {};
  const task = (name: string) => () => {
    began.push(name);
    return new Promise<string>((resolve) => (ends[name] = () => resolve(name)));
  };
  return { began, task, end: (name: string) => ends[name]?.() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('task lanes', () => {
  it('run the tasks of one lane one after the other', async () => {
    const { began, task, end } = rehearsal();
    const lanes = createTaskLanes(9);
    const both = [lanes.run('a', task('1')), lanes.run('a', task('2'))];
    await settled();
    expect(began).toEqual(['1']);
    end('1');
    await settled();
    expect(began).toEqual(['1', '2']);
    end('2');
    expect(await Promise.all(both)).toEqual(['1', '2']);
  });

  it('run no more tasks at once than they were told', async () => {
    const { began, task, end } = rehearsal();
    const lanes = createTaskLanes(2);
    const all = ['1', '2', '3'].map((name) => lanes.run(name, task(name)));
    await settled();
    expect(began).toEqual(['1', '2']);
    end('2');
    await settled();
    expect(began).toEqual(['1', '2', '3']);
    end('1');
    end('3');
    await Promise.all(all);
  });

  it('go on after a task that fails', async () => {
    const lanes = createTaskLanes(1);
    const failing = lanes.run('a', () => Promise.reject(new Error('disk')));
    const next = lanes.run('a', () => Promise.resolve('next'));
    await expect(failing).rejects.toThrow('disk');
    expect(await next).toBe('next');
  });
});
