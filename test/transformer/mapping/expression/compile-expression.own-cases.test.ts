import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compare, count, newTally, show } from '../oracle.ts';

const folder = join(import.meta.dirname, '../cases');

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
}

const inputs = read<Record<string, unknown>>('inputs.json');
const codes = { ST: 'C62', H: 'HUR' };

describe('our table of cases, each on each input: compiled equals interpreted', () => {
  const total = newTally();

  for (const file of readdirSync(folder).filter((name) => name !== 'inputs.json')) {
    const { about, expressions } = read<{ about: string; expressions: readonly string[] }>(file);

    test(`${file}: ${about}`, async () => {
      const tally = newTally();
      for (const expression of expressions) {
        for (const input of Object.values(inputs)) {
          const verdict = await compare(expression, input, { record: inputs['invoice'], tables: { codes } });
          count(tally, verdict);
          count(total, verdict);
        }
      }
      expect(tally.unequal).toEqual([]);
      expect(tally.otherCode).toEqual([]);
      // The table holds only what is inside the subset.
      expect(tally.refused).toBe(0);
    });
  }

  test('the count', () => {
    process.stdout.write(show('own cases', total));
    expect(total.equal).toBeGreaterThan(5000);
  });
});
