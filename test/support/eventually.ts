const LOOK_EVERY_MS = 50;

/**
 * Waits until a condition holds. Rejects after `limitMs` (default 10 s), naming what was awaited.
 *
 * A test that asks again and again is as fast as the machine; one that sleeps is too slow here and too fast there.
 */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
