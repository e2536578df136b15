import { describe, expect, test } from '@jest/globals';
import { hash64 } from '../../../transformer/compare/hash64.ts';

describe('hash64', () => {
  test('numbers in a row, as ERPs give them, have different hashes', () => {
    const seen = new Set<bigint>();
    const halves = { high: new Set<number>(), low: new Set<number>() };
    for (let n = 0; n < 100_000; n++) {
      const { high, low } = hash64(`se-orgno:${5_560_000_000 + n}`);
      seen.add((BigInt(high) << 32n) | BigInt(low));
      halves.high.add(high);
      halves.low.add(low);
    }
    expect(seen.size).toBe(100_000);
    // Each half alone about as good as chance: 100,000²/2³³ ≈ 1 pair meets.
    expect(halves.high.size).toBeGreaterThan(100_000 - 12);
    expect(halves.low.size).toBeGreaterThan(100_000 - 12);
  });

  test('depends on length, order and every sign', () => {
    const texts = ['', 'a', 'b', 'aa', 'ab', 'ba', '\0', '\0\0', 'å', 'a\u030a'];
    expect(new Set(texts.map((text) => JSON.stringify(hash64(text)))).size).toBe(texts.length);
  });
});
