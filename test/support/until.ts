import { setTimeout } from 'node:timers/promises';

/** Waits until `look` gives something, asking every few milliseconds; throws with `what` when that takes over `limitMs`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 30_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Waited ${limitMs / 1000} s in vain for ${what}.`);
    await setTimeout(15);
  }
}
