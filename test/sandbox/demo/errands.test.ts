import { describe, expect, it } from 'vitest';
import { createErrands } from '../../../sandbox/demo/errands.js';

/** Lets promises settle. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an errand', () => {
  it('is done once', async () => {
    const errands = createErrands(() => 0);
    let times = 0;
    for (let look = 0; look < 3; look += 1) {
      errands.run('depart', async () => (times += 1));
      await settle();
    }
    expect(times).toBe(1);
    expect(errands.failures()).toEqual([]);
  });

  it('is not begun again while it is under way', () => {
    const errands = createErrands(() => 0);
    let times = 0;
    for (let look = 0; look < 3; look += 1) {
      errands.run('depart', () => {
        times += 1;
        return new Promise(() => undefined);
      });
    }
    expect(times).toBe(1);
  });

  it('is tried again a second after it failed, and until then its failure is known', async () => {
    let now = 0;
    const errands = createErrands(() => now);
    errands.run('depart', async () => {
      throw new Error('no worker');
    });
    await settle();
    expect(errands.failures()).toEqual(['depart: no worker']);

    let isDone = false;
    const again = async (): Promise<void> => {
      errands.run('depart', async () => (isDone = true));
      await settle();
    };
    now = 999;
    await again();
    expect(isDone).toBe(false);
    now = 1_000;
    await again();
    expect(isDone).toBe(true);
    expect(errands.failures()).toEqual([]);
  });
});
